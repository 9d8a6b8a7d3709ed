"""Finished PDF files → one PDF file: a letter of its cover and enclosure, a bundle of letters.

Pages are taken over as they are; what several files share (the pages of an enclosure, pictures, fonts) stands in the
result once. Each file that is written conforms to PDF/A-2a and PDF/UA-1. Nothing here draws.
"""

from letterbook.pdf.bookmarks import LetterLabel
from letterbook.pdf.bundle import DamagedBundleError, PageRange, PdfBundle, extract
from letterbook.pdf.drawn_pages import DrawnPage, DrawnText, drawn_pages
from letterbook.pdf.letter import append, created, page_count, page_size
from letterbook.pdf.letter_file import FileForm, Particulars, file_form
from letterbook.pdf.overlay import Form, Overlay

__all__ = [
    "DamagedBundleError",
    "DrawnPage",
    "DrawnText",
    "FileForm",
    "Form",
    "LetterLabel",
    "Overlay",
    "PageRange",
    "Particulars",
    "PdfBundle",
    "append",
    "created",
    "drawn_pages",
    "extract",
    "file_form",
    "page_count",
    "page_size",
]
