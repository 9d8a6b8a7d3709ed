"""Finished files are read back by readers that did not write them, and compared with what they should say."""

from letterbook.verification.bundle import verify_bundle, verify_docx_bundle
from letterbook.verification.difference import few_of_their_kinds
from letterbook.verification.docx_letter import VerifiedDocx
from letterbook.verification.findings import Finding, VerificationError
from letterbook.verification.letters import (
    Verified,
    VerifiedLetter,
    letter_findings,
    unlike,
    verify_again,
    verify_chunk,
    verify_file,
    with_remainder,
    without_texts,
)
from letterbook.verification.mailing import verify_mailing
from letterbook.verification.page_fingerprint import PageFingerprint, UnreadablePdfError, page_fingerprints
from letterbook.verification.pdf_enclosure import enclosure_findings
from letterbook.verification.pdf_letter import VerifiedPdf
from letterbook.verification.personal_texts import Personal, PersonalTexts, personal, personal_texts, words_of
from letterbook.verification.recipient_leaks import NOBODY, RecipientMarks, recipient_marks
from letterbook.verification.reconciliation import reconcile, verify_files, verify_registered

__all__ = [
    "NOBODY",
    "Finding",
    "PageFingerprint",
    "Personal",
    "PersonalTexts",
    "RecipientMarks",
    "UnreadablePdfError",
    "VerificationError",
    "Verified",
    "VerifiedDocx",
    "VerifiedLetter",
    "VerifiedPdf",
    "enclosure_findings",
    "few_of_their_kinds",
    "letter_findings",
    "page_fingerprints",
    "personal",
    "personal_texts",
    "recipient_marks",
    "reconcile",
    "unlike",
    "verify_again",
    "verify_bundle",
    "verify_chunk",
    "verify_docx_bundle",
    "verify_file",
    "verify_files",
    "verify_mailing",
    "verify_registered",
    "with_remainder",
    "without_texts",
    "words_of",
]
