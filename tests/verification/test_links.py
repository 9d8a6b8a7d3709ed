"""A link of the text is one in the file, in both formats; where it leads is read back, and no other link is there."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from conftest import edit, make_workspace
from issued_mailing import Mailing, issue_verified, with_enclosure

from letterbook.model import Enclosure, Format, Inline, Link, Paragraph
from letterbook.pdf.letter import elements
from letterbook.verification import letter_findings, recipient_marks
from letterbook.verification.docx_reader import read_word

UNESCO = "unesco"
FORMATS: tuple[Format, ...] = ("pdf", "docx")
LONG = "https://example.org/decisions/2021/a-very-long-path-of-the-decision?id=46&year=1990"
TEXT = f"""
The decision is [published on the site of the commission of inquiry]({LONG}), and the office
answers at [its address](mailto:office@example.org).[^1] Or call [us](tel:+994125550100).

- An item with *[a stressed link](http://example.org/list)*.

| Where | Link |
|---|---|
| Here | [a cell](https://example.org/cell) |

[^1]: In a note, [the rule](https://example.org/rule).
"""
ENCLOSED = (
    LONG,
    "mailto:office@example.org",
    "https://example.org/rule",
    "http://example.org/list",
    "https://example.org/cell",
)
OWN = "https://example.org/FR"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("links") / "office")
    for file in (workspace / "statements/january-20").glob("*.md"):
        with file.open("a", encoding="utf-8") as opened:
            opened.write(TEXT)
    with (workspace / "templates/letter/en.md").open("a", encoding="utf-8") as opened:
        opened.write("\nSee [the page](https://example.org/{{ recipient.country }}).\n")
    page = workspace / "templates/letter/letter.html"
    edit(page, "<h1", '<a href="https://example.org/template">.</a><h1')
    return issue_verified(workspace, workspace / "out")


def test_a_pdf_has_each_as_a_link_that_is_tagged(issued: Mailing) -> None:
    with pikepdf.open(issued.file(UNESCO)) as letter:
        root = letter.Root.StructTreeRoot
        owners = dict(zip(map(int, root.ParentTree.Nums[::2]), root.ParentTree.Nums[1::2], strict=True))
        assert list(owners) == sorted(owners)
        found = [(page, each) for page in letter.pages for each in page.obj.get("/Annots", ())]
        assert {str(each.A.URI) for _, each in found} == {OWN, *ENCLOSED}
        for page, each in found:
            assert (str(each.Subtype), str(each.Contents), int(each.F)) == ("/Link", str(each.A.URI), 4)
            owner = owners[int(each.StructParent)]
            assert owner.S == "/Link"
            assert [kid.Obj.objgen for kid in owner.K if kid_of(kid) and kid.Pg == page.obj].count(
                each.objgen
            )
        tagged = [each for each in elements(root.K) if each.S == "/Link"]
        assert len(tagged) == len({OWN, *ENCLOSED})  # one that goes on in the next line is one
        assert len(found) > len(tagged)  # as many places on pages as it has lines


def kid_of(kid: object) -> bool:
    return isinstance(kid, pikepdf.Dictionary)


def test_a_word_file_has_each_as_a_hyperlink(issued: Mailing) -> None:
    data = issued.file(UNESCO, "docx").read_bytes()
    assert set(read_word(data).links) == {OWN, *ENCLOSED}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("word/document.xml").count(b"<w:hyperlink ") == len({OWN, *ENCLOSED}) - 1
        assert b"<w:hyperlink " in archive.read("word/footnotes.xml")


def test_a_bundle_is_for_the_printer(issued: Mailing) -> None:
    with pikepdf.open(issued.folder / "bundle.pdf") as bundle:
        assert not any("/Annots" in page.obj for page in bundle.pages)
    with zipfile.ZipFile(issued.folder / "bundle.docx") as archive:
        for name in archive.namelist():
            assert b"hyperlink" not in archive.read(name), name


def test_nothing_is_found_in_what_was_meant(issued: Mailing, tmp_path: Path) -> None:
    for kind in FORMATS:
        assert with_enclosure(issued, UNESCO, kind, tmp_path, lambda enclosure: enclosure) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_link_that_leads_elsewhere_is_found(issued: Mailing, kind: Format, tmp_path: Path) -> None:
    def elsewhere(enclosure: Enclosure) -> Enclosure:
        body = [
            Paragraph(tuple(_elsewhere(child) for child in block.children))
            if isinstance(block, Paragraph)
            else block
            for block in enclosure.body
        ]
        return replace(enclosure, body=tuple(body))

    findings = with_enclosure(issued, UNESCO, kind, tmp_path, elsewhere)
    assert [finding.code for finding in findings] == ["wrong-link", "wrong-link"]
    assert "mailto:office@example.org” is missing" in findings[0].what
    assert "“https://elsewhere.example”" in findings[1].what


def _elsewhere(child: Inline) -> Inline:
    if isinstance(child, Link) and child.target.startswith("mailto:"):
        return replace(child, target="https://elsewhere.example")
    return child


@pytest.mark.parametrize("where", ["cover", "enclosure"])
def test_an_annotation_that_somebody_put_in_is_found(issued: Mailing, where: str) -> None:
    out = io.BytesIO()
    with pikepdf.open(issued.file(UNESCO)) as letter:
        page = letter.pages[0 if where == "cover" else -1].obj
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9])
        page.Annots = pikepdf.Array([*page.get("/Annots", ()), letter.make_indirect(note)])
        letter.save(out)
    marks = recipient_marks(expectation.letter for expectation in issued.record.expectations)
    findings = letter_findings(out.getvalue(), issued.expected(UNESCO), marks)
    assert {finding.code for finding in findings} == {"altered-file", "wrong-link"}


def test_a_link_of_a_field_in_a_word_file_is_found(issued: Mailing) -> None:
    field = (
        b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        b'HYPERLINK "https://elsewhere.example" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(issued.file(UNESCO, "docx")) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            changed.writestr(name, data.replace(b"<w:body>", b"<w:body>" + field, 1))
    marks = recipient_marks(expectation.letter for expectation in issued.record.expectations)
    findings = letter_findings(out.getvalue(), issued.expected(UNESCO, "docx"), marks)
    assert {finding.code for finding in findings} == {"altered-file", "wrong-link"}


def test_a_link_in_the_head_of_a_table_is_one_though_the_head_is_printed_on_each_page(
    workspace: Path,
) -> None:
    rows = "\n".join(f"|Row {number}|" for number in range(90))
    for file in (workspace / "statements/january-20").glob("*.md"):
        with file.open("a", encoding="utf-8") as opened:
            opened.write(f"\n|[Head](https://example.org/head)|\n|-|\n{rows}\n")
    issued = issue_verified(workspace, workspace / "out", ("pdf",))
    with pikepdf.open(issued.file(UNESCO)) as letter:
        found = [each for page in letter.pages for each in page.obj.get("/Annots", ())]
        assert len(letter.pages) > 3
        parents = letter.Root.StructTreeRoot.ParentTree.Nums
        owners = dict(zip(map(int, parents[::2]), parents[1::2], strict=True))
        assert [owners[int(each.StructParent)].S for each in found] == ["/Link"]
