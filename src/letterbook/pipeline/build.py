"""Every file of a mailing: taken over where it was made and verified before and would be the same again, else made."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path

from letterbook.archive.expectation import Expectation, ExpectedEnclosure, expect, expected_enclosures
from letterbook.archive.layout import LETTERS, file_name, sha256
from letterbook.composing.inputs import Inputs
from letterbook.executors import parallelism
from letterbook.model import (
    Chunk,
    Draft,
    Format,
    Letter,
    Many,
    NumberedNames,
    Outcome,
    Part,
    Rendered,
    Template,
    in_the_file,
)
from letterbook.model.progress import Monitor, Phase
from letterbook.pipeline import fingerprints
from letterbook.pipeline.build_cache import BuildCache, CachedFile
from letterbook.pipeline.elsewhere import rendered
from letterbook.pipeline.enclosure_layout import EnclosureLayouts, LayoutKey
from letterbook.pipeline.memory import release_memory
from letterbook.pipeline.neutral_letters import compared_with_neutral
from letterbook.pipeline.rendering import CommonParts, RenderResult
from letterbook.pipeline.results import Results
from letterbook.pipeline.staging import Staging
from letterbook.verification import (
    Personal,
    RecipientMarks,
    VerifiedLetter,
    recipient_marks,
    verify_again,
    with_remainder,
    without_texts,
)

CHUNK = 25
"""Letters that a worker makes in one go: enough to pay for reading the stylesheets, few enough to lose."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be made. `language` is that of the enclosures, None where covers go alone; `fingerprint` stands for
    everything that can change the file's bytes. The letter waits among the `drafts`, at this place.
    """

    recipient_id: str
    template: str
    format: Format
    name: str
    language: str | None
    fingerprint: str
    number: int
    reference: str
    place: int
    drafts: Sequence[Draft] = field(repr=False, compare=False)

    @property
    def letter(self) -> Letter:
        """The letter with its number."""
        return self.drafts[self.place].numbered(self.number, self.reference)


def _packed(jobs: Iterable[Job]) -> Many[Job]:
    """The jobs; the drafts that all of them know are held once."""
    return Many(jobs, kept=[Many])


def _whose(what: Job | Outcome | Expectation) -> str:
    """The addressee and the format, which no two of a mailing's files have in common."""
    return f"{what.format} {what.recipient_id}"


def made_before(jobs: Sequence[Job], cache: BuildCache) -> frozenset[str]:
    """The addressees whose letter was made in all its formats as it would be made now."""
    asked, missing = set[str](), set[str]()
    for job in jobs:  # each is unpacked anew whenever they are gone through
        asked.add(job.recipient_id)
        if not cache.file(job.name, job.fingerprint):
            missing.add(job.recipient_id)
    return frozenset(asked - missing)


def _letters_of(jobs: Iterable[Job]) -> Iterator[Letter]:
    """The letters of the jobs, each once; the jobs of one follow each other."""
    for _, own in groupby(jobs, key=attrgetter("place")):
        yield next(own).letter


@dataclass(frozen=True)
class Builder:
    """What the letters of a mailing are made of. `enclosed` are their enclosures by language, empty where covers go alone;
    `strangers` are people of whom no letter may say anything; `is_direct` lays each letter out by itself.
    """

    inputs: Inputs
    enclosed: Mapping[str, tuple[Part, ...]]
    layouts: EnclosureLayouts
    strangers: tuple[Personal, ...] = ()
    is_direct: bool = False

    def jobs(self, drafts: Sequence[Draft], numbered: Callable[[Draft], tuple[int, str]]) -> Sequence[Job]:
        """A job for each format of each letter, in their order; `numbered` says the number and reference of a draft."""
        enclosures = self.enclosure_fingerprints()
        found = _packed(())
        for place, draft in enumerate(drafts):
            number, reference = numbered(draft)
            letter = draft.numbered(number, reference)
            template = self.inputs.templates[letter.template]
            language = draft.enclosure_language if self.enclosed else None
            prints = enclosures[letter.template, language] if language else ()
            for kind in sorted(letter.formats):
                name = file_name(number, letter.recipient_id, kind)
                fingerprint = fingerprints.of_letter(letter, kind, template, prints)
                own = letter.recipient_id, template.name, kind, name, language, fingerprint
                found.append(Job(*own, number, reference, place, drafts))
        return found

    def enclosure_fingerprints(self) -> dict[LayoutKey, tuple[str, ...]]:
        """The fingerprints of the enclosures by (template, language), in their order."""
        issued = self.inputs.issued.isoformat()
        return {
            (name, language): tuple(
                fingerprints.of_enclosure(part, template, issued) for part in in_the_file(parts)
            )
            for name, template in self.inputs.templates.items()
            for language, parts in self.enclosed.items()
        }

    def build(
        self, jobs: Sequence[Job], cache: BuildCache, staging: Staging, executor: Executor, monitor: Monitor
    ) -> Results:
        """Every file, verified, in the order of the jobs; what is made is noted in the cache as soon as it is verified."""
        marks = recipient_marks(_letters_of(jobs), self.strangers).put_in_order()
        release_memory()  # what composing, numbering and the order of the marks have taken
        cached = [(job, file) for job in jobs if (file := cache.file(job.name, job.fingerprint))]
        known = {job.name for job, _ in cached}
        new = _packed(job for job in jobs if job.name not in known) if known else jobs
        folder, made = staging.folder / LETTERS, Results()

        def chunks() -> Iterator[Chunk]:
            """Those to be made. What is known is taken over before, or while the first process begins."""
            certain = self._chunks(new, folder)
            if parallelism(executor) > 1:
                yield from islice(certain, 1)
            for job, file in cached:
                if taken := self._taken_over(job, file, staging, marks):
                    made.put(job.name, taken)
            if made:
                monitor.at(Phase.MAKING, len(made), len(jobs))
            yield from certain
            yield from self._chunks([job for job, _ in cached if not made.has(job.name)], folder)

        places = NumberedNames()
        for place, job in enumerate(jobs):
            places.put(_whose(job), place)
        common = CommonParts()
        for result in rendered(marks, chunks(), executor, staging.letters):
            job = jobs[places[_whose(result.outcome)]]
            made.put(job.name, self._noted(job, common.held_once(result), cache, marks))
            monitor.at(Phase.MAKING, len(made), len(jobs))
        neutral = staging.folder.with_name(f"{staging.folder.name}-neutral")

        def chunk_of(file: Expectation) -> Chunk:
            return next(self._chunks([jobs[places[_whose(file)]]], folder))

        for name, result in compared_with_neutral(made, chunk_of, neutral, executor):
            made.put(name, result)
        made.put_in_order(job.name for job in jobs)  # the verification names what is missing
        return made

    def _taken_over(
        self, job: Job, known: CachedFile, staging: Staging, marks: RecipientMarks
    ) -> RenderResult | None:
        path = next((path for path in staging.take_over(job.name) if sha256(path) == known.sha256), None)
        if path is None:
            return None
        pages = known.pages, known.cover_pages, known.enclosure_pages
        outcome = Rendered(job.recipient_id, job.format, str(path), known.sha256, *pages)
        return RenderResult(outcome, self._verified_before(job, outcome, known, marks), is_taken_over=True)

    def _verified_before(
        self, job: Job, outcome: Rendered, known: CachedFile, marks: RecipientMarks
    ) -> VerifiedLetter:
        enclosures = self.expected_enclosures[job.language] if job.language else ()
        expected = expect(job.letter, enclosures, outcome, self._template(job))
        same = known.beside == marks.digest
        verified = known.verified if same else verify_again(expected, known.verified, marks)
        return VerifiedLetter(expected, with_remainder(verified, expected))

    @staticmethod
    def _noted(job: Job, result: RenderResult, cache: BuildCache, marks: RecipientMarks) -> RenderResult:
        letter, outcome = result.verified, result.outcome
        if letter is None or not isinstance(outcome, Rendered) or letter.verified.findings:
            return result
        noted = CachedFile(
            job.fingerprint,
            outcome.sha256,
            outcome.pages,
            outcome.cover_pages,
            marks.digest,
            letter.verified,
            outcome.enclosure_pages,
        )
        cache.add(job.name, noted)
        # What the pages say is in the cache now; thousands of letters are not held in memory as well.
        return replace(result, verified=replace(letter, verified=without_texts(letter.verified)))

    @cached_property
    def expected_enclosures(self) -> Mapping[str, tuple[ExpectedEnclosure, ...]]:
        """What each enclosure has to say, by language; worked out once for all letters."""
        return {language: expected_enclosures(parts) for language, parts in self.enclosed.items()}

    def _template(self, job: Job) -> Template:
        return self.inputs.templates[job.template]

    def _chunks(self, jobs: Sequence[Job], folder: Path) -> Iterator[Chunk]:
        """Letters of one format, template and enclosures together, at most CHUNK of them."""
        alike: dict[tuple[Format, str, str], array[int]] = {}
        for at, job in enumerate(jobs):
            alike.setdefault((job.format, job.template, job.language or ""), array("L")).append(at)
        for (kind, template, language), places in sorted(alike.items(), key=lambda pair: pair[0]):
            enclosures = in_the_file(self.enclosed[language]) if language else ()
            pdfs = self.layouts.pdfs[template, language] if language and kind == "pdf" else ()
            for start in range(0, len(places), CHUNK):
                part = [jobs[at] for at in places[start : start + CHUNK]]
                letters, names = tuple(job.letter for job in part), tuple(job.name for job in part)
                yield Chunk(
                    self.inputs.templates[template],
                    letters,
                    enclosures,
                    kind,
                    str(folder),
                    names,
                    pdfs,
                    self.is_direct,
                )
