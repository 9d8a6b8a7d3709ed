"""What leads to a letter in a bundle: its bookmark and its document part, as text of PDF."""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import String


@dataclass(frozen=True)
class LetterLabel:
    """By what a letter in the bundle is known: `number` begins the labels of its pages, 0007 · 2 of 4."""

    reference: str
    number: str
    addressee: str


def document_part(called: LetterLabel, top: int, first: int, last: int) -> bytes:
    """A letter as a document part, with the blank backs behind it, by which a printer's software finds it.

    ISO 32000-2, 14.12; a reader of PDF 1.7 passes them over.
    """
    said = b"/Reference %s/Number %s/Addressee %s" % tuple(
        map(pdf_string, (called.reference, called.number, called.addressee))
    )
    end = b"/End %d 0 R" % last if last > first else b""
    return b"<</Type/DPart/Parent %d 0 R/Start %d 0 R%s/DPM<<%s>>>>" % (top, first, end, said)


def bookmark(called: LetterLabel, above: int, before: int | None, behind: int | None, page: int) -> bytes:
    """A letter's bookmark between the objects `before` and `behind`, if there are such, which leads to the object `page`."""
    around = [(b"Prev", before), (b"Next", behind)]
    links = b"".join(b"/%s %d 0 R" % (key, neighbour) for key, neighbour in around if neighbour is not None)
    title = pdf_string(f"{called.reference} · {called.addressee}")
    return b"<</Title %s/Parent %d 0 R%s/Dest[%d 0 R/Fit]>>" % (title, above, links, page)


def pdf_string(text: str) -> bytes:
    """The text as a string of a PDF (ISO 32000-1, 7.9.2)."""
    return String(text).unparse()
