"""What whoever posts a letter has to know of it and its words do not say."""

from __future__ import annotations

from dataclasses import dataclass

from letterbook.model import Letter


@dataclass(frozen=True)
class Posting:
    """How a letter travels. `country` is ISO 3166-1 alpha-2, `postcode` as the list has it or "", `way` as the list says it or "".

    `copies` is how many the office wants, `copies_to` whom the letter names as getting one. `pen_space_mm` is the height
    left above each signatory's name, 0 where a picture of the signature stands.
    """

    country: str
    postcode: str
    group: str
    way: str
    copies: int
    copies_to: tuple[str, ...]
    pen_space_mm: tuple[float, ...]


def posting_of(letter: Letter) -> Posting:
    """How this letter travels."""
    return Posting(
        country=letter.country,
        postcode=letter.postcode or "",
        group=letter.group,
        way=letter.way or "",
        copies=letter.copies,
        copies_to=letter.copies_to,
        pen_space_mm=tuple(float(signature.space_mm) for signature in letter.signatures),
    )
