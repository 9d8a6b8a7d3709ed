"""Letters from right to left are compared by difference like all others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import edit, make_workspace

from letterbook.model import Order
from letterbook.usecases.issue import Run, issue
from letterbook.verification import VerificationError

RECIPIENTS = """\
groups:
  - id: arabic
    name: "arabic"
    language: ar
    in_text: "سفارة الجمهورية الفرنسية في باكو"
    recipients:
      - id: embassy
        post: "The Ambassador"
        organisation: "Embassy of the French Republic"
        kind: ambassador
        address: {street: "9 Rasul Rza Street", city: Baku, postcode: AZ1000, country: AZ}
      - id: ministry
        organisation: "وزارة الخارجية (إدارة الشؤون القنصلية)"
        person: "أحمد المنصوري"
        salutation: "سعادة السيد أحمد المنصوري،"
        address: {lines: ["شارع الملك فيصل 12", "القاهرة 11511"], country: EG}
      - id: council
        organisation: "مجلس أوروبا Council of Europe [CoE]"
        salutation: "سعادة السيد الأمين العام،"
        in_text: "مجلس أوروبا (CoE) في ستراسبورغ"
        address: {street: "Avenue de l'Europe 12/3", city: "Strasbourg", postcode: "67000", country: FR}
  - id: mixed
    name: "mixed"
    recipients:
      - id: gamma
        organisation: "Gamma House (بيت غاما) [בית 12]"
        person: "John Quill"
        salutation: "Dear Mr Quill,"
        address: {street: "22 Beta Lane, «دار ١٢»", city: "Große Straße", postcode: "80331", country: DE}
      - id: court
        organisation: "בית המשפט העליון"
        salutation: "Dear Sir (שלום),"
        address: {street: "שערי משפט 1", city: "ירושלים", postcode: "9195001", country: IL}
"""
SIGNATURE = "{{ signature }}"
OF_ONE = '{%% if reference and "0002" in reference %%}%s{%% endif %%}'


def issued(workspace: Path) -> set[tuple[str, str]]:
    """(recipient, code) of what was found."""
    run = Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC))
    try:
        issue(workspace, Order("january-20", formats=("pdf",), cover_only=True), run)
    except VerificationError as error:
        return {(finding.recipient_id, finding.code) for finding in error.findings}
    return set()


def on_two_pages(workspace: Path) -> None:
    words = workspace / "templates" / "letter" / "ar.md"
    source = words.read_text("utf-8")
    words.write_text(source + f"\n{source.split('---')[2].strip()}\n" * 4, "utf-8")


def with_brackets(workspace: Path) -> None:
    words = workspace / "templates" / "letter" / "ar.md"
    words.write_text(words.read_text("utf-8") + "\n**شكرا** جزيلا (Latin *word* 12/3) لكم\n", "utf-8")


def in_every_letter(workspace: Path) -> None:
    page = workspace / "templates" / "letter" / "letter.html"
    edit(page, SIGNATURE, f"<p>تحية (أطيب) [12/3] «كلمة» AZ1000 Baku</p>{SIGNATURE}")


@pytest.mark.slow
@pytest.mark.parametrize("change", [None, on_two_pages, with_brackets, in_every_letter])
def test_letters_that_differ_in_their_own_values_only(
    tmp_path: Path, change: Callable[[Path], None] | None
) -> None:
    workspace = make_workspace(tmp_path / "office", RECIPIENTS)
    if change:
        change(workspace)
    assert issued(workspace) == set()


STRANGE = {
    "a greeting": "مع أطيب التحيات",
    "a name": "السيد فاروق",
    "Latin words": "With kind regards",
    "Hebrew words": "שלום",
    "a second reference": "7-1",
    "a second date": "20 كانون الثاني/يناير 2021",
    "a direction that is turned": "<span dir=rtl>sdrager</span>",
}


@pytest.mark.slow
@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_what_only_one_letter_says(tmp_path: Path, strange: str) -> None:
    workspace = make_workspace(tmp_path / "office", RECIPIENTS)
    edit(workspace / "templates" / "letter" / "letter.html", SIGNATURE, OF_ONE % strange + SIGNATURE)
    assert ("ministry", "other-words") in issued(workspace)


LETTERHEAD_S_TOWN = """\
groups:
  - id: readers
    name: "readers"
    salutation: "Dear reader,"
    in_text: "the library"
    recipients:
      - {id: alpha, organisation: "Alpha Library",
         address: {street: "1 First Street", city: "Vienna", postcode: "1010", country: AT}}
      - {id: gamma, organisation: "Gamma House (بيت غاما)",
         address: {street: "3 Third Street", city: "Baku", postcode: "AZ1000", country: AZ}}
"""


@pytest.mark.slow
def test_one_letter_has_words_from_right_to_left_and_the_letterhead_s_town(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office", LETTERHEAD_S_TOWN)
    assert issued(workspace) == set()
