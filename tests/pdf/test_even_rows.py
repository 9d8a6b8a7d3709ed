"""The structure of thousands of letters is packed as rows that differ by little; it is read back with readers that did not write it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from letterbook.fonts import font_files
from letterbook.pdf import LetterLabel, PdfBundle, append
from letterbook.pdf.even_rows import ROWS, even, streams_of_rows
from letterbook.pdf.incremental_update import update
from letterbook.pdf.objects import object_stream
from letterbook.render.pdf.tagging import tidy_tags
from letterbook.render.url_fetcher import FONTS, NoFetching
from letterbook.verification import page_fingerprints
from letterbook.verification.pdf_reader import LargeFileReader

FACE = (
    f"@font-face {{ font-family: S; src: url({FONTS}LetterbookSerif-Regular.ttf) }} body {{ font-family: S }}"
)


def pdf(*pages: str) -> bytes:
    fetcher = NoFetching({FONTS + name: data for name, data in font_files().items()})
    fonts = FontConfiguration()
    body = "<p>" + '<p style="break-before: page">'.join(pages)
    page = HTML(string=f'<html lang="en"><title>T</title><body>{body}', url_fetcher=fetcher)
    sheets = [CSS(string=FACE, font_config=fonts, url_fetcher=fetcher)]
    drawn = page.render(stylesheets=sheets, font_config=fonts)
    written: bytes = drawn.write_pdf(pdf_variant="pdf/a-2a", finisher=tidy_tags)
    return written


COUNT = 2 * ROWS + 10
LETTERS = {
    "one": append(pdf("cover"), pdf("<em>Ünïts</em> of one", "end")),
    "two": append(pdf("other", "page"), pdf("two")),
}


def bundle_of(folder: Path, count: int) -> Path:
    whole = PdfBundle("mailing", "office", "en", "2021-01-19")
    for number in range(count):
        kind = ("one", "one", "two")[number % 3]
        label = LetterLabel(f"1-{number}/2021", f"{number:04d}", f"Somebody {'x' * (number % 7)}")
        whole.add(io.BytesIO(LETTERS[kind]), label, 2 if kind == "two" else 1)
    whole.write(folder / f"bundle-{count}.pdf")
    return folder / f"bundle-{count}.pdf"


def said(element: Any, pages: dict[int, int], above: int) -> tuple[Any, ...]:
    """An element with all below it; pages are told by their place in the letter."""
    assert element.raw_get("/P").idnum == above
    kids = element.get("/K", [])
    below = tuple(
        said(kid.get_object(), pages, element.indirect_reference.idnum)
        if hasattr(kid.get_object(), "keys")
        else kid
        for kid in (kids if isinstance(kids, list) else [kids])
    )
    own = {key: str(element[key]) for key in element if key not in ("/K", "/P", "/Pg", "/S", "/Type")}
    page = pages[element.raw_get("/Pg").idnum] if "/Pg" in element else None
    return str(element["/S"]), page, tuple(sorted(own.items())), below


def trees(reader: PdfReader, tops: list[Any], counts: list[int]) -> Iterator[tuple[Any, ...]]:
    printed = [page for page in reader.pages if "/StructParents" in page]
    for top in tops:
        letter, printed = printed[: counts[0]], printed[counts[0] :]
        counts = counts[1:]
        pages = {_number(page): place for place, page in enumerate(letter)}
        yield said(top, pages, top.raw_get("/P").idnum)


def test_each_letter_has_the_tree_of_its_own_file(tmp_path: Path) -> None:
    own = {}
    for kind, letter in LETTERS.items():
        read: Any = PdfReader(io.BytesIO(letter), strict=True)
        top: Any = read.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()
        [(_, page, about, below)] = trees(read, [top], [len(read.pages)])
        own[kind] = "/Part", page, about, below
    bundle: Any = PdfReader(bundle_of(tmp_path, COUNT), strict=True)
    document: Any = bundle.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()
    tops = [top.get_object() for top in document["/K"]]
    kinds = [("one", "one", "two")[number % 3] for number in range(COUNT)]
    assert len(tops) == COUNT
    assert list(trees(bundle, tops, [3] * COUNT)) == [own[kind] for kind in kinds]


def test_every_mark_of_every_page_has_its_owner_on_that_page(tmp_path: Path) -> None:
    with pikepdf.open(bundle_of(tmp_path, COUNT)) as bundle:
        assert not bundle.check_pdf_syntax()
        parents = pikepdf.NumberTree(bundle.Root.StructTreeRoot.ParentTree)
        printed = [page.obj for page in bundle.pages if "/StructParents" in page.obj]
        assert len(printed) == 3 * COUNT
        for page in printed:
            for mark, owner in enumerate(parents[int(page.StructParents)]):
                assert mark in list(owner.K)
                assert owner.Pg.objgen == page.objgen


def test_a_long_bundle_has_its_pages_in_nodes(tmp_path: Path) -> None:
    path = bundle_of(tmp_path, 2 * COUNT)
    with pikepdf.open(path) as bundle:
        nodes = list(bundle.Root.Pages.Kids)
        assert [str(node.Type) for node in nodes] == ["/Pages", "/Pages"]
        assert sum(int(node.Count) for node in nodes) == len(bundle.pages) > 500
        kids = [(node.objgen, kid.objgen) for node in nodes for kid in node.Kids]
        assert kids == [(page.obj.Parent.objgen, page.obj.objgen) for page in bundle.pages]
    assert len(page_fingerprints(path)) == len(kids)
    plain = PdfReader(path, strict=True)
    with path.open("rb") as opened:
        reader = LargeFileReader(opened)
        for (number, _), _ in kids[::100]:
            own, theirs = (repr(each.get_object(number)) for each in (reader, plain))
            assert own.replace(str(id(reader)), "") == theirs.replace(str(id(plain)), "")
        # Of thousands of objects it is noted where runs of them stand.
        assert len(dict(reader.xref_objStm)) > 20 * len(reader.xref_objStm._starts)


def test_a_letter_takes_a_fifth_of_what_it_would_take_among_others() -> None:
    def objects(first: int, page: int) -> list[bytes]:
        own = [b"<</S/P/P %d 0 R/Pg %d 0 R/K[%d]>>" % (first, page, place) for place in range(1, 80)]
        return [b"<</S/Part/K[%s]>>" % b" ".join(b"%d 0 R" % (first + place) for place in range(1, 80)), *own]

    step = even(80)
    letters = [(1000 + at * step, objects(1000 + at * step, 100 + 10 * at)) for at in range(ROWS)]
    packed = sum(len(stream) for _, stream in streams_of_rows(letters))
    usual = object_stream([(first + at, text) for first, texts in letters for at, text in enumerate(texts)])
    assert packed * 5 < len(usual)


@pytest.mark.parametrize(
    "objects", [lambda at: [b"<</A %d>>" % at, b"(\x80\xff\\)\xc3\xbc)"], lambda at: [b"[%d]" % 10**at]]
)
def test_what_is_no_row_like_the_one_above_is_read_as_well(
    tmp_path: Path, objects: Callable[[int], list[bytes]]
) -> None:
    path = tmp_path / "file.pdf"
    with pikepdf.new() as empty:
        empty.docinfo["/Title"] = "T"
        empty.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        first = len(pikepdf.open(path).objects) + 1
    letters = [objects(at) for at in range(12)]
    count = len(letters[0])
    rows = streams_of_rows((first + at * count, letter) for at, letter in enumerate(letters))
    update(path, {}, iter(()), (0, 12 * count), (), rows)
    with pikepdf.open(path) as read:
        for at, letter in enumerate(letters):
            for place, text in enumerate(letter):
                found = read.get_object(first + at * count + place, 0)
                assert found == pikepdf.Object.parse(text)


@pytest.mark.parametrize(
    ("count", "numbers"), [(1, 10), (12, 20), (80, 100), (100, 100), (101, 110), (160, 200)]
)
def test_numbers_are_round_where_that_takes_few_more(count: int, numbers: int) -> None:
    assert even(count) == numbers


def _number(page: Any) -> int:
    number: int = page.indirect_reference.idnum
    return number
