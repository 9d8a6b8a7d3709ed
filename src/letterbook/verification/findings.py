"""What the verification found: one difference, in words that name the recipient, the file and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from letterbook.errors import LetterbookError
from letterbook.sentences import values_of

Code = Literal[
    "missing-file",
    "extra-file",
    "altered-file",
    "broken-file",
    "wrong-page-count",
    "wrong-reference",
    "wrong-date",
    "wrong-address",
    "not-the-address",
    "outside-window",
    "lines-overlap",
    "wrong-subject",
    "wrong-salutation",
    "wrong-closing",
    "wrong-signatory",
    "wrong-enclosure-line",
    "wrong-copy-line",
    "missing-words",
    "misplaced-words",
    "not-raised",
    "cut-off",
    "hard-to-read",
    "outside-page",
    "font-not-embedded",
    "somebody-else",
    "other-words",
    "wrong-enclosure",
    "wrong-picture",
    "wrong-link",
    "not-in-bundle",
    "twice-in-bundle",
    "wrong-order",
    "back-side",
    "other-page",
    "not-blank",
    "extra-page",
    "wrong-range",
    "wrong-ledger",
    "wrong-sum",
    "not-registered",
    "wrong-code",
]
"""The kinds of findings, each explained in docs/verification.md."""


@dataclass(frozen=True, order=True)
class Finding:
    """One difference between a finished mailing and what it should be.

    `file` is a path inside the mailing's folder; `page` counts the file's pages from 1, None where no page is meant;
    `recipient_id` is "" where no single letter is concerned; `code` is stable; docs/verification.md explains it.
    """

    recipient_id: str
    file: str
    page: int | None
    code: Code
    what: str

    @property
    def values(self) -> Mapping[str, object]:
        """What the sentence was made of, by name."""
        return values_of(self.what)

    def __str__(self) -> str:
        page = f", page {self.page}" if self.page else ""
        whose = f" ({self.recipient_id})" if self.recipient_id else ""
        return f"{self.file}{page}{whose}: {self.what}"


class VerificationError(LetterbookError):
    """The finished mailing is not what it should be; nothing was published."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(dict.fromkeys(findings))
        super().__init__("The finished files are not what they should be; nothing was published.")

    def __reduce__(self) -> tuple[type[VerificationError], tuple[list[Finding]]]:
        return VerificationError, (self.findings,)
