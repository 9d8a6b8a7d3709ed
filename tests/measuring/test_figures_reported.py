"""The table, before and after, and what breaks a limit; `--check` refuses a page that was set as WeasyPrint does by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
import typography
from conftest import ROOT
from pages_of_known_figures import paragraph, pdf
from typesetting import report
from typesetting.envelopes import ENVELOPES

GOOD: dict[str, object] = {
    "characters a line": 70.0, "mean stretch": 1.1, "worst stretch": 1.5, "worst press": 0.8, "longest ladder": 2,
    "hyphenated names": 0, "hyphens across pages": 0, "widows": 0, "orphans": 0, "last lines of a short word": 0,
    "overshoot, mm": 0.1, "top line, mm": None, "lowest beginning below it, mm": None, "places of page numbers": 1,
    "pages without a number": 0, "single pages with a number": 0,
}  # fmt: skip
WHOLE: dict[str, object] = {"addresses": 3, "cut at the right": 0, "last line cut below": 0, "lines cut": 0}


def faults(row: str, changed: Mapping[str, object] = MappingProxyType({})) -> list[str]:
    """The faults of one row that is good but for what was changed."""
    section, good = (report.ENVELOPES, WHOLE) if " in " in row else (report.PAGES, GOOD)
    return report.faults({section: {row: good | dict(changed)}})


def test_a_good_page_has_no_faults() -> None:
    assert faults("letter en") == []
    assert faults("din-b in DL") == []


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("worst stretch", 1.52), ("worst press", 0.78), ("longest ladder", 3), ("hyphenated names", 1),
        ("hyphens across pages", 1), ("widows", 1), ("orphans", 1), ("last lines of a short word", 1),
        ("overshoot, mm", 0.11), ("lowest beginning below it, mm", 0.6), ("places of page numbers", 2),
        ("pages without a number", 1), ("single pages with a number", 1), ("characters a line", 80.1),
    ],
)  # fmt: skip
def test_each_limit_is_held(figure: str, value: float) -> None:
    [fault] = faults("letter en", {figure: value})
    assert fault.startswith(f"letter en: {figure} {value:g}")


def test_the_measure_of_an_enclosure() -> None:
    assert len(faults("enclosure en", {"characters a line": 76})) == 1
    assert len(faults("enclosure en", {"characters a line": 64})) == 1
    assert faults("enclosure ru", {"characters a line": 64}) == []
    assert faults("enclosure ar", {"characters a line": 90}) == []


def test_an_address_that_is_cut() -> None:
    cut = {"cut at the right": 1}
    assert faults("din-b in C6/C5", cut) == ["din-b in C6/C5: something of an address is cut"]
    assert faults("din-b in C4", cut) == []


def test_page_numbers_of_a_language_in_several_places() -> None:
    assert report.places_differ({"en": ["a", "b"], "az": ["a"]}) == ["en: page numbers in 2 places"]


def test_before_and_after_stand_in_one_table() -> None:
    now = {"pages": {"letter en": GOOD}}
    before = {"pages": {"letter en": GOOD | {"worst stretch": 2.27}, "letter xx": GOOD}}
    rows = {line.split("  ")[0]: line for line in report.table(now, before).splitlines()}
    assert "2.27 → 1.5" in rows["letter en"]
    assert rows["letter en"].count("→") == 1
    assert "gone" in rows["letter xx (before)"]
    assert "→" not in report.table(now)


def test_figures_are_written_and_read_again() -> None:
    figures: report.Report = {"pages": {"letter en": GOOD}, "envelopes": {"din-b in DL": WHOLE}}
    assert json.loads(report.as_json(figures)) == figures


def test_the_figures_from_before_are_those_of_every_page() -> None:
    kept = json.loads((ROOT / "benchmarks/typography-before.json").read_text(encoding="utf-8"))
    assert set(kept) == {report.PAGES, report.ENVELOPES, report.ADDRESSES}
    assert {row.split()[0] for row in kept[report.PAGES]} == {"letter", "note-verbale", "enclosure"}
    assert any("worst stretch" in fault for fault in report.faults(kept))


ROUGH = paragraph("nnnn nnnn nnnn", "nnnnnnnn nnnn", "nnnnnnnn")
EVEN = paragraph("nnnnnnn nnnnnn", "nnnnnnn nnnnnn", "nnnnnnnn")


def test_check_refuses_a_page_set_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rough.pdf").write_bytes(pdf(ROUGH))
    (tmp_path / "even.pdf").write_bytes(pdf(EVEN, "p { width: 6.8em !important }"))
    assert typography.main(["--check", str(tmp_path / "even.pdf")]) == 0
    assert typography.main([str(tmp_path / "rough.pdf")]) == 0
    capsys.readouterr()
    assert typography.main(["--check", "--words", str(tmp_path / "rough.pdf")]) == 1
    said = capsys.readouterr().out
    assert "letter en: worst stretch" in said
    assert "letter en, worst stretch: nnnnnnnn nnnn" in said


def test_a_file_without_tags_is_said_to_be_one(tmp_path: Path) -> None:
    from letterbook.render.engine import weasyprint

    (tmp_path / "bare.pdf").write_bytes(weasyprint().HTML(string="<p>nnnn").write_pdf())
    with pytest.raises(SystemExit, match=r"bare\.pdf has no tags"):
        typography.main([str(tmp_path / "bare.pdf")])


def test_the_page_says_the_limits() -> None:
    page = (ROOT / "docs/typography.md").read_text(encoding="utf-8")
    rows = {
        cells[1]: cells[3]
        for line in page.splitlines()
        if len(cells := [cell.strip() for cell in line.split("|")]) == 5
    }
    letters, enclosures = report.MOST_CHARACTERS["letter"], report.MOST_CHARACTERS["enclosure"]
    measure = rows["characters, 10 %, 90 %"]
    assert measure.startswith(
        f"letters {letters}; enclosures {enclosures}, in English at least {report.LEAST_CHARACTERS};"
    )
    assert rows["mean, worst"] == f"worst {report.MOST_SPACE}"
    assert rows["press"] == str(report.LEAST_SPACE)
    assert rows["ladder"] == str(report.MOST_HYPHENS_RUNNING)
    assert rows["over"] == str(report.MOST_OVERSHOOT_MM)
    assert rows["top, low"] == f"low {report.MOST_BELOW_TOP_MM}"
    assert [rows[name] for name in ("names", "across", "widows, orphans", "short")] == ["0"] * 4


def test_the_page_says_what_is_seen_through_a_window() -> None:
    page = (ROOT / "docs/typography.md").read_text(encoding="utf-8")
    for envelope in ENVELOPES[:4]:
        seen = envelope.seen("din-b")
        numbers = f"{seen.left:g}–{seen.right:g}, {seen.top:g}–{seen.bottom:g}"
        assert f"| {envelope.name} | {envelope.width} x {envelope.height} |" in page
        assert f"{envelope.left}, {envelope.foot} | {numbers} |" in page
