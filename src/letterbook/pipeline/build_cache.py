"""What was made and verified before, beside the mailing: a run goes on where another was stopped.

A line of JSON each for a file, for a page or a text that files share, and for an enclosure. Lines are added as letters
are verified; one that was cut off when the power went is passed over.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from letterbook.pipeline.staging import CACHE_FILE, home_of
from letterbook.verification import PageFingerprint, Verified, VerifiedDocx, VerifiedPdf
from letterbook.verification.font_fingerprint import FontFingerprint

ENCLOSURES = "enclosures"
_MOST_WRITTEN = 10_000


@dataclass(frozen=True)
class CachedFile:
    """A letter's file that was made and verified without a finding. `beside` is the digest of the addressees (RecipientMarks)
    that it was verified beside; pages are None in a Word file.
    """

    fingerprint: str
    sha256: str
    pages: int | None
    cover_pages: int | None
    beside: str
    verified: Verified = field(repr=False)
    enclosure_pages: tuple[int, ...] = ()


class BuildCache:
    """The cache in the folder `home`; empty where there is none yet."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._files: dict[str, CachedFile] = {}
        self._enclosures: set[str] = set()
        self._written: dict[str, None] = {}
        """Keys of pages and texts that are in the cache, the one used last at the end; letters have few in common but the latest."""
        shared = _Shared()
        for kind, name, value in _lines(home / CACHE_FILE):
            try:
                if kind == "file":
                    self._files[name] = shared.file(value)
                elif kind == "enclosure":
                    self._enclosures.add(name)
                else:
                    shared.learn(kind, name, value)
                    self._remember(name)
            except (ValueError, KeyError, TypeError, IndexError, AttributeError):
                continue  # of another version of the program: that letter is made again

    def file(self, name: str, fingerprint: str) -> CachedFile | None:
        """The letter's file with this name, if it was made under this fingerprint before the cache was opened."""
        known = self._files.get(name)
        return known if known and known.fingerprint == fingerprint else None

    def enclosure(self, fingerprint: str) -> bytes | None:
        """An enclosure that was laid out before, as PDF."""
        path = self._home / ENCLOSURES / f"{fingerprint}.pdf"
        if fingerprint not in self._enclosures or not path.is_file():
            return None
        return path.read_bytes()

    def add(self, name: str, file: CachedFile) -> None:
        """Notes a file that was verified."""
        self._append([*self._shared_lines(file.verified), ("file", name, _plain(file))])

    def add_enclosure(self, fingerprint: str, pdf: bytes) -> None:
        """Keeps an enclosure that was laid out."""
        if fingerprint in self._enclosures:
            return
        path = self._home / ENCLOSURES / f"{fingerprint}.pdf"
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(pdf)
        part.replace(path)
        self._append([("enclosure", fingerprint, None)])

    def tidy(self, names: Collection[str], enclosures: Collection[str]) -> None:
        """Forgets every file and enclosure but these; of a file that was made several times the last is kept."""
        for path in (self._home / ENCLOSURES).glob("*"):
            if path.stem not in enclosures:
                path.unlink()
        path, wanted_files = self._home / CACHE_FILE, frozenset(names)
        last: dict[str, int] = {}
        used: dict[int, tuple[str, ...]] = {}
        others: list[str] = []
        once: dict[str, str] = {}  # letters have most of their pages and texts in common
        for number, (kind, name, value) in enumerate(_lines(path)):
            if (kind == "file" and name in wanted_files) or (kind == "enclosure" and name in enclosures):
                last[name] = number
                keys = _used(value) if kind == "file" else ()
                used[number] = tuple(once.setdefault(key, key) for key in keys)
            else:
                others.append(once.setdefault(name, name))
        wanted = set().union(*(used[number] for number in last.values()))
        if len(last) == len(used) and wanted.issuperset(others):
            return  # nothing is forgotten, as after most runs
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            for number, line in enumerate(_lines(path)):
                if last.get(line[1]) == number or line[1] in wanted:
                    file.write(_written(line))
        part.replace(path)

    def _shared_lines(self, verified: Verified) -> Iterator[_Line]:
        """The pages and texts of this letter that are not in the cache yet."""
        for kind, key, value in _shared_of(verified):
            if not self._remember(key):
                yield kind, key, value

    def _remember(self, key: str) -> bool:
        """Whether it was known. One that has not come for long is forgotten and written once more: most are one letter's own."""
        known = key in self._written
        self._written.pop(key, None)
        self._written[key] = None
        if len(self._written) > _MOST_WRITTEN:
            del self._written[next(iter(self._written))]
        return known

    def _append(self, lines: Iterable[_Line]) -> None:
        with (self._home / CACHE_FILE).open("a+b") as file:
            if file.tell() and (file.seek(-1, 2), file.read(1))[1] != b"\n":
                file.write(b"\n")  # after a line that was cut off
            file.write("".join(map(_written, lines)).encode())


_Line = tuple[str, str, Any]  # kind, name or key, value


def _lines(cache_file: Path) -> Iterator[_Line]:
    if not cache_file.exists():
        return
    with cache_file.open("rb") as file:
        for line in file:
            try:
                kind, name, value = json.loads(line)
            except (ValueError, TypeError):
                continue  # cut off when the power went
            yield kind, name, value


def _written(line: _Line) -> str:
    return json.dumps(line, ensure_ascii=False) + "\n"


def _plain(file: CachedFile) -> dict[str, Any]:
    verified = file.verified
    if isinstance(verified, VerifiedPdf):
        said: dict[str, Any] = {
            "prints": [_page_key(page) for page in verified.pages],
            "texts": [_text_key(text) for text in verified.texts],
            "unseen": _text_key(verified.unseen),
        }
    else:
        said = {
            "sections": [section.hex() for section in verified.sections],
            "parts": [[part, _text_key(text)] for part, text in verified.texts],
            "enclosure": _text_key(json.dumps(verified.enclosure)),
        }
    return {name: getattr(file, name) for name in _OWN} | {"enclosure_pages": file.enclosure_pages} | said


_OWN = ("fingerprint", "sha256", "pages", "cover_pages", "beside")


def _used(file: Any) -> set[str]:
    """The keys of the pages and texts that a file's line names; none where it is no line of ours."""
    try:
        parts = {key for _, key in file.get("parts", [])}
        texts = {file.get("enclosure", ""), file.get("unseen", "")}
        return {*file.get("prints", []), *file.get("texts", []), *parts, *texts}
    except (AttributeError, TypeError, ValueError):
        return set()


def _shared_of(verified: Verified) -> Iterator[_Line]:
    if isinstance(verified, VerifiedPdf):
        yield from (("page", _page_key(page), _plain_page(page)) for page in verified.pages)
        yield from (("text", _text_key(text), text) for text in (*verified.texts, verified.unseen))
    else:
        yield from (("text", _text_key(text), text) for _, text in verified.texts)
        paragraphs = json.dumps(verified.enclosure)
        yield "text", _text_key(paragraphs), paragraphs


def _page_key(page: PageFingerprint) -> str:
    return page.digest.hex()[:32]


def _text_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _Shared:
    """The pages and texts of the cache, by their keys."""

    def __init__(self) -> None:
        self._pages: dict[str, PageFingerprint] = {}
        self._texts: dict[str, str] = {}
        self._enclosures: dict[str, tuple[str, ...]] = {}

    def learn(self, kind: str, key: str, value: Any) -> None:
        if kind == "page":
            self._pages[key] = _page(value)
        elif kind == "text":
            self._texts[key] = value

    def file(self, value: Mapping[str, Any]) -> CachedFile:
        own = {name: value[name] for name in _OWN}
        enclosed = tuple(map(int, value["enclosure_pages"]))
        return CachedFile(**own, verified=self._verified(value), enclosure_pages=enclosed)

    def _verified(self, value: Mapping[str, Any]) -> Verified:
        if "prints" in value:
            pages = tuple(self._pages[key] for key in value["prints"])
            texts = tuple(self._texts[key] for key in value["texts"])
            return VerifiedPdf((), pages, texts, self._texts[value["unseen"]])
        sections = tuple(bytes.fromhex(section) for section in value["sections"])
        parts = tuple((part, self._texts[key]) for part, key in value["parts"])
        return VerifiedDocx((), sections, parts, self._paragraphs(value["enclosure"]))

    def _paragraphs(self, key: str) -> tuple[str, ...]:
        if key not in self._enclosures:
            self._enclosures[key] = tuple(json.loads(self._texts[key]))
        return self._enclosures[key]


def _plain_page(page: PageFingerprint) -> Any:
    fonts = {
        name: [font.base, font.embedded, b64encode(font.glyphs).decode()] for name, font in page.fonts.items()
    }
    return [page.drawn.hex(), fonts, list(page.not_embedded), page.is_blank]


def _page(value: Any) -> PageFingerprint:
    drawn, fonts, missing, blank = value
    prints = {
        name: FontFingerprint(base, embedded, b64decode(glyphs))
        for name, (base, embedded, glyphs) in fonts.items()
    }
    return PageFingerprint(bytes.fromhex(drawn), prints, tuple(missing), blank)


def caches_in(out: Path) -> Callable[[str], BuildCache]:
    """The build cache of the mailing whose folder in `out` has this name; each is read once."""
    return cache(lambda name: BuildCache(home_of(out, name)))
