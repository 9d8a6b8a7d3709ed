"""The pictures of a statement are set in both formats, with their descriptions and captions, and read back in both."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from conftest import make_workspace
from issued_mailing import Mailing, issue_verified, with_enclosure
from PIL import Image
from statement_pictures import ALTS, PLAN, bars, half_seen, put_pictures, saved

from letterbook.model import Block, Enclosure, Figure, Format, ListBlock, Picture, Quote
from letterbook.model.text import figures
from letterbook.pdf.letter import elements
from letterbook.printing.docx_bundle import write_bundle
from letterbook.sources.documents.pictures import normal_picture
from letterbook.verification.docx_reader import digest, read_word, section_digests

UNESCO = "unesco"
FORMATS: tuple[Format, ...] = ("pdf", "docx")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("pictures") / "office")
    put_pictures(workspace)
    return issue_verified(workspace, workspace / "out")


def test_a_pdf_tags_each_as_a_figure_with_its_caption(issued: Mailing) -> None:
    with pikepdf.open(issued.file(UNESCO)) as opened:
        found = [each for each in elements(opened.Root.StructTreeRoot.K) if each.S == "/Figure"]
        told = [each for each in found if str(each.Alt) in ALTS]
        assert [str(each.Alt) for each in told] == list(ALTS)
        captions = [[kid.S for kid in each.K if isinstance(kid, pikepdf.Dictionary)] for each in told]
        assert captions == [["/Caption"], [], ["/Caption"], []]
        left, bottom, right, top = (float(side) / 72 * 25.4 for side in told[0].A.BBox)
    assert (right - left, top - bottom) == pytest.approx((118, 68.83), abs=0.1)
    assert left == pytest.approx(46, abs=0.1)


def test_a_word_file_describes_each_and_sets_its_caption(issued: Mailing) -> None:
    [*_, section] = read_word(issued.file(UNESCO, "docx").read_bytes()).sections
    assert [picture.alt for picture in section.pictures] == list(ALTS)
    said = [text.replace("\xa0", " ") for text in section.paragraphs]
    assert "Figure 1. The “growth” of six years" in said
    assert said.index("In an item") == said.index("An item") + 1


def exchanged(blocks: tuple[Block, ...], pictures: Mapping[str, Picture | None]) -> tuple[Block, ...]:
    """The text with other pictures in the places of those with these descriptions; None takes the place away."""
    made: list[Block] = []
    for block in blocks:
        match block:
            case Figure(alt=alt) if alt in pictures:
                picture = pictures[alt]
                made += [replace(block, picture=picture)] if picture else []
            case ListBlock(items):
                made.append(replace(block, items=tuple(exchanged(item, pictures) for item in items)))
            case Quote(children):
                made.append(Quote(exchanged(children, pictures)))
            case _:
                made.append(block)
    return tuple(made)


def found_pictures(
    issued: Mailing, kind: Format, tmp_path: Path, change: Callable[[Enclosure], Enclosure]
) -> list[str]:
    """What is said of the pictures."""
    findings = with_enclosure(issued, UNESCO, kind, tmp_path, change)
    return [f"{finding.code} {finding.what}" for finding in findings if finding.code == "wrong-picture"]


def picture(data: bytes, name: str = "other.png") -> Picture:
    return normal_picture(name, data)


CHART, DRAWN, PHOTO, HALF = ALTS
SLIGHTLY_OTHER = bars()
SLIGHTLY_OTHER.putpixel((600, 3), (255, 0, 0))
OTHERS = {
    "one dot is another": (CHART, picture(saved(SLIGHTLY_OTHER))),
    "another photograph": (PHOTO, picture(saved(bars(5), "JPEG"), "other.jpg")),
    "another drawing": (DRAWN, picture(PLAN.format(30).encode(), "other.svg")),
    "not half seen": (HALF, picture(saved(bars()))),
    "upside down": (HALF, picture(saved(half_seen(bars().transpose(Image.Transpose.FLIP_TOP_BOTTOM))))),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_found_in_what_was_meant(issued: Mailing, kind: Format, tmp_path: Path) -> None:
    assert found_pictures(issued, kind, tmp_path, lambda enclosure: enclosure) == []


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("other", OTHERS)
def test_a_foreign_picture_is_found(issued: Mailing, kind: Format, other: str, tmp_path: Path) -> None:
    alt, foreign = OTHERS[other]
    found = found_pictures(
        issued, kind, tmp_path, lambda text: replace(text, body=exchanged(text.body, {alt: foreign}))
    )
    assert found == [
        f"wrong-picture The picture “{alt}” is missing from the enclosure.",
        f"wrong-picture The picture “{alt}” is none of the enclosure.",
    ]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("alt", [DRAWN, HALF])
def test_a_missing_picture_is_found(issued: Mailing, kind: Format, alt: str, tmp_path: Path) -> None:
    found = found_pictures(
        issued, kind, tmp_path, lambda text: replace(text, body=exchanged(text.body, {alt: None}))
    )
    assert found == [f"wrong-picture The picture “{alt}” is missing from the enclosure."]


@pytest.mark.parametrize("kind", FORMATS)
def test_two_that_have_changed_places_are_found(issued: Mailing, kind: Format, tmp_path: Path) -> None:
    def swapped(text: Enclosure) -> Enclosure:
        first, second, *_ = figures(text.body)
        places = {id(first): replace(second, caption=first.caption), id(second): replace(first, caption=())}
        return replace(text, body=tuple(places.get(id(block), block) for block in text.body))

    [found] = found_pictures(issued, kind, tmp_path, swapped)
    assert "another order" in found


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_that_is_described_otherwise_is_found(
    issued: Mailing, kind: Format, tmp_path: Path
) -> None:
    def silent(text: Enclosure) -> Enclosure:
        body = [replace(each, alt="Words") if isinstance(each, Figure) else each for each in text.body]
        return replace(text, body=tuple(body))

    described = [CHART, DRAWN, "Words", "Words"]
    assert [
        found.split("“")[1].split("”")[0] for found in found_pictures(issued, kind, tmp_path, silent)
    ] == described


def test_a_foreign_picture_in_a_word_bundle_changes_the_section(issued: Mailing, tmp_path: Path) -> None:
    letter, bundle = issued.file(UNESCO, "docx"), tmp_path / "bundle.docx"
    write_bundle(bundle, [letter], title="Bundle", author="Office", language="en", issued=date(2021, 1, 19))
    before = section_digests(bundle)
    assert before == tuple(map(digest, read_word(letter.read_bytes()).sections))
    chart = hashlib.sha256(saved(bars())).hexdigest()
    with zipfile.ZipFile(bundle) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = {
        name: saved(bars(5)) if hashlib.sha256(data).hexdigest() == chart else data
        for name, data in parts.items()
    }
    assert changed != parts
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in changed.items():
            archive.writestr(name, data)
    bundle.write_bytes(out.getvalue())
    assert section_digests(bundle) != before
