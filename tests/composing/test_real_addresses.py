"""Addresses as real lists have them, one long line each: set, and measured on the finished page by PDFium alone.

A few stand here. All of two public lists (CC0 and MIT, see the README beside them) are read where they lie: in the
folder that LETTERBOOK_MISSIONS names, or in ../shared/data beside the repository.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import OFFICE, ROOT
from pypdfium2 import PdfDocument
from typesetting import addresses
from typesetting.addresses import Row
from typesetting.addresses import listed as rows_of

from letterbook.envelope_windows import WINDOWS, Area
from letterbook.model import Letter

MM = 72 / 25.4
HAIR = 0.3
"""mm"""
HANG = 0.5
"""mm: the tail of a J or an f reaches so far out before the point where its line begins."""

MISSIONS = Path(os.environ.get("LETTERBOOK_MISSIONS", ROOT.parent / "shared" / "data"))
FILES = {"missions_with_address_WIKIDATA_CC0.csv": 212, "missions_with_address_IE_MIT.csv": 151}

HARD = (
    ("AR", "Edificio Bluesky, 6th Floor, Avenida del Libertador 1068, Recoleta, Buenos Aires"),
    ("BR", "Alameda Santos, 787, conj 61 – 6 º andar, CEP: 01419-001 Cerqueira César, São Paulo – SP, Brazil"),
    ("BY", "Rumyanceva st. 4220034 Minsk, Republic Belarus"),
    ("EG", "50, Road 83, Old Maadi, Cairo"),
    ("KE", "4th Floor, Delta Office Suites, Manyani Road, off Waiyaki Way, PO Box 30659-00100, Nairobi"),
    ("LB", "Av. President Suleiman Frangieh 52 Baabda – P.O. BOX 40-215"),
    ("MX", "Goldsmith #53 Piso 4, Col. Polanco, Chapultepec, Alcaldía Miguel Hidalgo, CP, 11560, Ciudad de México, México"),
    ("NI", "Carretera Sur, Km. 10.800, Apartado Postal 506, Managua, D.N."),
    ("NO", "Frøyas gate 9, 0273 Oslo"),
    ("RU", "119034, Москва, Кропоткинский переулок, 12"),
    ("SA", "P.O. Box 94349, Plot No. 3114, Al Idrisi, Assafarat District, Riyadh 12513, Kingdom of Saudi Arabia"),
    ("TR", "Ugur Mumcu Caddesi No.88, MNG Binasi, A&B Blok, Kat 1, Gaziosmanpasa, Ankara 06700"),
    ("UA", "03069, Київ, вул. Уляни Громової, 14"),
    ("ZA", "2nd Floor, Building A, OMK House, 238 Florence Ribeiro Avenue, Nieuw Muckleneuk, Pretoria, South Africa, 0181"),
)  # fmt: skip


def hard() -> list[Row]:
    return [Row("Permanent Mission of the Republic of Azerbaijan", country, line) for country, line in HARD]


def listed() -> list[Row]:
    """Every row of the two lists, in their order."""
    rows = rows_of(MISSIONS / name for name in FILES)
    assert len(rows) == sum(FILES.values())
    return rows


def placed(rows: Sequence[Row], window: str) -> Iterator[tuple[Row, Letter | None, str]]:
    """(row, its letter or None, why it is refused)."""
    return addresses.placed(rows, window, OFFICE)


def lines_in(page: Any, area: Area) -> list[tuple[str, Area]]:
    """What stands in the area, character by character: each line with the box of its ink, from the top."""
    text, height = page.get_textpage(), page.get_height()
    rows: dict[float, list[tuple[str, Area]]] = {}
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        box = Area(left / MM, (height - top) / MM, (right - left) / MM, (top - bottom) / MM)
        sign = text.get_text_range(index, 1).strip()
        if sign and min(box.common(area).width, box.common(area).height) > 0:
            # A hyphen at the end of a line comes as a sign of PDFium's own.
            sign = "-" if sign in "\x02\ufffe" else sign
            _, below, _, _ = text.get_charbox(index, loose=True)
            row = next((known for known in rows if abs(known - below) < 1), below)
            rows.setdefault(row, []).append((sign, box))
    return [_line(rows[below]) for below in sorted(rows, reverse=True)]


def _line(characters: Sequence[tuple[str, Area]]) -> tuple[str, Area]:
    boxes = [box for _, box in characters]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return "".join(sign for sign, _ in characters), Area(left, top, right - left, bottom - top)


def amiss(letter: Letter) -> list[str]:
    """Everything that is wrong with the address on the letter's finished page."""
    window = WINDOWS[letter.window]
    with (
        closing(PdfDocument(addresses.address_page(letter, OFFICE))) as document,
        closing(document[0]) as page,
    ):
        found = lines_in(page, window.field)
    lines = [(text, box) for text, box in found if box.bottom > window.address.top]
    wrong = []
    if [text for text, _ in lines] != ["".join(line.split()) for line in letter.address]:
        wrong.append(f"{lines} is not {letter.address}")
    if len(lines) > window.lines:
        wrong.append(f"{len(lines)} lines")
    for text, box in lines:
        room = window.address
        if box.left < room.left - HANG or box.right > room.right + HAIR:
            wrong.append(f"{text} is too wide: {box}")
        if box.top < room.top - HAIR or box.bottom > room.bottom + HAIR:
            wrong.append(f"{text} is above or below: {box}")
    for (upper, above), (lower, below) in pairwise(lines):
        if above.bottom > below.top:
            wrong.append(f"{lower} stands over {upper}")
    if [text for text, _ in found[: -len(lines)]] != ["".join((letter.head.return_line or "").split())]:
        wrong.append(f"{found} has more than return line and address")
    return wrong


REASONS = {"address-too-long", "address-too-wide", "missing-glyph"}


def counted(rows: Sequence[Row], window: str) -> tuple[int, Counter[str]]:
    """How many addresses stand in the window, and why the others are refused; nothing else may happen to one."""
    fits, refused = 0, Counter[str]()
    for row, letter, reason in placed(rows, window):
        if letter is None:
            assert reason in REASONS, (row, reason)
            refused[reason] += 1
        else:
            assert amiss(letter) == [], row
            assert letter.address_size_pt >= 8.5
            fits += 1
    return fits, refused


@pytest.mark.slow
@pytest.mark.parametrize("window", WINDOWS)
def test_hard_addresses_in_every_window(window: str) -> None:
    fits, refused = counted(hard(), window)
    assert (fits, dict(refused)) == (len(HARD), {})


def test_the_measure_sees_what_is_wrong() -> None:
    [(_, letter, _)] = placed(hard()[:1], "din-b")
    assert letter is not None
    assert amiss(letter) == []
    assert "is not" in amiss(replace(letter, address=("Edificio Bluesky, " * 8,)))[0]
    wide = replace(letter, address=("Edificio Bluesky, 6th Floor, Avenida",), window="din-b-universal")
    assert amiss(replace(wide, address_size_pt=8.5)) == []
    assert ["too wide" in fault for fault in amiss(replace(wide, address_size_pt=14))] == [True]
    assert "stands over" in " ".join(amiss(replace(letter, address_size_pt=24)))
    assert "8 lines" in amiss(replace(letter, address=tuple("ABCDEFGH")))
    assert "more than" in amiss(replace(letter, delivery="By hand"))[-1]


@pytest.mark.slow
@pytest.mark.skipif(not MISSIONS.is_dir(), reason="the lists of missions are not there")
@pytest.mark.parametrize("window", WINDOWS)
def test_all_missions(window: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Floors, a little below what was reached: a change that places fewer is seen. All in one window, every fifth in the others;
    `tools/typography.py --addresses` sets all in all."""
    rows = listed()[:: 1 if window == "din-b" else 5]
    fits, refused = counted(rows, window)
    with capsys.disabled():
        sys.stdout.write(f"\n{window}: {fits} of {len(rows)} addresses placed, {dict(refused)}\n")
    assert fits + refused.total() == len(rows)
    assert fits >= len(rows) - 3
