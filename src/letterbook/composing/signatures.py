"""What stands under the close: room for a pen or a picture, and the name of who signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from letterbook.model import Localised, Signatory, SignatureBlock

_SPACE_MM = 25.0
"""What is left for a pen where the words do not say it."""


def signature_block(
    signatory: Signatory, front: Mapping[str, str], said: Callable[[Localised | None], str | None]
) -> SignatureBlock:
    """The block of this signatory under a letter whose words begin so; `said` gives a text in the letter's language.

    Who signs for somebody else has “p.p.” or its like before the name, or before the title where no name is printed.
    """
    proxy, name, title = map(said, (signatory.proxy, signatory.name, signatory.title))
    before = f"{proxy} " if proxy else ""
    space = float(front.get("signature_space", _SPACE_MM))
    return SignatureBlock(
        name=before + name if name else None,
        title=title if name or not title else before + title,
        picture=signatory.signature,
        space_mm=0.0 if signatory.signature else space,
    )
