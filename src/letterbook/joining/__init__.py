"""Finished PDF files → one PDF file: a letter of its cover and enclosure, a bundle of letters.

Pages are taken over as they are; what several files share (the pages of an enclosure, pictures, fonts) stands in the
result once. Each file that is written conforms to PDF/A-2a and PDF/UA-1. Nothing here draws.
"""

from letterbook.joining.bundle import PageRange, PdfBundle, extract
from letterbook.joining.letter import append, page_count
from letterbook.joining.pages import Called

__all__ = ["Called", "PageRange", "PdfBundle", "append", "extract", "page_count"]
