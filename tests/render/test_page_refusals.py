"""What a page may not load or hang to a letter is refused while it is laid out too, and nothing is left out in silence."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import pytest
from docx_samples import letter
from PIL import Image

from letterbook.model import Template
from letterbook.render.pdf.letter_renderer import PageRefusedError, try_page

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


def page(html: str, css: str = "", assets: Mapping[str, bytes] | None = None) -> Template:
    return Template(
        "letter", "templates/letter", {}, f"{{{{ address_field }}}}{html}", css, None, assets or {}
    )


def refused(template: Template) -> PageRefusedError:
    with pytest.raises(PageRefusedError) as caught:
        try_page(template, letter())
    return caught.value


WRITTEN_IN = '<img alt="x" src="{}">'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ program", "broken-picture"),
        (png()[:40], "broken-picture"),
        (SVG.format("<script/>").encode(), "unsafe-picture"),
        (SVG.format('<g id="a"><use href="#a"/></g>').encode(), "huge-picture"),
    ],
)
@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml", "text/plain"])
def test_a_picture_written_into_the_page(data: bytes, code: str, kind: str) -> None:
    address = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    assert refused(page(WRITTEN_IN.format(address))).code == code


@pytest.mark.parametrize("name", ["seal.heic", "seal.png", "seal"])
def test_a_file_that_is_no_picture(name: str) -> None:
    template = page(WRITTEN_IN.format(name), assets={name: b"\0\0\0\x18ftypheic\0\0\0\0"})
    problem = refused(template)
    assert (problem.code, "HEIC" in problem.why) == ("broken-picture", True)
    assert problem.hint
    assert refused(template).code == problem.code, "the second letter is refused as the first is"


def test_a_drawing_that_cannot_be_drawn_is_not_left_out() -> None:
    template = page('<svg width="9" height="9"><image href="no.png"/></svg>')
    assert refused(template).code == "refused-file"


@pytest.mark.parametrize("tag", ["link", "a"])
def test_a_file_hung_to_the_letter(tag: str) -> None:
    html = f'<{tag} rel="attachment" href="seal.png">x</{tag}>'
    problem = refused(page(html, assets={"seal.png": png()}))
    assert "attachment" in problem.why


def test_a_font_that_is_none() -> None:
    css = "@font-face { font-family: F; src: url(face.ttf) } p { font-family: F }"
    assert refused(page("<p>x</p>", css, {"face.ttf": b"\0\1\0\0 no font"})).file == "letter.css"


def test_a_picture_under_another_name_is_what_it_is() -> None:
    drawn = try_page(page('<img alt="x" src="seal.svg">', assets={"seal.svg": png()}), letter())
    assert b"/Subtype/Image" in drawn.replace(b" ", b"")
