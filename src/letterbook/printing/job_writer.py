"""A print job's files: piles, copies, enclosures, each file with its separators, and a cover sheet that adds them up."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from letterbook.archive.layout import MANIFEST, sha256
from letterbook.archive.print_job import (
    ALL_PILES,
    COVER_SHEET,
    FileKind,
    PrintedFile,
    PrintedPart,
    PrintJob,
    Separator,
    write_job,
)
from letterbook.archive.sheet_code import SheetCode, check_character, edition_of, key_of_mailing
from letterbook.archive.sheet_marks import Marks, marks_of_sheet
from letterbook.language.copy_marks import copy_mark
from letterbook.language.countries import country_name
from letterbook.language.language_names import language_name
from letterbook.language.print_words import names_language, print_language, print_words
from letterbook.model.print_order import CopyKind, PrintOrder
from letterbook.model.progress import Monitor, Phase
from letterbook.pdf import Form, LetterLabel, Overlay, PdfBundle, page_size
from letterbook.printing.code_corner import covered_corners
from letterbook.printing.code_drawing import drawn_code
from letterbook.printing.edge_marks import drawn_marks, refuse_covered_edge, with_marks
from letterbook.printing.file_names import file_slug
from letterbook.printing.job_papers import PostMaker, papers_table, write_papers
from letterbook.printing.job_sides import sides_of
from letterbook.printing.letter_spans import letter_spans
from letterbook.printing.piles import Pile, in_volumes, piles_of
from letterbook.printing.posted_letters import PostedEnclosure, PostedLetter, PostedMailing, sheets_of
from letterbook.render.pdf.print_papers import Paper, PaperPrinter, Table
from letterbook.steps import begin_step

_ON_SEPARATOR, _ON_COVER_SHEET = 8, 4
"""How many runs of numbers are said of a file: so many that the sheet stays one, and the table short."""


@dataclass(frozen=True)
class PrintRoom:
    """Whose job it is: the office's name, its language, the ISO date of the job, and its fonts for further scripts."""

    office: str
    language: str
    created: str
    papers: PaperPrinter


def write_print_job(
    folder: Path,
    mailing: PostedMailing,
    letters: Sequence[PostedLetter],
    order: PrintOrder,
    room: PrintRoom,
    monitor: Monitor,
    post: PostMaker | None = None,
) -> PrintJob:
    """Writes the job's files into an empty folder, and what stands in them into its record. `letters` are those meant; `post` makes
    what goes to the post with them, where the order asks for it.
    """
    if order.with_marks:
        refuse_covered_edge(mailing, letters, alone=order.enclosures_apart, is_duplex=order.is_duplex)
    writer = _Writer(folder, mailing, order, room, monitor)
    files = [*writer.piles(letters), *writer.enclosures(letters), *writer.copies(letters)]
    piles = [file for file in files if file.kind == "piles" and file.path != ALL_PILES]
    papers, without_paper = write_papers(folder, piles, letters, post) if post else ((), ())
    alone = order.enclosures_apart
    covered = covered_corners(mailing, letters, alone=alone) if order.with_codes else ()
    job = PrintJob(
        mailing.name,
        sha256(mailing.folder / MANIFEST),
        order.is_duplex,
        order.with_codes,
        order.enclosures_apart,
        tuple(letter.number for letter in letters),
        tuple(files),
        papers,
        without_paper,
        tuple(covered),
        order.with_marks,
    )
    (folder / COVER_SHEET).write_bytes(room.papers.printed(_cover_sheet(mailing, job, order, room)))
    write_job(folder, job)
    return job


@dataclass(frozen=True)
class _EnclosureCopy:
    """An enclosure as one letter has it: `part` is its place in the letter, from 1."""

    enclosure: PostedEnclosure
    letter: PostedLetter
    part: int

    @property
    def kind(self) -> tuple[str, str, int]:
        """What it has in common with those that lie in one pile with it."""
        return self.letter.template, self.letter.language, self.part


@dataclass
class _Writer:
    folder: Path
    mailing: PostedMailing
    order: PrintOrder
    room: PrintRoom
    monitor: Monitor
    _words: Mapping[str, str] = field(init=False)
    _key: str = field(init=False)
    _sizes: dict[tuple[str, str], tuple[float, float]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._words = print_words(self.room.language)
        self._key = key_of_mailing(self.mailing.name)

    # --- Piles ---------------------------------------------------------------------------------------------------

    def piles(self, letters: Sequence[PostedLetter]) -> Iterator[PrintedFile]:
        """The letters, each once."""
        piles, done = piles_of(self.mailing, letters, self.order), 0
        every = self._file("piles", ALL_PILES, self.mailing.name) if self.order.in_one_file else None
        for pile in piles:
            self.monitor.at(Phase.BUNDLING, done, len(letters))
            title = self.title(pile)
            file = self._file("piles", f"piles/{self._name(pile, piles[-1].number)}.pdf", title)
            for target in filter(None, (file, every)):
                target.separate(title, self._separator(pile, piles[-1].number), self._pile_code(pile))
                for letter in pile.letters:
                    target.letter(letter, self._overlays(letter, target.letter_sheets))
            yield file.written()
            done += len(pile.letters)
        if every:
            yield every.written()
        self.monitor.at(Phase.BUNDLING, len(letters), len(letters))

    def title(self, pile: Pile) -> str:
        """What a pile is called on its separator: what its letters have in common."""
        return " · ".join(self._value(by, value) for by, value in pile.keys) or self._words["all"]

    def _value(self, by: str, value: str) -> str:
        if not value:
            return self._words["unknown"]
        if by == "sheets":
            return self._words["sheets_of"].format(value=value)
        if by == "language":
            return language_name(value, names_language(self.room.language))
        if by == "country":
            return country_name(value, names_language(self.room.language))
        return self._words.get(f"{by}_{value}", value)

    def _name(self, pile: Pile, piles: int) -> str:
        parts = [f"{pile.number:0{max(2, len(str(piles)))}d}", *(file_slug(value) for _, value in pile.keys)]
        volume = [f"volume-{pile.volume}"] if pile.volumes > 1 else []
        return "-".join(filter(None, [*parts, *volume]))

    def _separator(self, pile: Pile, piles: int) -> Paper:
        words = self._words
        lines = [words["pile"].format(number=pile.number, of=piles)]
        if pile.volumes > 1:
            lines.append(words["volume"].format(number=pile.volume, of=pile.volumes))
        lines.append(words["duplex" if self.order.is_duplex else "simplex"])
        return self._paper(
            self.title(pile),
            (self.mailing.name, " · ".join(lines)),
            (
                (words["letters"], f"{len(pile.letters)}"),
                (words["sheets"], f"{pile.sheets}"),
                (words["numbers"], self._spans(pile.letters)),
            ),
        )

    def _spans(self, letters: Sequence[PostedLetter]) -> str:
        return letter_spans(letters, _ON_SEPARATOR, self.room.language)

    def _pile_code(self, pile: Pile) -> str | None:
        if not self.order.with_codes:
            return None
        said = f"{self._key}-P{pile.number}-{pile.volume}-{pile.volumes}-"
        return said + check_character(said)

    def _overlays(self, letter: PostedLetter, before: int) -> list[Overlay | None]:
        """What is drawn over the letter's pages; `before` are the sheets of letters that stand before it in the file."""
        alone = self.order.enclosures_apart
        sides = list(sides_of(letter.parts[:1] if alone else letter.parts, is_duplex=self.order.is_duplex))
        drawn: list[Overlay | None] = [None] * len(sides)
        if self.order.with_codes:
            drawn = self._codes(letter, sides)
        if not self.order.with_marks:
            return drawn
        size = self._size(letter)
        return [
            code if is_back else with_marks(code, drawn_marks(self._marks(sheet, sides, before), size))
            for code, (sheet, is_back) in zip(drawn, sides, strict=True)
        ]

    def _codes(self, letter: PostedLetter, sides: Sequence[tuple[int, bool]]) -> list[Overlay | None]:
        """A code for each page that is the front of a sheet, and for the back of a sheet of the letter itself."""
        sheets = sides[-1][0]
        edition = edition_of(letter.sha256)
        return [
            drawn_code(
                str(
                    SheetCode(
                        self._key, letter.number, sheet, sheets, edition, is_back, not self.order.is_duplex
                    )
                )
            )
            if not is_back or at < letter.cover_pages
            else None
            for at, (sheet, is_back) in enumerate(sides)
        ]

    def _marks(self, sheet: int, sides: Sequence[tuple[int, bool]], before: int) -> Marks:
        return marks_of_sheet(before + sheet - 1, is_first=sheet == 1, is_last=sheet == sides[-1][0])

    def _size(self, letter: PostedLetter) -> tuple[float, float]:
        """Width and height of the letter's pages in mm; letters of a template and a window have one paper."""
        kind = letter.template, letter.window
        if kind not in self._sizes:
            self._sizes[kind] = page_size(self.mailing.folder / (letter.pdf or ""))
        return self._sizes[kind]

    # --- Enclosures ----------------------------------------------------------------------------------------------

    def enclosures(self, letters: Sequence[PostedLetter]) -> Iterator[PrintedFile]:
        """Each enclosure as often as letters have it, where they lie apart; in no file more sheets than asked for."""
        if not self.order.enclosures_apart:
            return
        copies = sorted(
            (
                _EnclosureCopy(enclosure, letter, part)
                for letter in letters
                for part, enclosure in enumerate(letter.enclosures, start=1)
            ),
            key=lambda copy: (*copy.kind, copy.letter.number),
        )
        counts = [sheets_of(copy.enclosure.pages, is_duplex=self.order.is_duplex) for copy in copies]
        for suffix, _, volume in self._volumes(counts):
            file = self._file("enclosures", f"enclosures/enclosures{suffix}.pdf", self._words["enclosures"])
            for _, alike in groupby((copies[at] for at in volume), lambda copy: copy.kind):
                same = list(alike)
                file.separate(same[0].enclosure.title, self._enclosure_separator(same), None)
                for copy in same:
                    file.letter(copy.letter, [], part=copy.part)
            yield file.written()

    def _enclosure_separator(self, same: Sequence[_EnclosureCopy]) -> Paper:
        enclosure, (template, language, _), words = same[0].enclosure, same[0].kind, self._words
        sheets = len(same) * sheets_of(enclosure.pages, is_duplex=self.order.is_duplex)
        what = f"{words['enclosures']} · {self._value('language', language)} · {template}"
        facts = (words["copies"], f"{len(same)}"), (words["sheets"], f"{sheets}")
        return self._paper(enclosure.title, (self.mailing.name, what), facts)

    def _volumes(self, counts: Sequence[int]) -> Iterator[tuple[str, list[str], Sequence[int]]]:
        """What is counted in sheets, in parts that are not too long for a file: what the file's name ends with, what the separator
        says of the part, and the places of what is in it.
        """
        volumes = list(in_volumes(counts, self.order.most_sheets))
        for number, volume in enumerate(volumes, start=1):
            if len(volumes) == 1:
                yield "", [], volume
            else:
                said = self._words["volume"].format(number=number, of=len(volumes))
                yield f"-volume-{number}", [said], volume

    # --- Copies --------------------------------------------------------------------------------------------------

    def copies(self, letters: Sequence[PostedLetter]) -> Iterator[PrintedFile]:
        """The copies that were asked for, each with its mark, in files of at most so many sheets."""
        for kind in dict.fromkeys(self.order.copies):
            marked = [(letter, mark) for letter in letters for mark in marks_of(letter, kind)]
            counts = [letter.sheets(is_duplex=self.order.is_duplex) for letter, _ in marked]
            title = self._words[f"copies_{kind}"]
            for suffix, several, volume in self._volumes(counts):
                file = self._file("copies", f"copies/{kind}{suffix}.pdf", title)
                meant = [marked[at] for at in volume]
                paper = self._paper(
                    title,
                    (self.mailing.name, *several),
                    (
                        (self._words["copies"], f"{len(meant)}"),
                        (self._words["sheets"], f"{sum(counts[at] for at in volume)}"),
                        (self._words["numbers"], self._spans([letter for letter, _ in meant])),
                    ),
                )
                file.separate(title, paper, None)
                for letter, mark in meant:
                    file.letter(letter, self._marked(letter, mark), copy_for=mark)
                yield file.written()

    def _marked(self, letter: PostedLetter, mark: str) -> list[Overlay | None]:
        """The mark on the first page of the letter and of each enclosure."""
        begins = {0, *(enclosure.first for enclosure in letter.enclosures)}
        overlay = _mark_overlay(self.room.papers, mark, letter.language, *self._size(letter))
        return [overlay if at in begins else None for at in range(letter.pages)]

    # --- Files ---------------------------------------------------------------------------------------------------

    def _file(self, kind: FileKind, path: str, title: str) -> _File:
        return _File(self, kind, path, title)

    def _paper(self, title: str, above: tuple[str, ...], facts: tuple[tuple[str, str], ...]) -> Paper:
        return Paper(
            title, print_language(self.room.language), self.room.office, self.room.created, above, facts
        )


class _File:
    """One file while its letters come in."""

    def __init__(self, writer: _Writer, kind: FileKind, path: str, title: str) -> None:
        self._writer, self._kind, self._path, self._title = writer, kind, path, title
        self._is_duplex = writer.order.is_duplex
        said = f"{title} · {writer.mailing.name}"
        language = print_language(writer.room.language)
        self._bundle = PdfBundle(
            said,
            writer.room.office,
            language,
            writer.room.created,
            is_duplex=self._is_duplex,
            is_passing=True,
        )
        self._separators: list[Separator] = []
        self._parts: list[PrintedPart] = []
        self._sheets = 0
        self.letter_sheets = 0
        """Without separators."""

    def separate(self, title: str, paper: Paper, qr: str | None) -> None:
        """Lays a sheet before what follows."""
        page = self._writer.room.papers.printed(paper)
        overlays = [drawn_code(qr)] if qr else ()
        placed = self._bundle.add(io.BytesIO(page), LetterLabel("", "—", title), overlays=overlays, most=1)
        self._separators.append(Separator(placed.first, title))
        self._sheets += placed.sheets

    def letter(
        self,
        letter: PostedLetter,
        overlays: Sequence[Overlay | None],
        *,
        part: int | None = None,
        copy_for: str | None = None,
    ) -> None:
        """Takes a letter in, or a part of it."""
        if part is None and self._writer.order.enclosures_apart and self._kind == "piles":
            part = 0
        assert letter.pdf is not None
        begin_step(self._path, is_letter=True)
        path = self._writer.mailing.folder / letter.pdf
        called = LetterLabel(letter.reference, f"{letter.number:04d}", letter.addressee)
        placed = self._bundle.add(path, called, *letter.parts, only=part, overlays=overlays)
        self._parts.append(
            PrintedPart(
                letter.number, letter.recipient_id, part, placed.first, placed.last, placed.sheets, copy_for
            )
        )
        self._sheets += placed.sheets
        self.letter_sheets += placed.sheets

    def written(self) -> PrintedFile:
        """The file on the disk, and what stands in it."""
        begin_step(self._path, letters=len(self._parts))
        target = self._writer.folder / self._path
        target.parent.mkdir(exist_ok=True)
        pages = self._bundle.pages
        self._bundle.write(target)
        return PrintedFile(
            self._path,
            self._kind,
            self._title,
            pages,
            self._sheets,
            tuple(self._separators),
            tuple(self._parts),
        )


def marks_of(letter: PostedLetter, kind: CopyKind) -> list[str]:
    """The marks of the copies of this kind that there are of the letter, in its language."""
    if kind == "cc":
        return [copy_mark(kind, letter.language, name) for name in letter.copies_to]
    return [copy_mark(kind, letter.language)] * (letter.copies - 1 if kind == "further" else 1)


@lru_cache(maxsize=200)
def _mark_overlay(papers: PaperPrinter, mark: str, language: str, width: float, height: float) -> Overlay:
    form = Form(file=papers.mark(mark, language, width, height))
    return Overlay(b"/OverMark Do", {"OverMark": form}, is_common=True)


def _cover_sheet(mailing: PostedMailing, job: PrintJob, order: PrintOrder, room: PrintRoom) -> Paper:
    """What lies in which file, and that it is all: the sums, and those of the ledger."""
    words = print_words(room.language)
    letters = {letter.number: letter for letter in mailing.printed}

    def table(kind: FileKind, title: str) -> Table | None:
        return _table(job.of_kind(kind), letters, room.language, words[title])

    tables = (
        table("piles", "letters"),
        table("enclosures", "enclosures"),
        table("copies", "copies"),
        papers_table(job.papers, room.language),
    )
    meant = set(job.numbers)
    printed = [letter for letter in mailing.printed if letter.number in meant]
    piled = Counter[str]()
    for file in (*job.of_kind("piles"), *job.of_kind("enclosures")):
        piled["sheets"] += file.letter_sheets
        piled["separators"] += len(file.separators)
    facts: tuple[tuple[str, str], ...] = (
        (words["letters"], f"{len(printed)}"),
        (words["sheets"], f"{piled['sheets']}"),
        (words["separators"], f"{piled['separators']}"),
        (
            words["ledger"],
            f"{len(printed)} / {sum(each.sheets(is_duplex=order.is_duplex) for each in printed)}",
        ),
    )
    unprinted = len(mailing.letters) - len(mailing.printed)
    if unprinted:
        facts = (*facts, (words["not_printed"], f"{unprinted}"))
    if job.papers and job.without_paper:
        facts = (*facts, (words["without_paper"], f"{len(job.without_paper)}"))
    above = (mailing.name, words["duplex" if order.is_duplex else "simplex"])
    language = print_language(room.language)
    return Paper(words["job"], language, room.office, room.created, above, facts, tuple(filter(None, tables)))


def _table(
    files: Sequence[PrintedFile], letters: Mapping[int, PostedLetter], language: str, title: str
) -> Table | None:
    if not files:
        return None
    words = print_words(language)
    columns = (words["file"], title, words["numbers"], words["sheets"], words["separators"])
    rows = [
        (
            f"{file.path} — {file.title}",
            f"{len(file.parts)}",
            letter_spans([letters[part.number] for part in file.parts], _ON_COVER_SHEET, language),
            f"{file.letter_sheets}",
            f"{len(file.separators)}",
        )
        for file in files
    ]
    total = (
        words["sum"],
        f"{sum(len(file.parts) for file in files)}",
        "",
        f"{sum(file.letter_sheets for file in files)}",
        f"{sum(len(file.separators) for file in files)}",
    )
    return Table(columns, ("", "count", "numbers", "count", "count"), (*rows, total), title, has_total=True)
