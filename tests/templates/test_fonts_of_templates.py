"""A template brings no font but those that the office lists: a font may draw a 3 like an 8."""

from __future__ import annotations

import base64
import io
import uuid
from collections.abc import Iterable
from pathlib import Path
from shutil import copytree

import pytest
from conftest import OFFICE, edit
from docx_samples import letter
from fontTools.ttLib import TTFont
from letterhead_parts import changed, part

import letterbook
from letterbook.composing.placeholders import page_names
from letterbook.fonts import font_files
from letterbook.model import Template
from letterbook.problems import Problem
from letterbook.render.docx import check_letterhead
from letterbook.render.docx.letterhead import open_letterhead
from letterbook.render.docx.package import UnreadableDocxError
from letterbook.render.pdf.letter_renderer import PageRefusedError, try_page
from letterbook.sources.fonts import font_sum
from letterbook.templates import check_page_sources


def with_false_digits(flavour: str | None = None) -> bytes:
    """A font whose 3 is drawn like an 8."""
    font = TTFont(io.BytesIO(font_files()["LetterbookSerif-Regular.ttf"]), recalcTimestamp=False)
    outlines = font["glyf"]
    outlines["three"] = outlines["eight"]
    font.flavor = flavour
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


FONT = with_false_digits()


def written_in(kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(FONT).decode()}"


def face(source: str, user: str = "p") -> str:
    return f"@font-face {{ font-family: F; src: url({source}) }} {user} {{ font-family: F }}"


def drawing(source: str) -> str:
    style = f"<style>{face(source, 'text')}</style>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">{style}<text y="30">13</text></svg>'
    )


def template(html: str = "", css: str = "", listed: Iterable[bytes] = ()) -> Template:
    assets = {
        "house.ttf": FONT,
        "house.woff": with_false_digits("woff"),
        "house.css": FONT,
        "house.png": FONT,
        "fonts.css": b"\n@font-face { font-family: F; src: url(house.ttf) }",
        "drawing.svg": drawing("house.ttf").encode(),
    }
    page = f"{{{{ address_field }}}}{html}<p>13</p>"
    return Template(
        "letter", "templates/letter", {}, page, css, None, assets, fonts=frozenset(map(font_sum, listed))
    )


WAYS = {
    "a file": ("", face("house.ttf")),
    "with a path": ("", face("./house.ttf")),
    "in capitals": ("", "@font-face { font-family: F; src: URL(house.ttf) } p { font-family: F }"),
    "escaped": ("", r"@font-f\61 ce { font-family: F; src: u\72l(house.ttf) } p { font-family: F }"),
    "in quotation marks": ("", face("'house.ttf'") ),
    "as WOFF": ("", face("house.woff")),
    "called a style sheet": ("", face("house.css")),
    "called a picture": ("", face("house.png")),
    "behind another": ("", face("house.ttf), url(house.woff")),
    "in a medium": ("", f"@media print {{ {face('house.ttf')} }}"),
    "under our own name": ("", face("house.ttf").replace("F;", "'Letterbook Serif';")),
    "written in": ("", face(written_in("font/ttf"))),
    "written in as a picture": ("", face(written_in("image/png"))),
    "written in as a style sheet": ("", face(written_in("text/css"))),
    "in the page": (f"<style>{face('house.ttf')}</style>", ""),
    "imported": ("", "@import url(fonts.css); p { font-family: F }"),
}  # fmt: skip
HIDDEN = {
    "in a drawing of the page": drawing("house.ttf"),
    "printed by a placeholder": "<style>{{ '" + face("house.ttf") + "' }}</style>",
    "in an address with a placeholder": "<style>" + face("house.{{ 'ttf' }}") + "</style>",
    "a picture's own": '<img alt="x" src="drawing.svg">',
}


def found(template: Template) -> list[tuple[str, str, int]]:
    return [
        (problem.code, problem.place.file.rpartition("/")[2], problem.place.line or 0)
        for problem in check_page_sources(template)
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_font_that_the_office_does_not_list(way: str) -> None:
    html, css = WAYS[way]
    told = found(template("\n" + html if html else "", "\n" + css))
    file = "letter.html" if html else "fonts.css" if way == "imported" else "letter.css"
    assert ("unlisted-font", file, 2) in told
    assert {code for code, _, _ in told} == {"unlisted-font"}
    with pytest.raises(PageRefusedError) as refused:
        try_page(template(html, css), letter())
    assert refused.value.code == "unlisted-font"


@pytest.mark.parametrize("way", HIDDEN)
def test_a_font_that_no_reader_of_the_source_sees_is_not_loaded(way: str) -> None:
    with pytest.raises(PageRefusedError) as refused:
        try_page(template(HIDDEN[way]), letter())
    assert refused.value.code in ("unlisted-font", "unsafe-picture")


@pytest.mark.parametrize("way", WAYS)
def test_a_font_that_the_office_lists(way: str) -> None:
    html, css = WAYS[way]
    made = template(html, css, [FONT, with_false_digits("woff")])
    assert found(made) == []
    try_page(made, letter())


def test_another_font_under_the_same_name() -> None:
    made = template("", face("house.ttf"), [font_files()["LetterbookSerif-Regular.ttf"]])
    assert ("unlisted-font", "letter.css", 1) in found(made)


# --- The office's list ---------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Path:
    workspace = tmp_path / "office"
    copytree(OFFICE, workspace)
    (workspace / "templates/letter/house.ttf").write_bytes(FONT)
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write('\n@font-face { font-family: "House"; src: url(house.ttf) }\n')
    return workspace


def check(workspace: Path, fonts: str = "") -> list[Problem]:
    with (workspace / "letterbook.yaml").open("a") as file:
        file.write(f"\n{fonts}\n")
    problems = letterbook.open_office(workspace).check(letterbook.Order("january-20"))
    return [problem for problem in problems if problem.is_error]


def test_check_names_the_line(office: Path) -> None:
    (problem,) = check(office)
    lines = (office / "templates/letter/letter.css").read_text().splitlines()
    assert problem.code == "unlisted-font"
    assert str(problem.place).startswith(f"templates/letter/letter.css:{len(lines)}:")


@pytest.mark.parametrize("fonts", ["fonts: [office/House.ttf]", "fonts: office/House.ttf"])
def test_a_copy_of_the_office_s_own(office: Path, fonts: str) -> None:
    (office / "office/House.ttf").write_bytes(FONT)
    assert check(office, fonts) == []


def test_another_version_of_the_office_s_own(office: Path) -> None:
    (office / "office/house.ttf").write_bytes(font_files()["LetterbookSans-Regular.ttf"])
    assert [problem.code for problem in check(office, "fonts: [office/house.ttf]")] == ["unlisted-font"]


@pytest.mark.parametrize(
    ("fonts", "code"),
    [
        ("fonts: [office/no.ttf]", "missing-file"),
        ("fonts: [office]", "unreadable-file"),
        ("fonts: [../house.ttf]", "outside-workspace"),
        ("fonts: [/etc/passwd]", "outside-workspace"),
        ("fonts: {a: b}", "wrong-value"),
    ],
)
def test_a_list_with_a_mistake_is_told_and_no_font_with_it(office: Path, fonts: str, code: str) -> None:
    problems = check(office, fonts)
    assert code in [problem.code for problem in problems]
    place = next(problem.place for problem in problems if problem.code == code)
    assert place.file == "letterbook.yaml"
    assert place.line


def test_nobody_knows_the_list_of_an_office_that_cannot_be_read(office: Path) -> None:
    (office / "office/house.ttf").write_bytes(FONT)
    edit(office / "letterbook.yaml", "country: AZ", "cuontry: AZ")
    assert "unlisted-font" not in [problem.code for problem in check(office, "fonts: [office/house.ttf]")]


# --- The Word letterhead -------------------------------------------------------------------------------------------

_TABLE = (
    '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:font w:name="House">{}</w:font>'
    "</w:fonts>"
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/font" Target="fonts/font1.odttf"/>'
    "</Relationships>"
)
_KEY = uuid.UUID("0BADC0DE-1234-5678-9ABC-DEF012345678")


def letterhead(data: bytes, key: str | None, embedded: str = "embedRegular") -> bytes:
    key_said = f' w:fontKey="{key}"' if key else ""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="odttf" '
        'ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
    )
    return changed(
        {
            "[Content_Types].xml": types + part("[Content_Types].xml").partition('content-types">')[2],
            "word/fontTable.xml": _TABLE.format(f'<w:{embedded} r:id="rId1"{key_said}/>'),
            "word/_rels/fontTable.xml.rels": _RELATIONSHIPS,
            "word/fonts/font1.odttf": data,
        }
    )  # fmt: skip


def scrambled(data: bytes) -> bytes:
    key = _KEY.bytes[::-1] * 2
    return bytes(byte ^ other for byte, other in zip(data[:32], key, strict=True)) + data[32:]


@pytest.mark.parametrize("embedded", ["embedRegular", "embedBold", "embedItalic", "embedBoldItalic"])
@pytest.mark.parametrize(("data", "key"), [(scrambled(FONT), f"{{{_KEY}}}"), (FONT, None), (FONT, "no key")])
def test_a_font_in_a_word_letterhead(data: bytes, key: str | None, embedded: str) -> None:
    made = Template("letter", "templates/letter", {}, "", "", letterhead(data, key, embedded))
    (problem,) = check_letterhead(made, page_names())
    assert (problem.code, problem.text) == ("unlisted-font", "House")
    with pytest.raises(UnreadableDocxError) as refused:
        open_letterhead(made)
    assert refused.value.code == "unlisted-font"
    listed = Template("letter", "templates/letter", {}, "", "", made.docx, fonts=frozenset({font_sum(FONT)}))
    assert check_letterhead(listed, page_names()) == []
    open_letterhead(listed)


@pytest.mark.parametrize(
    ("asked", "is_known"),
    [
        ("font-family: Garamond", False),
        ('font: bold 11pt/14pt "EB Garamond", serif', False),
        ('font-family: "Times New Roman", Times, serif', False),
        ("FONT-FAMILY: Calibri !important", False),
        ('font-family: Garamond, "Letterbook Serif"', True),
        ("font-family: 'letterbook sans'", True),
        ("font-family: house, Garamond", True),
        ("font: 11pt House Two", True),
        ("font: 11pt/1.4 var(--serif)", True),
        ("font-family: var(--serif), Garamond", True),
        ("font-family: inherit", True),
        ("font-family: sans-serif", True),
        ("font: inherit", True),
        ("font-weight: bold", True),
    ],
)
def test_a_font_that_the_page_does_not_have_is_a_notice(asked: str, *, is_known: bool) -> None:
    faces = "\n".join(
        f"@font-face {{ font-family: {name}; src: url(house.ttf) }}" for name in ('"House"', "House  Two")
    )
    told = found(template("", f"{faces}\np {{\n  {asked} }}", [FONT]))
    assert told == ([] if is_known else [("unknown-font", "letter.css", 4)])


def test_a_font_that_the_page_does_not_have_is_named_by_the_check(workspace: Path) -> None:
    sheet = workspace / "templates/letter/letter.css"
    sheet.write_text(sheet.read_text("utf-8") + 'p { font-family: "Garamond", serif }', "utf-8")
    [problem] = letterbook.open_office(workspace).check("january-20")
    assert (problem.code, problem.level, problem.text) == ("unknown-font", "warning", "Garamond")
