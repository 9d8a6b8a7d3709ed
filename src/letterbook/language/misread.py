"""Letters that were lost on the way of a text: UTF-8 read as something else (“MÃ¼ller”), and codes of web pages and programs
(“M&uuml;ller”) that a letter would print as they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from urllib.parse import unquote

_CODECS = ("cp1252", "cp1250", "cp1251", "cp1254", "mac_roman", "cp850", "cp437")
"""As what programs read UTF-8 that they do not know for it, the likeliest first."""
_LEADS, _FOLLOWERS = range(0xC2, 0xF5), range(0x80, 0xC0)


def _signs(codec: str, numbers: range) -> set[str]:
    return set(bytes(numbers).decode(codec, "ignore"))


_PAIR = re.compile(
    f"[{re.escape(''.join(sorted(set[str]().union(*(_signs(codec, _LEADS) for codec in _CODECS)))))}]"
    f"[{re.escape(''.join(sorted(set[str]().union(*(_signs(codec, _FOLLOWERS) for codec in _CODECS)))))}]"
)
"""Cheap to look for, and found in every text that was misread; also in many that were not."""
_WORD = re.compile(r"[^ \t\r\n]+")
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_LATIN = re.compile("[\u0080-\u017f\u0218-\u021b\u0259\u2010-\u203a\u20ac\u2116\u2122\ufeff]+")
"""What a single sign may have been: letters of Latin alphabets, dashes, quotation marks, the euro, № and ™."""
_CLOSING = frozenset("’‘‚“”„»›…–—™®")
"""Signs that stand after a capital letter in a text that is right: “CAFÉ”."""


def misread(text: str) -> tuple[str, str] | None:
    """A word that is UTF-8 read as something else, and what it was; None for a text that may be right."""
    if text.isascii() or not _PAIR.search(text):
        return None
    pairs = ((word, codec) for word in _WORD.findall(text) for codec in _CODECS)
    return next(((word, meant) for word, codec in pairs if (meant := _meant_by(word, codec))), None)


def misread_words(text: str) -> list[str]:
    """All such words of a text, each once."""
    if text.isascii() or not _PAIR.search(text):
        return []
    return [word for word in dict.fromkeys(_WORD.findall(text)) if misread(word)]


def _meant_by(word: str, codec: str) -> str | None:
    """What a word was, if it is UTF-8 read as this; a word that was is so in all of its parts."""
    runs = list(_RUN.finditer(word))
    meant = [_decoded(run[0], codec) for run in runs]
    if None in meant or not any(_was_misread(run, codec) for run in runs):
        return None
    return _RUN.sub(lambda found: _decoded(found[0], codec) or "", word)


def _decoded(run: str, codec: str) -> str | None:
    try:
        meant = run.encode(codec).decode("utf-8")
    except UnicodeError:
        return None
    return (
        meant
        if all(unicodedata.category(sign)[0] in "LPS" or sign in "\u00a0\ufeff" for sign in meant)
        else None
    )


def _was_misread(run: re.Match[str], codec: str) -> bool:
    meant = _decoded(run[0], codec)
    if meant is None:
        return False
    if not _LATIN.fullmatch(meant):
        return len(meant) > (1 if codec.startswith("cp125") else 2)
    if len(run[0]) > 2:
        return True
    return _is_no_word(run)


def _is_no_word(run: re.Match[str]) -> bool:
    """Whether two signs are none that stand so in a word or at its end."""
    first, second = run[0][0], run[0][1]
    before, after = run.string[: run.start()][-1:], run.string[run.end() :][:1]
    if second in _CLOSING:
        return before.islower() or after.isalpha() or not (before or after) or not first.isalpha()
    if first.isalpha() and second.isalpha():
        cases = {sign.isupper() for sign in (first, second, before, after) if sign.isalpha()}
        return len(cases) > 1
    return True


_LOST = re.compile(r"\S*(?:�|(?<=[^\W\d_])\?(?=[^\W\d_]))\S*")


def lost_letter(text: str) -> str:
    """A word in which a letter was lost on the way, “M�ller” or “M?ller”; "" where there is none."""
    if "�" not in text and "?" not in text:
        return ""
    found = _LOST.search(text)
    return found[0] if found and "://" not in found[0] else ""


_TAGS = "a|b|big|br|center|div|em|font|hr|i|img|li|ol|p|pre|s|small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|tt|u|ul"
_CODE = re.compile(
    rf"&(?:[A-Za-z][A-Za-z0-9]{{1,30}}|\#[0-9]{{2,6}}|\#[xX][0-9A-Fa-f]{{2,6}});|</?(?:{_TAGS})(?:\s[^<>]*)?/?>"
    r"|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[nrt]|(?:%[0-9A-F]{2}){2,}|=\?[\w-]+\?[QqBb]\?[^?\s]*\?=|(?:=[0-9A-F]{2}){2,}"
    r"|_x[0-9A-Fa-f]{4}_",
    re.IGNORECASE,
)
_BEGINS_CODE = re.compile(r"[&<\\%=]|_x")


def program_code(text: str) -> tuple[str, str] | None:
    """A code of web pages or of programs in a text, and the letters that it stands for, "" where it is for none; None
    where there is none.
    """
    if not _BEGINS_CODE.search(text):
        return None
    return next(((code, _meant(code)) for code in _codes(text)), None)


def _codes(text: str) -> Iterator[str]:
    for found in _CODE.finditer(text):
        if not found[0].startswith("&") or found[0].startswith("&#") or found[0][1:] in html5:
            yield found[0]


def _meant(code: str) -> str:
    if code.startswith("&"):
        meant = unescape(code)
    elif code.startswith(("\\u", "\\x")):
        meant = chr(int(f"0x{code[2:]}", 0))
    elif code.startswith("%"):
        meant = unquote(code)
    else:
        meant = ""
    return meant if meant.isprintable() and meant.strip() else ""
