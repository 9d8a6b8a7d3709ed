"""Every file of a mailing: taken over where it was made and proved before and would be the same again, else made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from letterbook.composing.compose import Composer, Inputs
from letterbook.execution import stream
from letterbook.mailing import fingerprints
from letterbook.mailing.kept import Kept, KeptFile
from letterbook.mailing.rendering import LaidOut, Made, make_and_prove, with_shared_pages
from letterbook.mailing.staging import Staging
from letterbook.model import Chunk, Enclosure, Format, Letter, Rendered, Template
from letterbook.proof import (
    ExpectedEnclosure,
    PagePrint,
    ProvedLetter,
    Strangers,
    expect,
    expected_enclosure,
    prove_again,
    strangers,
    without_texts,
)
from letterbook.proof.sums import sha256

CHUNK = 25
"""Letters that a worker makes in one go: enough to pay for reading the stylesheets, few enough to lose."""

Progress = Callable[[int, int], None]
"""(files made, files in all)"""


@dataclass(frozen=True)
class Job:
    """One file to be made. `language` is that of the enclosure, None without one; `fingerprint` stands for everything
    that can change the file's bytes.
    """

    letter: Letter
    format: Format
    name: str
    language: str | None
    fingerprint: str


def file_name(number: int, recipient_id: str, kind: Format) -> str:
    """`0007-un-secretary-general.pdf`: the number first, so that two names can never be one."""
    return f"{number:04d}-{recipient_id}.{kind}"


@dataclass(frozen=True)
class Maker:
    """What the letters of a mailing are made of. `enclosures` are empty where letters go without."""

    inputs: Inputs
    enclosures: Mapping[str, Enclosure]
    laid_out: LaidOut

    def jobs(self, letters: Sequence[Letter], composer: Composer) -> list[Job]:
        """A job for each format of each letter, in their order."""
        prints = self.enclosure_prints()
        found = []
        for letter in letters:
            template = self.inputs.templates[letter.template]
            language = composer.enclosure_language(letter) if self.enclosures else None
            enclosure = prints[letter.template, language] if language else None
            for kind in sorted(letter.formats):
                name = file_name(letter.number or 0, letter.recipient_id, kind)
                fingerprint = fingerprints.of_letter(letter, kind, template, enclosure)
                found.append(Job(letter, kind, name, language, fingerprint))
        return found

    def enclosure_prints(self) -> dict[tuple[str, str], str]:
        """The fingerprint of every enclosure by (template, language)."""
        return {
            (name, language): fingerprints.of_enclosure(enclosure, template, self.inputs.issued.isoformat())
            for name, template in self.inputs.templates.items()
            for language, enclosure in self.enclosures.items()
        }

    def make(
        self, jobs: Sequence[Job], kept: Kept, staging: Staging, processes: int, progress: Progress
    ) -> list[Made]:
        """Every file with its proof, in the order of the jobs; what is made is noted in `kept` as soon as it is proved."""
        everybody = strangers({job.letter.recipient_id: job.letter for job in jobs}.values())
        kept_files = [(job, kept.file(job.name, job.fingerprint)) for job in jobs]
        known = [(job, file) for job, file in kept_files if file]
        new = [job for job, file in kept_files if not file]
        folder, made = staging.folder / "letters", dict[str, Made]()

        def chunks() -> Iterator[Chunk]:
            """Those to be made. What is known is taken over before, or while the first process begins."""
            certain = self._chunks(new, folder)
            if processes > 1:
                yield from islice(certain, 1)
            for job, file in known:
                if taken := self._taken_over(job, file, staging, everybody):
                    made[job.name] = taken
            if made:
                progress(len(made), len(jobs))
            yield from certain
            yield from self._chunks([job for job, _ in known if job.name not in made], folder)

        by_key = {(job.letter.recipient_id, job.format): job for job in jobs}
        pages: dict[bytes, PagePrint] = {}
        for one in stream(partial(make_and_prove, everybody), chunks(), processes, Made):
            job = by_key[one.outcome.recipient_id, one.outcome.format]
            made[job.name] = self._noted(job, with_shared_pages(one, pages), kept, everybody)
            progress(len(made), len(jobs))
        return [made[job.name] for job in jobs if job.name in made]  # the proof names what is missing

    def _taken_over(self, job: Job, known: KeptFile, staging: Staging, everybody: Strangers) -> Made | None:
        path = next((path for path in staging.take_over(job.name) if sha256(path) == known.sha256), None)
        if path is None:
            return None
        outcome = Rendered(
            job.letter.recipient_id, job.format, str(path), known.sha256, known.pages, known.cover_pages
        )
        return Made(outcome, self._proved_before(job, outcome, known, everybody), is_taken_over=True)

    def _proved_before(
        self, job: Job, outcome: Rendered, known: KeptFile, everybody: Strangers
    ) -> ProvedLetter:
        enclosure = self.expected_enclosures[job.language] if job.language else None
        expected = expect(job.letter, enclosure, outcome, self._template(job))
        same = known.beside == everybody.digest
        return ProvedLetter(expected, known.proof if same else prove_again(expected, known.proof, everybody))

    @staticmethod
    def _noted(job: Job, made: Made, kept: Kept, everybody: Strangers) -> Made:
        proved, outcome = made.proved, made.outcome
        if proved is None or not isinstance(outcome, Rendered) or proved.proof.findings:
            return made
        noted = KeptFile(
            job.fingerprint,
            outcome.sha256,
            outcome.pages,
            outcome.cover_pages,
            everybody.digest,
            proved.proof,
        )
        kept.add(job.name, noted)
        # What the pages say is in the journal now; thousands of letters are not held in memory as well.
        return replace(made, proved=replace(proved, proof=without_texts(proved.proof)))

    @cached_property
    def expected_enclosures(self) -> Mapping[str, ExpectedEnclosure]:
        """What each enclosure has to say, by language; worked out once for all letters."""
        return {language: expected_enclosure(one) for language, one in self.enclosures.items()}

    def _template(self, job: Job) -> Template:
        return self.inputs.templates[job.letter.template]

    def _chunks(self, jobs: Sequence[Job], folder: Path) -> Iterator[Chunk]:
        """Letters of one format, template and enclosure together, at most CHUNK of them."""
        alike: dict[tuple[Format, str, str], list[Job]] = {}
        for job in jobs:
            alike.setdefault((job.format, job.letter.template, job.language or ""), []).append(job)
        for (kind, template, language), members in sorted(alike.items(), key=lambda one: one[0]):
            enclosure = self.enclosures[language] if language else None
            pdf = self.laid_out.pdfs[template, language] if language and kind == "pdf" else None
            for start in range(0, len(members), CHUNK):
                part = members[start : start + CHUNK]
                letters, names = tuple(job.letter for job in part), tuple(job.name for job in part)
                yield Chunk(
                    self.inputs.templates[template], letters, enclosure, kind, str(folder), names, pdf
                )
