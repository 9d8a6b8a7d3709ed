"""Word letterheads with something of their own in one of their parts, and what the check says of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import docx
from docx_samples import template
from lxml import etree

from letterbook.composing.placeholders import page_names
from letterbook.problems import Problem
from letterbook.render.docx import check_letterhead, xml

FURTHER = (
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"'
)


def changed(parts: Mapping[str, str | bytes], made: bytes | None = None) -> bytes:
    """A letterhead with further or other parts."""
    source = zipfile.ZipFile(io.BytesIO(made or plain()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [*source.namelist(), *(name for name in parts if name not in source.namelist())]:
            data = parts.get(name, b"") if name in parts else source.read(name)
            archive.writestr(name, data)
    return out.getvalue()


@cache
def plain() -> bytes:
    """A letterhead with a header and a footer, in which nothing is wrong."""
    document = docx.Document()
    for text in ("{{ reference_line }}", "{{ place_and_date }}", "{{ body }}"):
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = "{{ office.name }}"
    document.sections[0].footer.paragraphs[0].text = "www.example.org"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def part(name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(plain())).read(name).decode()


PARTS = {
    "text": "word/document.xml",
    "header": "word/header1.xml",
    "footer": "word/footer1.xml",
    "styles": "word/styles.xml",
    "settings": "word/settings.xml",
}


def with_(snippet: str, where: str = "text") -> bytes:
    """The letterhead with this XML at the end of a part."""
    root = etree.fromstring(part(PARTS[where]).encode())
    new = etree.fromstring(f"<new {xml.DECLARED}{FURTHER}>{snippet}</new>")
    home = root[0] if where == "text" else root
    at = len(home) - 1 if where == "text" else len(home)
    home[at:at] = list(new)
    return changed({PARTS[where]: etree.tostring(root)})


def check(data: bytes | None) -> list[Problem]:
    return check_letterhead(replace(template(), docx=data), page_names())


def told(data: bytes) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.place.part) for problem in check(data)]


def p(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def run(inside: str, looks: str = "") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr>{inside}</w:r>" if looks else f"<w:r>{inside}</w:r>"
