"""Every letter of a mailing by itself, and what letters of one language have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.model import Chunk, Outcome, Rendered
from letterbook.proof.docx import ProvedWord, prove_docx, strangers_in
from letterbook.proof.expectation import Expectation, expect, expected_enclosure
from letterbook.proof.findings import Finding
from letterbook.proof.pdf import Proved, prove_pdf, strangers_on
from letterbook.proof.strangers import Strangers

Proof = Proved | ProvedWord


def prove_letter(file: bytes | Path, expected: Expectation, strangers: Strangers) -> list[Finding]:
    """Every difference between a finished letter and what it should say."""
    return list(prove_file(file, expected, strangers).findings)


def prove_file(file: bytes | Path, expected: Expectation, strangers: Strangers) -> Proof:
    """The same, with what the proof of the bundle needs: a worker may do it right after it made the file."""
    prove = prove_pdf if expected.format == "pdf" else prove_docx
    return prove(file, expected, strangers)


def prove_again(expected: Expectation, proof: Proof, strangers: Strangers) -> Proof:
    """The proof of a file that was proved before, beside other addressees; the file itself is not read again."""
    if isinstance(proof, Proved):
        findings = strangers_on(expected, proof.texts, strangers)
    else:
        findings = strangers_in(expected, proof.texts, proof.enclosure, strangers)
    return replace(proof, findings=(*proof.findings, *findings))


def without_texts(proof: Proof) -> Proof:
    """The proof without what `prove_again` needs, which is the larger part of it."""
    if isinstance(proof, Proved):
        return replace(proof, texts=())
    return replace(proof, texts=(), enclosure=())


@dataclass(frozen=True)
class ProvedLetter:
    """A file with what it had to say and what the proof found."""

    expected: Expectation
    proof: Proof


def prove_chunk(chunk: Chunk, outcomes: Sequence[Outcome], everybody: Strangers) -> list[ProvedLetter]:
    """The proof of a chunk's files by the worker that has just made them; a letter that failed is left out."""
    letters = {letter.recipient_id: letter for letter in chunk.letters}
    enclosure = expected_enclosure(chunk.enclosure) if chunk.enclosure else None
    made = [one for one in outcomes if isinstance(one, Rendered)]
    expected = [expect(letters[one.recipient_id], enclosure, one, chunk.template) for one in made]
    return [
        ProvedLetter(wanted, prove_file(Path(one.path), wanted, everybody))
        for one, wanted in zip(made, expected, strict=True)
    ]


def prove_enclosures(expectations: Sequence[Expectation], proofs: Mapping[str, Proof]) -> Iterator[Finding]:
    """Letters whose enclosure is not the one that the others of their template and language have.

    `proofs` are by the file's path in the mailing. What most letters have is taken for right.
    """
    alike: dict[tuple[str, str], list[tuple[Expectation, tuple[bytes, ...]]]] = {}
    for one in expectations:
        proof, enclosure = proofs.get(one.file), one.letter.enclosure
        if isinstance(proof, Proved) and proof.pages and enclosure and one.cover_pages:
            pages = tuple(page.digest for page in proof.pages[one.cover_pages :])
            alike.setdefault((one.letter.template, enclosure.language), []).append((one, pages))
    for (_, language), members in alike.items():
        usual, _ = Counter(pages for _, pages in members).most_common(1)[0]
        for one, pages in members:
            if pages != usual:
                what = f"Its enclosure is not the one that the other letters in “{language}” have."
                yield Finding(
                    one.recipient_id, one.file, _first_other(one, pages, usual), "wrong-enclosure", what
                )


def _first_other(one: Expectation, pages: Sequence[bytes], usual: Sequence[bytes]) -> int | None:
    """The first page of the file that differs."""
    offsets = (
        index for index, (mine, theirs) in enumerate(zip(pages, usual, strict=False)) if mine != theirs
    )
    first = next(offsets, None)
    return None if first is None or one.cover_pages is None else one.cover_pages + 1 + first
