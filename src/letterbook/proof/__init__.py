"""Finished files are read back by readers that did not write them, and compared with what they should say."""

from letterbook.proof.bundle import prove_bundle, prove_word_bundle
from letterbook.proof.docx import ProvedWord
from letterbook.proof.expectation import (
    Expectation,
    ExpectedEnclosure,
    ExpectedLetter,
    expect,
    expected_enclosure,
    expected_letter,
)
from letterbook.proof.findings import Finding, NotProved, not_proved
from letterbook.proof.letters import (
    Proof,
    ProvedLetter,
    prove_again,
    prove_chunk,
    prove_enclosures,
    prove_file,
    prove_letter,
    without_texts,
)
from letterbook.proof.mailing import prove_mailing
from letterbook.proof.pdf import Proved
from letterbook.proof.record import Record, read_record, write_record
from letterbook.proof.strangers import Strangers, strangers
from letterbook.proof.structure import PagePrint
from letterbook.proof.sums import prove_files, prove_registered, prove_sums

__all__ = [
    "Expectation",
    "ExpectedEnclosure",
    "ExpectedLetter",
    "Finding",
    "NotProved",
    "PagePrint",
    "Proof",
    "Proved",
    "ProvedLetter",
    "ProvedWord",
    "Record",
    "Strangers",
    "expect",
    "expected_enclosure",
    "expected_letter",
    "not_proved",
    "prove_again",
    "prove_bundle",
    "prove_chunk",
    "prove_enclosures",
    "prove_file",
    "prove_files",
    "prove_letter",
    "prove_mailing",
    "prove_registered",
    "prove_sums",
    "prove_word_bundle",
    "read_record",
    "strangers",
    "without_texts",
    "write_record",
]
