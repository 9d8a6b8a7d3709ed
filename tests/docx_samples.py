"""Letters, enclosures and letterheads for the tests of the Word files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
from conftest import OFFICE

from letterbook.model import (
    Block,
    Chunk,
    Emphasis,
    Enclosure,
    Heading,
    Letter,
    LetterheadText,
    LineBreak,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    SignatureBlock,
    Strong,
    Table,
    Template,
    Text,
)

EMBLEM = Picture(
    "emblem.svg",
    "image/svg+xml",
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">'
    b'<circle cx="20" cy="20" r="18" fill="none" stroke="#1f3a5f" stroke-width="3"/></svg>',
    40,
    40,
)
LABELS = {
    "our_reference": "Our reference",
    "reference": "Our reference: {reference}",
    "page": "Page {page} of {pages}",
    "draft": "DRAFT",
    "enclosure": "Enclosure",
}


def para(*words: str) -> Paragraph:
    return Paragraph(tuple(Text(word) for word in words))


SENTENCE = (
    "The office records the breaches of international humanitarian law and asks that the institutions concerned be "
    "informed of them in an appropriate manner. "
)
BODY: tuple[Block, ...] = (
    para("I have the honour to transmit the statement. ", SENTENCE * 2),
    Paragraph(
        (
            Text("It rests on "),
            Strong((Text("two"),)),
            Text(" grounds, "),
            Emphasis((Text("inter alia"),)),
            Text("."),
        )
    ),
    para(SENTENCE * 2),
)
ALL_KINDS: tuple[Block, ...] = (
    Heading(1, (Text("Background"),)),
    para(SENTENCE * 6),
    para(SENTENCE * 5),
    ListBlock(((para("first ground"), para("and more of it")), (para("second ground"),)), start=1),
    Heading(2, (Text("Law"),)),
    para(SENTENCE * 4),
    ListBlock(((para("a mark"), ListBlock(((para("within"),),), start=4)), (para("another"),)), start=None),
    Quote((para("No one shall be arbitrarily deprived of life."),)),
    Table((((Text("Year"),), (Text("Event"),)), ((Text("1990"),), (Text("Entry of troops"),)))),
    Heading(3, (Text("Conclusion"),)),
    Paragraph((Text("line one"), LineBreak(), Text("line two"))),
    para(SENTENCE * 9),
    para(SENTENCE * 9),
)


def template(name: str = "letter", data: bytes | None = None) -> Template:
    folder = OFFICE / "templates" / name
    word = data if data is not None else (folder / "letter.docx").read_bytes()
    return Template(name, f"templates/{name}", {}, "", "", docx=word)


def letter(number: int | None = 7, **changes: Any) -> Letter:
    made = Letter(
        recipient_id=f"body-{number}",
        recipient_name=f"Office of the High Commissioner, Desk {number}",
        group="united-nations",
        template="letter",
        language="en",
        formats=("docx",),
        reference=None if number is None else f"1-{number:04d}/2021",
        number=number,
        issued=date(2021, 1, 19),
        date="19 January 2021",
        place="Baku",
        place_and_date="Baku, 19 January 2021",
        window="din-b",
        address=(
            f"Office of the High Commissioner, Desk {number}",
            "Palais Wilson",
            "52 rue des Pâquis",
            "1201 Geneva",
            "SWITZERLAND",
        ),
        address_size_pt=11,
        head=LetterheadText(
            "Commissioner for Human Rights (Ombudsman) of the Republic of Azerbaijan",
            ("40 Example Street", "AZ1000 Baku"),
            ("office@example.org", "+994 12 000 00 00"),
            "Ombudsman · 40 Example Street · AZ1000 Baku",
            EMBLEM,
        ),
        subject="Statement on the 31st anniversary of the tragedy of 20 January",
        salutation="Excellency,",
        body=BODY,
        closing="Accept, Excellency, the assurances of my highest consideration.",
        signature=SignatureBlock("The Commissioner", "Commissioner for Human Rights", None, 25),
        enclosure_line="Enclosure: Statement (2 pages)",
        copy_line="Copy: Ministry of Foreign Affairs",
        labels=LABELS,
    )
    return replace(made, **changes)


def enclosure(**changes: Any) -> Enclosure:
    made = Enclosure(
        statement="20-january",
        language="en",
        title="Statement of the Commissioner on the 31st anniversary of the tragedy of 20 January",
        place_and_date="Baku, 19 January 2021",
        body=ALL_KINDS,
        signature_name="The Commissioner",
        signature_title="Commissioner for Human Rights",
        addressed_to="This statement is addressed to the United Nations and the Council of Europe.",
        labels=LABELS,
        office="Commissioner for Human Rights (Ombudsman)",
    )
    return replace(made, **changes)


def chunk(
    folder: Path,
    letters: Sequence[Letter],
    made_from: Template | None = None,
    enclosed: Enclosure | None = None,
) -> Chunk:
    names = tuple(
        f"{index:04d}-{to_render.recipient_id}.docx" for index, to_render in enumerate(letters, start=1)
    )
    return Chunk(
        made_from or template(), tuple(letters), (enclosed,) if enclosed else (), "docx", str(folder), names
    )


def letterhead(*paragraphs: str | Sequence[str]) -> bytes:
    """A Word file with these paragraphs; a sequence is the texts of a paragraph's runs."""
    document = docx.Document()
    for content in paragraphs:
        paragraph = document.add_paragraph()
        for text in [content] if isinstance(content, str) else content:
            paragraph.add_run(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
