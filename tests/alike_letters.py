"""Letters that are held all at once, compared with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from letterbook.archive.expectation import Expectation
from letterbook.verification import Finding
from letterbook.verification.difference import AlikeLetters, Remainder


def verify_alike(
    expectations: Sequence[Expectation], remainders: Mapping[str, Remainder | None]
) -> list[Finding]:
    """What is found of these files; `remainders` has what each says, by its path."""
    alike = AlikeLetters()
    for place, expectation in enumerate(expectations):
        alike.add(place, expectation, remainders.get(expectation.file))
    return [*alike.findings(expectations)]
