"""What goes to the post with the letters of a print job, in the order of its piles: envelopes, labels, lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from letterbook.archive.print_job import PaperKind, PrintedFile, PrintedPaper
from letterbook.language.print_words import print_words
from letterbook.printing.post_papers import WITHOUT_PAPER, PostPapers
from letterbook.printing.posted_letters import PostedLetter
from letterbook.render.pdf.print_papers import Table

POST = "post"
"""Their folder in that of the job."""
PostMaker = Callable[[Sequence[PostedLetter], Mapping[str, int | str]], PostPapers]
"""Makes them for letters in their order, each of which is signed at a place of the piles, by reference."""


def write_papers(
    folder: Path, piles: Sequence[PrintedFile], letters: Sequence[PostedLetter], make: PostMaker
) -> tuple[tuple[PrintedPaper, ...], tuple[int, ...]]:
    """Writes the papers into the job's folder; what they are, and the letters that need none."""
    by_number = {letter.number: letter for letter in letters}
    piled = [by_number[part.number] for file in piles for part in file.parts]
    made = make(piled, _signed_at(piles, by_number))
    (folder / POST).mkdir()
    for name, content in made.files.items():
        (folder / POST / name).write_bytes(content)
    without = tuple(letter.number for letter in piled if letter.way in WITHOUT_PAPER)
    return tuple(_papers(made, {letter.reference: letter.number for letter in letters})), without


def _signed_at(piles: Sequence[PrintedFile], letters: Mapping[int, PostedLetter]) -> dict[str, int | str]:
    """Where each letter is signed: the pile's file, and the last page of the letter there."""
    return {
        letters[part.number].reference: f"{Path(file.path).stem}: "
        f"{part.first_page + letters[part.number].cover_pages - 1}"
        for file in piles
        for part in file.parts
    }


def _papers(made: PostPapers, numbers: Mapping[str, int]) -> Iterator[PrintedPaper]:
    for name, file in made.addressed.items():
        kind: PaperKind = "envelopes" if name.startswith("envelopes") else "labels"
        there, left_out = (
            tuple(numbers[reference] for reference in references)
            for references in (file.references, [unfit.reference for unfit in file.unfit])
        )
        yield PrintedPaper(f"{POST}/{name}", kind, there, left_out, file.pages)
    for name in made.files:
        if name not in made.addressed:
            yield PrintedPaper(f"{POST}/{name}", "lists", (), (), 0)


def papers_table(papers: Sequence[PrintedPaper], language: str) -> Table | None:
    """Envelopes and labels on the cover sheet, each with the letters that it has and lacks."""
    words = print_words(language)
    rows = tuple(
        (paper.path, f"{len(paper.numbers)}", f"{len(paper.left_out)}", f"{paper.sheets}")
        for paper in papers
        if paper.kind != "lists"
    )
    if not rows:
        return None
    columns = (words["file"], words["letters"], words["left_out"], words["sheets"])
    return Table(columns, ("", "count", "count", "count"), rows, words["papers"])
