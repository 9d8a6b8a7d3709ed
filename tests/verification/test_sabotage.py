"""Every kind of quiet mistake, made on purpose in a finished mailing: each is found, and named."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from os import mkfifo
from pathlib import Path
from typing import Any

import pytest
from conftest import make_workspace
from issued_mailing import RECIPIENTS, Mailing, copy_of, issue_verified
from pikepdf import Name, Pdf

from letterbook.archive.expectation import Expectation, expect, expected_enclosures
from letterbook.errors import UsageError
from letterbook.model import Chunk, Format, Letter, Rendered
from letterbook.render import docx
from letterbook.render.pdf import letter_renderer as pdf
from letterbook.usecases.verify import findings_in, verify
from letterbook.verification import Finding, letter_findings, recipient_marks

UNESCO, GENERAL, WOMEN = "unesco", "un-secretary-general", "un-women"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    """Seven letters in two languages and two templates, as PDF and Word files."""
    workspace = make_workspace(tmp_path_factory.mktemp("verified") / "office", RECIPIENTS, whole=True)
    return issue_verified(workspace, workspace / "out")


@pytest.fixture
def spoiled(issued: Mailing, tmp_path: Path) -> Mailing:
    return copy_of(issued, tmp_path)


def codes(findings: list[Finding], recipient_id: str | None = None) -> set[str]:
    return {finding.code for finding in findings if recipient_id in (None, finding.recipient_id)}


def one_of(findings: list[Finding], recipient_id: str, code: str) -> Finding:
    """The first finding of this kind about this recipient; there has to be one."""
    found = [finding for finding in findings if (finding.recipient_id, finding.code) == (recipient_id, code)]
    assert found, [str(finding) for finding in findings]
    return found[0]


def test_nothing_is_found_in_an_untouched_mailing(issued: Mailing) -> None:
    assert len(issued.record.expectations) == 14
    assert findings_in(issued.folder, registered(issued)) == []


# --- A letter made wrongly: the file is whole and its hash is in every list ------------------------------------------


Change = Callable[[Letter, Chunk], tuple[Letter, Chunk]]


def remade(
    mailing: Mailing, recipient_id: str, tmp_path: Path, change: Change, kind: Format = "pdf"
) -> list[Finding]:
    """The findings of a letter that was rendered with a mistake, compared with what it should have said."""
    chunk, letter = next(
        (chunk, letter)
        for chunk in mailing.chunks
        for letter in chunk.letters
        if letter.recipient_id == recipient_id and chunk.format == kind
    )
    letter, chunk = change(letter, chunk)
    chunk_of_one = replace(chunk, letters=(letter,), names=("remade",), folder=str(tmp_path))
    made = next(iter((pdf if kind == "pdf" else docx).render(chunk_of_one)))
    assert not hasattr(made, "cause"), made
    data = (tmp_path / "remade").read_bytes()
    return letter_findings(data, expecting(mailing.expected(recipient_id, kind), data), marks_of(mailing))


def expecting(expected: Expectation, data: bytes) -> Expectation:
    """The same, as if the file had been listed with the hash that it has."""
    return replace(expected, sha256=hashlib.sha256(data).hexdigest())


def marks_of(mailing: Mailing) -> Any:
    return recipient_marks(expectation.letter for expectation in mailing.record.expectations)


def saying(**words: Any) -> Change:
    return lambda letter, chunk: (replace(letter, **words), chunk)


def styled(css: str) -> Change:
    def change(letter: Letter, chunk: Chunk) -> tuple[Letter, Chunk]:
        return letter, replace(chunk, template=replace(chunk.template, css=chunk.template.css + css))

    return change


def test_a_letter_made_again_without_a_mistake_is_verified(issued: Mailing, tmp_path: Path) -> None:
    assert remade(issued, UNESCO, tmp_path, saying()) == []
    assert remade(issued, UNESCO, tmp_path, saying(), "docx") == []


def test_the_address_of_another(issued: Mailing, tmp_path: Path) -> None:
    findings = remade(issued, UNESCO, tmp_path, saying(address=issued.expected(WOMEN).letter.address))
    assert one_of(findings, UNESCO, "wrong-address").page == 1
    found = one_of(findings, UNESCO, "somebody-else")
    assert found.page == 1
    assert found.file == issued.expected(UNESCO).file
    assert {"UN Women", "405 East 42nd Street"} <= set(re.findall("“(.*?)”", " ".join(map(str, findings))))
    assert codes(findings) >= {"wrong-address", "not-the-address", "somebody-else"}


def test_the_address_of_another_in_word(issued: Mailing, tmp_path: Path) -> None:
    findings = remade(issued, UNESCO, tmp_path, saying(address=issued.expected(WOMEN).letter.address), "docx")
    assert codes(findings) == {"wrong-address", "somebody-else"}
    assert "UN Women" in " ".join(finding.what for finding in findings)


def test_the_lines_of_an_address_in_another_order(issued: Mailing, tmp_path: Path) -> None:
    lines = issued.expected(UNESCO).letter.address
    findings = remade(issued, UNESCO, tmp_path, saying(address=lines[::-1]))
    assert codes(findings) == {"wrong-address"}


def test_a_line_too_many_in_the_window(issued: Mailing, tmp_path: Path) -> None:
    lines = issued.expected(UNESCO).letter.address
    findings = remade(issued, UNESCO, tmp_path, saying(address=(*lines, "3rd floor")))
    assert "3rd floor" in one_of(findings, UNESCO, "not-the-address").what


def test_an_eighth_line_is_named(issued: Mailing, tmp_path: Path) -> None:
    lines = tuple(f"Line {number} of the address" for number in range(1, 9))
    findings = remade(issued, UNESCO, tmp_path, saying(address=lines, address_size_pt=8.5))
    assert "Line 8 of the address" in one_of(findings, UNESCO, "outside-window").what


def test_lines_over_each_other_are_named(issued: Mailing, tmp_path: Path) -> None:
    findings = remade(issued, UNESCO, tmp_path, styled(".address { line-height: 7pt !important }"))
    assert "“7 place de Fontenoy” stands over “UNESCO”" in " ".join(finding.what for finding in findings)
    assert codes(findings) >= {"lines-overlap"}


@pytest.mark.parametrize(
    "css",
    [
        ".emblem img { position: absolute; left: 0 !important; top: 50mm !important }",
        ".office-lines { left: 20mm !important; border: 1pt solid; height: 60mm }",
    ],
)
def test_a_drawing_behind_the_address(issued: Mailing, tmp_path: Path, css: str) -> None:
    findings = remade(issued, UNESCO, tmp_path, styled(css))
    assert "shows a picture or a drawn line" in " ".join(finding.what for finding in findings)
    assert codes(findings) >= {"not-the-address"}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("wrong-reference", {"reference": "1-0099/2021"}),
        ("wrong-date", {"date": "20 January 2021", "place_and_date": "Baku, 20 January 2021"}),
        ("wrong-salutation", {"salutation": "Excellency,"}),
        ("wrong-closing", {"closing": "Love,"}),
        ("wrong-subject", {"subject": "Statement"}),
        ("missing-words", {"body": ()}),
    ],
)
def test_wrong_words(issued: Mailing, tmp_path: Path, kind: Format, code: str, words: dict[str, Any]) -> None:
    findings = remade(issued, UNESCO, tmp_path, saying(**words), kind)
    assert code in codes(findings, UNESCO), findings
    assert codes(findings) <= {code, "wrong-reference"}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_another_signatory(issued: Mailing, tmp_path: Path, kind: Format) -> None:
    block = replace(issued.chunks[0].letters[0].signature, name="The Deputy", title="Office")
    assert "wrong-signatory" in codes(remade(issued, UNESCO, tmp_path, saying(signature=block), kind))


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_the_enclosure_in_another_language(issued: Mailing, tmp_path: Path, kind: Format) -> None:
    other = next(
        chunk
        for chunk in issued.chunks
        if chunk.format == kind and expected_enclosures(chunk.enclosures)[0].language == "az"
    )

    def change(letter: Letter, chunk: Chunk) -> tuple[Letter, Chunk]:
        return letter, replace(chunk, enclosures=other.enclosures, enclosure_pdfs=other.enclosure_pdfs)

    findings = remade(issued, UNESCO, tmp_path, change, kind)
    assert "in “en” is not there" in one_of(findings, UNESCO, "wrong-enclosure").what


def test_an_enclosure_that_is_not_whole(issued: Mailing, tmp_path: Path) -> None:
    def change(letter: Letter, chunk: Chunk) -> tuple[Letter, Chunk]:
        [enclosure] = chunk.enclosure_pdfs
        with Pdf.open(io.BytesIO(enclosure)) as opened:
            del opened.pages[1]
            out = io.BytesIO()
            opened.save(out)
        return letter, replace(chunk, enclosure_pdfs=(out.getvalue(),))

    findings = remade(issued, UNESCO, tmp_path, change)
    assert codes(findings) == {"wrong-page-count", "wrong-enclosure"}


COVER = "position: absolute; left: -20mm; top: 0; width: 200mm; height: 200mm"
COVERS = (
    "background: white",
    "background: white; border-radius: 1mm",
    "background: white; border: 1pt solid black",
    "background: rgb(255 255 255 / 90%)",
    "background: white; transform: rotate(1deg)",
    "background: linear-gradient(white, white)",
    "background: white; left: 0; width: 3mm",
)


@pytest.mark.parametrize(
    ("code", "css"),
    [
        ("cut-off", ".address { width: 20mm !important; right: auto !important; overflow: hidden }"),
        ("cut-off", ".address { height: 12mm; overflow: hidden }"),
        ("outside-window", ".address { left: 60mm !important }"),
        ("wrong-address", ".address { top: 60mm !important }"),
        ("outside-page", ".subject { margin-left: 120mm; white-space: nowrap }"),
        ("wrong-subject", ".subject { display: none }"),
        ("hard-to-read", ".address, .address * { font-size: 1pt !important }"),
        ("hard-to-read", ".address, .address * { font-size: 5.8pt !important }"),
        ("hard-to-read", ".subject { font-size: 40%; transform: scale(.5) }"),
        ("hard-to-read", ".address { color: #fff }"),
        ("hard-to-read", ".address { color: #fefefe }"),
        ("hard-to-read", ".subject { color: rgb(255 255 0 / 40%) }"),
        ("hard-to-read", ".salutation { color: transparent }"),
        *(("hard-to-read", f".letter::after {{ content: ''; {COVER}; {looks} }}") for looks in COVERS),
    ],
)
def test_what_a_stylesheet_may_spoil(issued: Mailing, tmp_path: Path, code: str, css: str) -> None:
    findings = remade(issued, UNESCO, tmp_path, styled(css))
    assert code in codes(findings, UNESCO), findings
    assert all(finding.page in (1, None) for finding in findings)


@pytest.mark.parametrize(
    "css",
    [
        ".address, .address * { font-size: 6pt !important }",
        ".subject { color: #777 }",
        ".subject { color: #fff; background: #003366 }",
        ".salutation { color: #800000; font-size: 7pt }",
        f".letter::before {{ content: ''; {COVER}; z-index: -1; background: #eee }}",
        f".letter::after {{ content: ''; {COVER}; outline: 1pt solid black }}",
        f".letter::after {{ content: ''; {COVER}; border: 1pt solid black }}",
        f".letter::after {{ content: ''; {COVER}; background: rgb(255 255 0 / 20%) }}",
        f".letter::after {{ content: ''; {COVER}; background: white; height: 0.3mm }}",
        ".text { background: #eee; border: 1pt solid; border-radius: 2mm }",
        ".salutation, .subject { text-decoration: underline overline line-through }",
        ".letter .text p { background: white; margin: 0; line-height: 1 }",
        ".letter .text span, .letter .text em { background: yellow; outline: 1pt solid }",
    ],
)
def test_what_can_be_read_is_no_finding(issued: Mailing, tmp_path: Path, css: str) -> None:
    assert "hard-to-read" not in codes(remade(issued, UNESCO, tmp_path, styled(css)), UNESCO)


def test_an_address_line_that_is_cut_off_is_named(issued: Mailing, tmp_path: Path) -> None:
    css = ".address { width: 20mm !important; right: auto !important; overflow: hidden }"
    findings = remade(issued, UNESCO, tmp_path, styled(css))
    assert any("7 place de Fontenoy" in finding.what and finding.page == 1 for finding in findings), findings


def test_another_recipients_name_left_in_the_page(issued: Mailing, tmp_path: Path) -> None:
    def change(letter: Letter, chunk: Chunk) -> tuple[Letter, Chunk]:
        page = chunk.template.html.replace("{{ subject }}", "{{ subject }} (UN Women)")
        return letter, replace(chunk, template=replace(chunk.template, html=page))

    found = one_of(remade(issued, UNESCO, tmp_path, change), UNESCO, "somebody-else")
    assert "UN Women" in found.what
    assert WOMEN in found.what
    assert found.page == 1


@pytest.mark.parametrize(
    "left",
    [
        "UN WOMEN",
        '<b style="text-transform: uppercase">UN Women</b>',
        '<b style="letter-spacing: 4px">UN Women</b>',
        '<b style="letter-spacing: 1em; text-transform: uppercase">by UN Women</b>',
        "N i z a m i  k ü ç ə s i  5",
        "BAKI ŞƏHƏRİNDƏKİ NÜMAYƏNDƏLİK",
        '<b style="text-transform: uppercase">Bakı şəhərindəki Nümayəndəlik</b>',
        "nizami küçəsi: NİZAMİ küçəsi 5",
    ],
)
def test_another_recipients_name_in_capitals_or_spaced_out(
    issued: Mailing, tmp_path: Path, left: str
) -> None:
    def change(letter: Letter, chunk: Chunk) -> tuple[Letter, Chunk]:
        page = f"<p>{left}</p>{chunk.template.html}"
        return letter, replace(chunk, template=replace(chunk.template, html=page))

    found = one_of(remade(issued, UNESCO, tmp_path, change), UNESCO, "somebody-else")
    assert WOMEN in found.what or "office-in-baku" in found.what


def test_what_is_said_by_right_may_be_said_in_capitals(issued: Mailing, tmp_path: Path) -> None:
    """The office's letterhead is spaced out and in capitals, and names another addressee: so is the office called."""

    chunk = next(
        chunk for chunk in issued.chunks if chunk.format == "pdf" and chunk.template.name == "letter"
    )
    letter = chunk.letters[0]
    other = next(
        expectation.letter
        for expectation in issued.record.expectations
        if expectation.letter.name != letter.recipient_name
    )
    named = other.address[1]
    letter = replace(letter, head=replace(letter.head, name=f"Observer at {named}, New York"))
    template = replace(
        chunk.template,
        css=chunk.template.css + ".office-name { letter-spacing: 4px; text-transform: uppercase }",
        html=f"<p>OBSERVER AT {named.upper()}</p>{chunk.template.html}",
    )
    chunk_of_one = replace(chunk, template=template, letters=(letter,), names=("made",), folder=str(tmp_path))
    made = next(iter(pdf.render(chunk_of_one)))
    assert isinstance(made, Rendered), made
    expected = expect(letter, expected_enclosures(chunk.enclosures), made, template)
    assert letter_findings(tmp_path / "made", expected, marks_of(issued)) == []


def test_another_recipients_reference_left_in_the_letterhead(issued: Mailing, tmp_path: Path) -> None:
    theirs = issued.expected(GENERAL).letter.reference

    def change(letter: Letter, chunk: Chunk) -> tuple[Letter, Chunk]:
        data = with_part(
            chunk.template.docx or b"",
            "word/header1.xml",
            "</w:p>",
            f"<w:r><w:t> / {theirs}</w:t></w:r></w:p>",
        )
        return letter, replace(chunk, template=replace(chunk.template, docx=data))

    found = one_of(remade(issued, UNESCO, tmp_path, change, "docx"), UNESCO, "somebody-else")
    assert theirs in found.what
    assert GENERAL in found.what
    assert "header1.xml" in found.what


# --- A file changed after it was made --------------------------------------------------------------------------------


def with_part(data: bytes, part: str, old: str, new: str) -> bytes:
    """The Word file with the first `old` of this part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    return out.getvalue()


def resave(path: Path, spoil: Callable[[Pdf], None]) -> bytes:
    with Pdf.open(path, allow_overwriting_input=True) as opened:
        spoil(opened)
        opened.save(path)
    return path.read_bytes()


def test_two_files_swapped(spoiled: Mailing) -> None:
    unesco, women = spoiled.file(UNESCO), spoiled.file(WOMEN)
    data = unesco.read_bytes()
    unesco.write_bytes(women.read_bytes())
    women.write_bytes(data)
    findings = findings_in(spoiled.folder)
    for recipient_id in (UNESCO, WOMEN):
        assert {"altered-file", "wrong-reference", "wrong-address", "somebody-else"} <= codes(
            findings, recipient_id
        )
    assert any("UN Women" in finding.what for finding in findings if finding.recipient_id == UNESCO)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_byte_flipped(spoiled: Mailing, kind: Format) -> None:
    path = spoiled.file(UNESCO, kind)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    findings = findings_in(spoiled.folder)
    assert one_of(findings, UNESCO, "altered-file").file == spoiled.expected(UNESCO, kind).file


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_byte_flipped_anywhere_breaks_no_reader(issued: Mailing, kind: Format) -> None:
    whole, others = issued.file(UNESCO, kind).read_bytes(), marks_of(issued)
    # Readers forgive a file that lacks a part of the mark of its end alone.
    for at in range(0, len(whole) - len(b"%%EOF\n"), len(whole) // 60):
        data = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        findings = letter_findings(data, issued.expected(UNESCO, kind), others)
        assert findings[0].code == "altered-file"
        findings = letter_findings(whole[:at], expecting(issued.expected(UNESCO, kind), whole[:at]), others)
        assert findings[0].code == "broken-file"


def test_a_byte_flipped_in_the_bundle(spoiled: Mailing) -> None:
    path = spoiled.folder / "bundle.pdf"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert one_of(findings_in(spoiled.folder), "", "altered-file").file == "bundle.pdf"


def test_a_page_missing(spoiled: Mailing) -> None:
    data = resave(spoiled.file(UNESCO), lambda opened: opened.pages.__delitem__(2))
    findings = letter_findings(data, expecting(spoiled.expected(UNESCO), data), marks_of(spoiled))
    assert one_of(findings, UNESCO, "wrong-page-count").what == "The file has 4 pages; the letter has 5."
    assert "wrong-enclosure" in codes(findings)


def test_a_font_not_embedded(spoiled: Mailing) -> None:
    def spoil(opened: Pdf) -> None:
        fonts: Any = opened.pages[1].Resources.Font
        descriptor = next(iter(fonts.values())).DescendantFonts[0].FontDescriptor
        del descriptor[Name.FontFile2]

    data = resave(spoiled.file(UNESCO), spoil)
    findings = letter_findings(data, expecting(spoiled.expected(UNESCO), data), marks_of(spoiled))
    found = one_of(findings, UNESCO, "font-not-embedded")
    assert found.page == 2
    assert "Letterbook-Serif" in found.what


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_missing_and_an_extra_file(spoiled: Mailing, kind: Format) -> None:
    """The bundle is not to blame for holding a letter whose own file is missing."""
    name = spoiled.expected(WOMEN, kind).file
    spoiled.file(WOMEN, kind).unlink()
    (spoiled.folder / "letters" / "0099-nobody.pdf").write_bytes(b"%PDF")
    findings = findings_in(spoiled.folder)
    assert one_of(findings, WOMEN, "missing-file").file == name
    assert one_of(findings, "", "extra-file").file == "letters/0099-nobody.pdf"
    assert {finding.file for finding in findings} == {name, "letters/0099-nobody.pdf"}


def test_pages_of_nobody_beside_a_missing_file(spoiled: Mailing) -> None:
    """Only the pages that the ledger gives to the missing letter may be its own."""
    spoiled.file(WOMEN).unlink()
    at = first_page(spoiled, UNESCO)
    findings = in_bundle(spoiled, lambda opened: opened.pages.insert(at, opened.pages[at]))
    assert "twice-in-bundle" in codes(findings, UNESCO)
    spoiled.file(UNESCO).unlink()
    findings = in_bundle(spoiled, lambda opened: opened.pages.extend([opened.pages[0]] * 9))
    assert "extra-page" in codes(findings)


def linked(path: Path) -> None:
    moved = path.parents[2] / path.name
    path.rename(moved)
    path.symlink_to(moved)


STRAY: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "a link to nothing": (lambda folder: (folder / "letters/a").symlink_to("/no"), "letters/a", "extra-file"),
    "a link to a file": (lambda folder: (folder / "a").symlink_to(__file__), "a", "extra-file"),
    "a link to a folder": (lambda folder: (folder / "a").symlink_to("/tmp"), "a", "extra-file"),
    "an empty folder": (lambda folder: (folder / "letters/a").mkdir(), "letters/a", "extra-file"),
    "a pipe": (lambda folder: mkfifo(folder / "a"), "a", "extra-file"),
    "a letter that is a link": (
        lambda folder: linked(folder / "letters/0003-unesco.pdf"),
        "letters/0003-unesco.pdf",
        "altered-file",
    ),
    "letters that are a link": (lambda folder: linked(folder / "letters"), "letters", "altered-file"),
    "a manifest that is a link": (
        lambda folder: linked(folder / "manifest.json"),
        "manifest.json",
        "altered-file",
    ),
}


@pytest.mark.parametrize(("spoil", "name", "code"), STRAY.values(), ids=STRAY)
def test_what_is_no_file_of_the_mailing(
    spoiled: Mailing, spoil: Callable[[Path], Any], name: str, code: str
) -> None:
    spoil(spoiled.folder)
    assert (name, code) in {(finding.file, finding.code) for finding in findings_in(spoiled.folder)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{\n  "version"', '{\n   "version"'),
        ('"mailing": "j', '"mailing": "J'),
        ('"cover_only": false', '"cover_only": true'),
        ('  "inputs": {', '  "more": ' + "[" * 500 + "]" * 500 + ',\n  "inputs": {'),
        ("}\n}\n", "}\n}\n\n"),
    ],
)
def test_the_manifest_changed(spoiled: Mailing, old: str, new: str) -> None:
    rewritten(spoiled.folder / "manifest.json", old, new)
    (found,) = findings_in(spoiled.folder)
    assert (found.file, found.code) == ("manifest.json", "altered-file")


@pytest.mark.parametrize("name", ["a" * 999, "a\\u0000b", "../ledger", ".."])
def test_a_manifest_that_names_no_file(spoiled: Mailing, name: str) -> None:
    rewritten(spoiled.folder / "manifest.json", '"bundle.docx"', f'"{name}"')
    assert "missing-file" in codes(findings_in(spoiled.folder), "")


def test_a_letters_hash_changed_in_the_manifest(spoiled: Mailing) -> None:
    """The manifest is named, and not the letter."""
    expected = spoiled.expected(UNESCO)
    rewritten(spoiled.folder / "manifest.json", expected.sha256, f"{'0' * 9}{expected.sha256[9:]}")
    (found,) = findings_in(spoiled.folder)
    assert (found.file, found.code) == ("manifest.json", "altered-file")
    assert expected.file in found.what


def test_a_letter_changed_together_with_the_record(spoiled: Mailing) -> None:
    """A verification.json that is not the one of the manifest bears no witness against it."""
    path = spoiled.file(UNESCO)
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    data = resave(path, lambda opened: opened.docinfo.__setitem__("/Producer", "somebody"))
    rewritten(spoiled.folder / "verification.json", old, hashlib.sha256(data).hexdigest())
    altered = {finding.file for finding in findings_in(spoiled.folder) if finding.code == "altered-file"}
    assert altered == {"verification.json", spoiled.expected(UNESCO).file}


def test_no_file_but_the_ledger(spoiled: Mailing) -> None:
    for path in spoiled.folder.rglob("*.*"):
        if path.name != "ledger.csv":
            path.unlink()
    findings = findings_in(spoiled.folder)
    assert {finding.file for finding in findings} == {"verification.json", "manifest.json"}


def test_a_folder_without_a_mailing(spoiled: Mailing, tmp_path: Path) -> None:
    for folder in (spoiled.folder.parent, spoiled.folder / "letters", spoiled.folder / "nowhere"):
        with pytest.raises(UsageError, match="There is no mailing in"):
            verify(tmp_path, folder)


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        ("word/document.xml", "Dear Director-General,", "Dear Executive Director,", "wrong-salutation"),
        ("word/document.xml", "7 place de Fontenoy", "405 East 42nd Street", "wrong-address"),
        ("word/document.xml", "7 place de Fontenoy", "405 East 42nd Street", "somebody-else"),
        ("word/document.xml", "7 place de Fontenoy", "405 EAST 42ND STREET", "somebody-else"),
        ("word/document.xml", "UNESCO", "UN <w:t/>Women", "wrong-address"),
        ("docProps/core.xml", "1-0003/2021", "1-0002/2021", "somebody-else"),
        ("word/document.xml", "</w:document>", "", "broken-file"),
    ],
)
def test_words_changed_in_a_word_file(spoiled: Mailing, part: str, old: str, new: str, code: str) -> None:
    data = with_part(spoiled.file(UNESCO, "docx").read_bytes(), part, old, new)
    findings = letter_findings(data, expecting(spoiled.expected(UNESCO, "docx"), data), marks_of(spoiled))
    assert code in codes(findings, UNESCO), findings


def test_the_header_of_another_in_a_word_file(spoiled: Mailing) -> None:
    with zipfile.ZipFile(spoiled.file(WOMEN, "docx")) as other:
        headers = {name: other.read(name).decode() for name in other.namelist() if "word/header" in name}
    name = next(name for name, text in headers.items() if "UN Women" in text)
    path = spoiled.file(UNESCO, "docx")
    with zipfile.ZipFile(path) as own:
        before = own.read(name).decode()
    path.write_bytes(with_part(path.read_bytes(), name, before, headers[name]))
    found = [finding.what for finding in findings_in(spoiled.folder) if finding.code == "somebody-else"]
    assert any(Path(name).name in what and "UN Women" in what for what in found), found


# --- The bundle ------------------------------------------------------------------------------------------------------


def first_page(mailing: Mailing, recipient_id: str) -> int:
    """Where the letter begins in the untouched bundle, from 0: each takes a cover, its back and three pages, a back."""
    return mailing.recipients.index(recipient_id) * 6


def in_bundle(mailing: Mailing, spoil: Callable[[Pdf], None]) -> list[Finding]:
    resave(mailing.folder / "bundle.pdf", spoil)
    findings = findings_in(mailing.folder)
    assert one_of(findings, "", "altered-file").file == "bundle.pdf"
    return [
        finding for finding in findings if finding.file == "bundle.pdf" and finding.code != "altered-file"
    ]


def test_a_bundle_saved_anew_is_still_the_bundle(spoiled: Mailing) -> None:
    assert in_bundle(spoiled, lambda _: None) == []


def test_a_letter_left_out_of_the_bundle(spoiled: Mailing) -> None:
    at = first_page(spoiled, UNESCO)
    findings = in_bundle(spoiled, lambda opened: opened.pages.__delitem__(slice(at, at + 6)))
    assert "1-0003/2021" in one_of(findings, UNESCO, "not-in-bundle").what
    assert codes(findings_in(spoiled.folder)) >= {"wrong-sum"}


def test_a_letter_twice_in_the_bundle(spoiled: Mailing) -> None:
    at = first_page(spoiled, UNESCO)

    def spoil(opened: Pdf) -> None:
        pages = list(opened.pages)[at : at + 6]
        for offset, page in enumerate(pages):
            opened.pages.insert(at + 6 + offset, page)

    findings = in_bundle(spoiled, spoil)
    assert one_of(findings, UNESCO, "twice-in-bundle").page == at + 7


def test_two_letters_in_the_wrong_order(spoiled: Mailing) -> None:
    at = first_page(spoiled, UNESCO)

    def spoil(opened: Pdf) -> None:
        pages = list(opened.pages)
        opened.pages[at : at + 12] = [*pages[at + 6 : at + 12], *pages[at : at + 6]]

    findings = in_bundle(spoiled, spoil)
    assert {"wrong-order", "wrong-range"} <= codes(findings)
    assert codes(findings, "unicef") >= {"wrong-order"}


def test_two_pages_swapped_in_the_bundle(spoiled: Mailing) -> None:
    at = first_page(spoiled, UNESCO)

    def spoil(opened: Pdf) -> None:
        pages = list(opened.pages)
        opened.pages[at + 2], opened.pages[at + 3] = pages[at + 3], pages[at + 2]

    findings = in_bundle(spoiled, spoil)
    assert {(finding.recipient_id, finding.page, finding.code) for finding in findings} == {
        (UNESCO, at + 3, "other-page"),
        (UNESCO, at + 4, "other-page"),
    }
    assert spoiled.expected(UNESCO).file in findings[0].what


def test_a_letter_that_begins_on_a_back(spoiled: Mailing) -> None:
    at = first_page(spoiled, UNESCO)
    findings = in_bundle(spoiled, lambda opened: opened.pages.__delitem__(at - 1))
    found = one_of(findings, UNESCO, "back-side")
    assert found.page == at
    assert "wrong-range" in codes(findings, UNESCO)


def test_a_back_that_is_not_blank(spoiled: Mailing) -> None:
    at = first_page(spoiled, UNESCO)

    def spoil(opened: Pdf) -> None:
        opened.pages[at + 1].Contents = opened.make_stream(b"0 0 100 100 re f")

    findings = in_bundle(spoiled, spoil)
    assert [(finding.recipient_id, finding.page, finding.code) for finding in findings] == [
        (UNESCO, at + 2, "not-blank")
    ]


def test_a_page_of_nobody(spoiled: Mailing) -> None:
    def spoil(opened: Pdf) -> None:
        opened.add_blank_page()
        opened.add_blank_page()

    findings = in_bundle(spoiled, spoil)
    assert codes(findings) == {"extra-page"}


def test_a_page_of_the_bundle_that_draws_other_glyphs(spoiled: Mailing) -> None:
    """One width is changed in a font that all letters share: the words are the same, the page is not."""

    def spoil(opened: Pdf) -> None:
        fonts: Any = opened.pages[0].Resources.Font
        widths = next(iter(fonts.values())).DescendantFonts[0].W
        widths[1][0] = int(widths[1][0]) + 50

    findings = in_bundle(spoiled, spoil)
    assert codes(findings) == {"other-page"}


@pytest.mark.parametrize("code", ["not-in-bundle", "twice-in-bundle"])
def test_a_letter_in_the_word_bundle(spoiled: Mailing, code: str) -> None:
    path = spoiled.folder / "bundle.docx"
    with zipfile.ZipFile(path) as archive:
        text = archive.read("word/document.xml").decode()
    reference = spoiled.expected(UNESCO, "docx").letter.reference
    if code == "not-in-bundle":
        changed = text.replace(reference, "1-0077/2021")
    else:
        body = text.index("<w:body>") + len("<w:body>")
        end = text.rindex("<w:sectPr")
        changed = text[:body] + text[body:end] + doubled_end(text[end:]) + text[body:]
    path.write_bytes(with_part(path.read_bytes(), "word/document.xml", text, changed))
    findings = [finding for finding in findings_in(spoiled.folder) if finding.file == "bundle.docx"]
    assert one_of(findings, UNESCO, code).code == code


def doubled_end(end: str) -> str:
    """The last section's properties, put into a paragraph so that more can follow."""
    return f"<w:p><w:pPr>{end[: end.index('</w:sectPr>')]}</w:sectPr></w:pPr></w:p>"


# --- Ledger, manifest, record ----------------------------------------------------------------------------------------


def rewritten(path: Path, old: str, new: str) -> None:
    data = path.read_bytes()
    assert old.encode() in data
    path.write_bytes(data.replace(old.encode(), new.encode(), 1))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("1-0003/2021,unesco", "1-0009/2021,unesco", "wrong-ledger"),
        ("1-0003/2021,unesco", "1-0002/2021,unesco", "wrong-sum"),
        (
            ",FR,en,letter,1,By diplomatic pouch,5,3,13,18,",
            ",FR,en,letter,1,By diplomatic pouch,5,2,13,18,",
            "wrong-sum",
        ),
        (",5,3,13,18,", ",5,3,15,20,", "wrong-range"),
        ("The Director-General, UNESCO", "The Director-General, UNICEF", "wrong-ledger"),
        ("unesco", "unesko", "wrong-sum"),
    ],
)
def test_a_row_of_the_ledger_changed(spoiled: Mailing, old: str, new: str, code: str) -> None:
    rewritten(spoiled.folder / "ledger.csv", old, new)
    findings = findings_in(spoiled.folder)
    assert one_of(findings, "", "altered-file").file == "ledger.csv"
    assert code in codes(findings), findings


def test_a_row_of_the_ledger_left_out(spoiled: Mailing) -> None:
    path = spoiled.folder / "ledger.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b"unesco" not in line))
    assert one_of(findings_in(spoiled.folder), UNESCO, "wrong-sum").file == "ledger.csv"


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (b"x" * 200_000, "after line 8 stands what the program never writes."),
        (b'"', "after line 8 stands what the program never writes."),
        (b"\xff", "it is no text in UTF-8."),
    ],
)
def test_a_ledger_that_cannot_be_read(spoiled: Mailing, more: bytes, what: str) -> None:
    with (spoiled.folder / "ledger.csv").open("ab") as file:
        file.write(more)
    findings = findings_in(spoiled.folder)
    assert one_of(findings, "", "broken-file").what == f"The ledger cannot be read: {what}"
    assert [(finding.file, finding.code) for finding in findings[1:]] == [("ledger.csv", "altered-file")]


@pytest.mark.parametrize("text", ["", "[]", "\0", "a,b\n1,2\n"])
def test_what_is_no_ledger(spoiled: Mailing, text: str) -> None:
    (spoiled.folder / "ledger.csv").write_text(text)
    spoiled.file(WOMEN).unlink()  # whose pages nobody can tell then
    findings = [finding for finding in findings_in(spoiled.folder) if finding.code != "missing-file"]
    assert {finding.file for finding in findings} == {"ledger.csv"}
    assert one_of(findings, "", "broken-file").what == "The ledger cannot be read: it has no column “id”."


def test_a_ledger_with_a_number_too_long(spoiled: Mailing) -> None:
    rewritten(spoiled.folder / "ledger.csv", ",13,18,", f",13,{'9' * 5000},")
    assert {finding.file for finding in findings_in(spoiled.folder)} == {"ledger.csv", "bundle.pdf"}


def test_a_missing_ledger(spoiled: Mailing) -> None:
    (spoiled.folder / "ledger.csv").unlink()
    findings = findings_in(spoiled.folder)
    assert {(finding.file, finding.code) for finding in findings} == {("ledger.csv", "missing-file")}
    assert findings[0].what == "The ledger is not there."


def registered(mailing: Mailing) -> dict[str, str]:
    """What the register took down of the letters."""
    return {expectation.file: expectation.sha256 for expectation in mailing.record.expectations}


def test_a_folder_that_was_made_to_fit(spoiled: Mailing) -> None:
    """Who changes a letter and every hash of it in the folder is still found by the register."""
    noted = registered(spoiled)
    path = spoiled.file(UNESCO)
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    data = resave(path, lambda opened: opened.docinfo.__setitem__("/Producer", "somebody"))
    for name in ("ledger.csv", "verification.json", "manifest.json"):
        before = hashlib.sha256((spoiled.folder / name).read_bytes()).hexdigest()
        rewritten(spoiled.folder / name, old, hashlib.sha256(data).hexdigest())
        after = hashlib.sha256((spoiled.folder / name).read_bytes()).hexdigest()
        if name != "manifest.json":
            rewritten(spoiled.folder / "manifest.json", before, after)
    assert findings_in(spoiled.folder) == []
    found = one_of(findings_in(spoiled.folder, noted), UNESCO, "not-registered")
    assert found.what == "The register knows another file of this letter."
    assert one_of(findings_in(spoiled.folder, {}), UNESCO, "not-registered").what.endswith(
        "does not know this file."
    )


def test_the_record_changed(spoiled: Mailing) -> None:
    path = spoiled.folder / "verification.json"
    edit_all(path, "Dear Director-General,", "Dear Sir,")
    findings = findings_in(spoiled.folder)
    assert one_of(findings, "", "altered-file").file == "verification.json"
    assert "wrong-salutation" in codes(findings, UNESCO)


def edit_all(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


BROKEN = {
    "": "is no JSON, or not whole.",
    "{": "is no JSON, or not whole.",
    "\0": "is no JSON, or not whole.",
    "9" * 10_000: "is no JSON, or not whole.",
    "[" * 200_000: "is no JSON, or not whole.",
    "[]": "holds what the program never writes.",
    "null": "holds what the program never writes.",
}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        *BROKEN.items(),
        ("{}", "lacks “version”."),
        ('{"version": 4}', "was written by another version of the program."),
        ('{"version": 1}', "lacks “enclosures”."),
        ('{"version": 1, "enclosures": {"a": {}}}', "lacks “language”."),
    ],
)
def test_a_broken_record(spoiled: Mailing, text: str, what: str) -> None:
    (spoiled.folder / "verification.json").write_text(text)
    findings = findings_in(spoiled.folder)
    assert codes(findings) == {"altered-file", "broken-file"}
    assert {finding.file for finding in findings} == {"verification.json"}
    said = f"The file {what} Only the files' hashes were compared."
    assert one_of(findings, "", "broken-file").what == said


@pytest.mark.parametrize(("text", "what"), [*BROKEN.items(), ("{}", "lacks “outputs”.")])
def test_a_broken_manifest(spoiled: Mailing, text: str, what: str) -> None:
    (spoiled.folder / "manifest.json").write_text(text)
    (found,) = findings_in(spoiled.folder)
    assert (found.file, found.code, found.what) == ("manifest.json", "broken-file", f"The file {what}")


@pytest.mark.parametrize("name", ["verification.json", "manifest.json"])
def test_a_missing_record(spoiled: Mailing, name: str) -> None:
    (spoiled.folder / name).unlink()
    findings = findings_in(spoiled.folder)
    assert {(finding.file, finding.code) for finding in findings} == {(name, "missing-file")}
    assert findings[0].what.startswith("The file is not there.")


@pytest.mark.parametrize(("key", "value"), [("window", "porthole"), ("address", None), ("page_label", "{x}")])
def test_a_record_that_the_program_never_writes(spoiled: Mailing, key: str, value: Any) -> None:
    path = spoiled.folder / "verification.json"
    content = json.loads(path.read_bytes())
    for letter in content["letters"].values():
        letter[key] = value
    path.write_text(json.dumps(content))
    findings = findings_in(spoiled.folder)
    assert one_of(findings, "", "altered-file").file == "verification.json"


@pytest.mark.parametrize("value", [5, {}])
@pytest.mark.parametrize("key", ["file", "sha256", "format", "pages"])
def test_a_record_of_files_that_the_program_never_writes(spoiled: Mailing, key: str, value: Any) -> None:
    path = spoiled.folder / "verification.json"
    content = json.loads(path.read_bytes())
    content["files"][0][key] = value
    path.write_text(json.dumps(content))
    findings = findings_in(spoiled.folder, registered(spoiled))
    assert one_of(findings, "", "altered-file").file == "verification.json"


def test_a_record_with_a_letter_less(spoiled: Mailing) -> None:
    path = spoiled.folder / "verification.json"
    content = json.loads(path.read_bytes())
    content["files"] = [entry for entry in content["files"] if UNESCO not in entry["file"]]
    path.write_text(json.dumps(content))
    assert "wrong-sum" in codes(findings_in(spoiled.folder), UNESCO)
