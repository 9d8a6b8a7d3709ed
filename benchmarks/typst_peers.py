"""The quick ways to PDF: Typst, which sets the same words of cover and statement with its own looks.

`batch` sets all letters in one go, which are then parted by pikepdf; their files have no tags, and the whole is the bundle. `files`
sets each letter by one compiler that is kept, tagged, as PDF/A-2a and PDF/UA-1; it makes no bundle. Neither checks anything, reads a
file back, numbers a letter or keeps a record.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

_FONTS = 'set text(font: "Letterbook Serif", size: 11.5pt, lang: letter.language)'
_LETTER = """
#let paragraphs(words) = for each in words [#par(justify: true, each)]
#let letter-of(letter, statements, end: none) = {
  FONTS
  set page(paper: "a4", margin: (left: 25mm, right: 20mm, top: 20mm, bottom: 25mm))
  place(top, dy: 30mm, block(width: 80mm, letter.address.join(linebreak())))
  v(75mm)
  [#letter.reference #h(1fr) #letter.date]
  heading(level: 1, letter.subject)
  par(letter.salutation)
  paragraphs(letter.body)
  par(letter.closing)
  v(12mm)
  letter.signatory.join(linebreak())
  pagebreak()
  let statement = statements.at(letter.language)
  heading(level: 1, statement.title)
  paragraphs(statement.body)
  end
}
""".replace("FONTS", _FONTS)
_BATCH = (
    _LETTER
    + """
#let statements = json("statements.json")
#for (at, letter) in json("letters.json").enumerate() {
  if at > 0 { counter(page).update(1); pagebreak() }
  let end = context [#metadata((name: letter.name, page: here().page())) <end>]
  letter-of(letter, statements, end: end)
}
"""
)
_ONE = (
    _LETTER
    + """
#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.subject + " · " + letter.reference, date: datetime.today())
#set text(lang: letter.language)
#letter-of(letter, json("statements.json"))
"""
)


def prepare(prepared: Any, letters: Any, fonts: Any, folder: Path) -> None:
    """Writes the words of the letters, as a Typst document reads them, and the fonts."""
    (folder / "fonts").mkdir(parents=True)
    for name, data in fonts.items():
        (folder / "fonts" / name).write_bytes(data)
    statements = {
        language: {"title": enclosure.title, "body": [_text(block) for block in enclosure.body]}
        for language, enclosure in prepared.enclosures.items()
    }
    (folder / "statements.json").write_text(json.dumps(statements), "utf-8")
    rows = [
        {
            "name": f"{letter.number:05d}-{letter.recipient_id}.pdf",
            "language": language,
            "address": letter.address,
            "reference": letter.reference,
            "date": letter.place_and_date,
            "subject": letter.subject,
            "salutation": letter.salutation,
            "body": [_text(block) for block in letter.body],
            "closing": letter.closing,
            "signatory": [letter.signature.name, letter.signature.title],
        }
        for letter, language in letters
    ]
    (folder / "letters.json").write_text(json.dumps(rows), "utf-8")
    (folder / "batch.typ").write_text(_BATCH, "utf-8")
    (folder / "one.typ").write_text(_ONE, "utf-8")


def _text(block: Any) -> str:
    """All words of a block, whatever is in it."""
    if hasattr(block, "text"):
        return str(block.text)
    parts: Any = getattr(block, "children", None) or getattr(block, "items", ())
    return "".join(" ".join(map(_text, part)) if isinstance(part, tuple) else _text(part) for part in parts)


def batch(sources: Path, out: Path, bundle: Path) -> int:
    """All letters set at once, and a file for each."""
    typst: Any = import_module("typst")
    pikepdf: Any = import_module("pikepdf")
    compiler = typst.Compiler(sources / "batch.typ", font_paths=[sources / "fonts"], ignore_system_fonts=True)
    bundle.write_bytes(compiler.compile(pdf_tags=False))
    ends = json.loads(compiler.query("<end>"))
    begin = 0
    with pikepdf.Pdf.open(bundle) as pdf:
        for end in (found["value"] for found in ends):
            with pikepdf.Pdf.new() as letter:
                letter.pages.extend(pdf.pages[begin : end["page"]])
                letter.save(out / end["name"])
            begin = end["page"]
    return len(ends)


def files(sources: Path, out: Path) -> int:
    """A tagged file for each letter, by one compiler."""
    typst: Any = import_module("typst")
    compiler = typst.Compiler(sources / "one.typ", font_paths=[sources / "fonts"], ignore_system_fonts=True)
    letters = json.loads((sources / "letters.json").read_text("utf-8"))
    for letter in letters:
        data = compiler.compile(sys_inputs={"letter": json.dumps(letter)}, pdf_standards=["a-2a", "ua-1"])
        (out / letter["name"]).write_bytes(data)
    return len(letters)
