"""The plain ways: WeasyPrint and pypdf for PDF, docxtpl and docxcompose for DOCX, a letter after the other.

What they set is prepared before and costs them no time: the finished HTML of each page and the finished words of
each letter, the same that letterbook sets.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typst_peers
from workspace import STATEMENT

# --- The plain ways themselves -------------------------------------------------------------------------------------


def pdf_letters(sources: Path, out: Path, most: int) -> list[Path]:
    """Cover and statement of each letter by WeasyPrint, appended with pypdf; the first `most` letters."""
    from pypdf import PdfWriter
    from weasyprint import HTML

    from letterbook.language.hyphenation import register_hyphenation

    register_hyphenation()  # or Azerbaijani would not be hyphenated, which is less work
    made = []
    for cover, statement, name in islice(_listed(sources), most):
        writer = PdfWriter()
        writer.append(io.BytesIO(HTML(filename=sources / cover).write_pdf()))
        writer.append(io.BytesIO(HTML(filename=sources / statement).write_pdf()))
        writer.write(out / name)
        made.append(out / name)
    return made


def pdf_bundle(letters: Sequence[Path], target: Path) -> None:
    """All letters in one file, with pypdf."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for letter in letters:
        writer.append(letter)
    writer.write(target)


def docx_letters(sources: Path, out: Path, most: int) -> list[Path]:
    """The letterhead of each letter filled by docxtpl, the statement appended by docxcompose; the first `most`."""
    docx: Any = import_module("docx")
    docxtpl: Any = import_module("docxtpl")
    composing: Any = import_module("docxcompose.composer")
    made = []
    for context, statement, name in islice(_listed(sources), most):
        template = docxtpl.DocxTemplate(sources / "letterhead.docx")
        picture = context["signature_picture"]
        width = docx.shared.Mm(50)
        signature = docxtpl.InlineImage(template, str(sources / picture), width=width) if picture else ""
        template.render(context | {"signature": signature}, autoescape=True)
        composer = composing.Composer(template.docx)
        composer.append(docx.Document(sources / statement))
        composer.save(out / name)
        made.append(out / name)
    return made


def docx_bundle(letters: Sequence[Path], target: Path) -> None:
    """All letters in one file, with docxcompose."""
    docx: Any = import_module("docx")
    composing: Any = import_module("docxcompose.composer")
    composer = composing.Composer(docx.Document(letters[0]))
    for letter in letters[1:]:
        composer.append(docx.Document(letter))
    composer.save(target)


def _listed(sources: Path) -> Iterator[tuple[Any, str, str]]:
    """What each letter is made of: the cover, the file of its statement, and the letter's file name."""
    with (sources / "letters.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            cover, statement, name = json.loads(line)
            yield cover, statement, name


# --- What they are given -------------------------------------------------------------------------------------------


def prepare(workspace: Path, target: Path) -> None:
    """Writes the sources of the plain ways, `target/pdf`, `target/docx` and `target/typst`, for the workspace's mailing."""
    from letterbook.fonts import font_files
    from letterbook.model.order import Order
    from letterbook.model.progress import UNWATCHED
    from letterbook.pipeline.prepare import prepare_mailing

    prepared = prepare_mailing(workspace, Order(STATEMENT), UNWATCHED).tried().without_errors()
    year = prepared.inputs.issued.year
    letters = [
        (draft.numbered(number, f"1-{number:04d}/{year}"), draft.enclosure_language)
        for number, draft in enumerate(prepared.drafts, start=1)
    ]
    template = prepared.inputs.templates["letter"]
    _prepare_pdf(template, letters, prepared.enclosures, prepared.inputs.issued, target / "pdf")
    _prepare_docx(template, letters, prepared.enclosures, target / "docx")
    typst_peers.prepare(prepared, letters, font_files(), target / "typst")


def _prepare_pdf(template: Any, letters: Any, enclosures: Any, issued: date, folder: Path) -> None:
    """Each page's HTML as letterbook hands it to WeasyPrint, with links to the same stylesheets and fonts."""
    from letterbook.envelope_windows import WINDOWS
    from letterbook.fonts import font_files
    from letterbook.render.pdf.address_field import geometry
    from letterbook.render.pdf.letter_renderer import _PageSetter, _read, render_enclosure

    (folder / "fonts").mkdir(parents=True)
    for name, data in font_files().items():
        (folder / "fonts" / name).write_bytes(data)
    base = _read("base.css").replace("https://letterbook.invalid/", "")
    (folder / "base.css").write_text(base, "utf-8")
    (folder / "letter.css").write_text(template.css, "utf-8")
    for window in WINDOWS.values():
        (folder / f"{window.name}.css").write_text(geometry(window), "utf-8")

    def linked(_: object, source: str, window: str, **_more: object) -> bytes:
        styles = ("base", "letter", window) if window in WINDOWS else ("base", "letter")
        links = "".join(f'<link rel="stylesheet" href="{name}.css">' for name in styles)
        return source.replace("<head>", f'<head><meta charset="utf-8">{links}', 1).encode()

    with patch.object(_PageSetter, "lay_out", linked), (folder / "letters.jsonl").open("w") as listed:
        for language, enclosure in enclosures.items():
            source = render_enclosure(template, enclosure, issued.isoformat())
            (folder / f"statement.{language}.html").write_bytes(source)
        setter = _PageSetter(template)
        for letter, language in letters:
            name = _file_name(letter, "pdf")
            (folder / f"{name}.html").write_bytes(setter.letter(letter))
            listed.write(json.dumps([f"{name}.html", f"statement.{language}.html", name]) + "\n")


def _file_name(letter: Any, kind: str) -> str:
    """Sorts like the names that letterbook gives, by the number."""
    return f"{letter.number:05d}-{letter.recipient_id}.{kind}"


def _prepare_docx(template: Any, letters: Any, enclosures: Any, folder: Path) -> None:

    folder.mkdir(parents=True)
    _make_letterhead(template.docx, letters[0][0].head.emblem, folder)
    for language, enclosure in enclosures.items():
        _make_statement(template.docx, enclosure, folder / f"statement.{language}.docx")
    pictures: dict[str, str] = {}
    with (folder / "letters.jsonl").open("w", encoding="utf-8") as listed:
        for letter, language in letters:
            row = [
                _context(letter, pictures, folder),
                f"statement.{language}.docx",
                _file_name(letter, "docx"),
            ]
            listed.write(json.dumps(row) + "\n")


def _context(letter: Any, pictures: dict[str, str], folder: Path) -> dict[str, object]:
    """The letter's words as docxtpl takes them: texts, lists of texts, the name of a picture's file."""
    from letterbook.composing.placeholders import placeholders

    before, rest = letter.labels["page"].split("{page}")
    between, after = rest.split("{pages}")
    picture = letter.signature.picture
    if picture and picture.name not in pictures:
        pictures[picture.name] = f"signature-{len(pictures)}.png"
        (folder / pictures[picture.name]).write_bytes(_as_png(picture, 50))
    return _without_none(dict(placeholders(letter)) | {"emblem": "", "signature": ""}) | {
        "body": [_text(block.children) for block in letter.body],
        "address": "\n".join(letter.address),
        "page_before": before,
        "page_between": between,
        "page_after": after,
        "signature_picture": pictures[picture.name] if picture else None,
    }


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """docxtpl would print the word None."""
    return {
        key: "" if value is None else _without_none(value) if isinstance(value, Mapping) else value
        for key, value in values.items()
    }


def _text(inlines: Any) -> str:
    return "".join(
        inline.text if hasattr(inline, "text") else _text(getattr(inline, "children", ()))
        for inline in inlines
    )


def _as_png(picture: Any, width_mm: float) -> bytes:
    from letterbook.render.raster import svg_to_png

    if picture.kind != "image/svg+xml":
        return bytes(picture.data)
    return svg_to_png(picture.data, (width_mm, width_mm * picture.height_px / picture.width_px), 600)


def _make_letterhead(docx_bytes: bytes, emblem: Any, folder: Path) -> None:
    """The template's own Word letterhead, its blocks in docxtpl's manner and its emblem already in place."""
    docx: Any = import_module("docx")
    document = docx.Document(io.BytesIO(docx_bytes))
    section = document.sections[0]
    heads = (section.header, section.first_page_header, section.footer, section.first_page_footer)
    for paragraph in [paragraph for part in (document, *heads) for paragraph in _paragraphs(part)]:
        if "{{ emblem }}" in paragraph.text:
            paragraph.text = ""
            (folder / "emblem.png").write_bytes(_as_png(emblem, 18))
            paragraph.add_run().add_picture(str(folder / "emblem.png"), height=docx.shared.Mm(18))
        elif paragraph.text == "{{ body }}":
            paragraph.insert_paragraph_before("{%p for words in body %}")
            paragraph.insert_paragraph_before("{{ words }}", paragraph.style)
            paragraph.text = "{%p endfor %}"
        elif "{{ labels.page }}" in paragraph.text:
            _number_pages(paragraph)
    document.save(folder / "letterhead.docx")


def _paragraphs(part: Any) -> list[Any]:
    cells = [cell for table in part.tables for row in table.rows for cell in row.cells]
    return [*part.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]


def _number_pages(paragraph: Any) -> None:
    oxml: Any = import_module("docx.oxml")
    paragraph.text = paragraph.text.replace("{{ labels.page }}", "{{ page_before }}")
    for field, following in (("PAGE", "{{ page_between }}"), ("NUMPAGES", "{{ page_after }}")):
        element = oxml.OxmlElement("w:fldSimple")
        element.set(oxml.ns.qn("w:instr"), field)
        paragraph._p.append(element)  # noqa: SLF001  # python-docx makes no fields
        paragraph.add_run(following)


def _make_statement(docx_bytes: bytes, enclosure: Any, target: Path) -> None:
    """The statement as a document of its own, in the letterhead's styles for it."""
    docx: Any = import_module("docx")
    document = docx.Document(io.BytesIO(docx_bytes))
    body = document.element.body
    for element in list(body.iterchildren("{*}p")):
        body.remove(element)
    document.add_paragraph(enclosure.title, "Enclosure Title").paragraph_format.page_break_before = True
    document.add_paragraph(enclosure.place_and_date, "Enclosure Place and Date")
    for block in enclosure.body:
        _add_block(document, block)
    document.add_paragraph(enclosure.signature_name or "", "Enclosure Signatory")
    document.add_paragraph(enclosure.signature_title or "", "Enclosure Signatory Title")
    if enclosure.addressed_to:
        document.add_paragraph(enclosure.addressed_to, "Enclosure Addressed To")
    document.save(target)


def _add_block(document: Any, block: Any) -> None:
    match type(block).__name__:
        case "Heading":
            _add_runs(document.add_paragraph(style=f"Enclosure Heading {block.level}"), block.children)
        case "ListBlock":
            style = "Enclosure List Bullet" if block.start is None else "Enclosure List Number"
            for (paragraph,) in block.items:
                _add_runs(document.add_paragraph(style=style), paragraph.children)
        case _:
            _add_runs(document.add_paragraph(style="Enclosure Body"), block.children)


def _add_runs(paragraph: Any, inlines: Any) -> None:
    for inline in inlines:
        run, kind = paragraph.add_run(_text([inline])), type(inline).__name__
        run.italic, run.bold = kind == "Emphasis" or None, kind == "Strong" or None
