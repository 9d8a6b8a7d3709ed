"""Makes generated letters both ways and reads them back both ways: `python benchmarks/both_ways.py [COUNT] [--seed N] [--word]`.

Each letter that was set into the form of another is laid out by itself too: the two files have to be the same bytes, and so the same
pixels, texts, fonts and tags. Each is verified in part and in full: the two have to find the same, which is nothing unless a name is wider than
its window, and to have read the same texts. The letters are those of the example in both of its languages, to addressees of made-up syllables who stand
in address, salutation, running heads and running text. 2,000 letters take a quarter of an hour; the exit code is 1 after a difference.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from workspace import ROOT, STATEMENT, make_workspace

sys.path.insert(0, str(ROOT / "src"))

SYLLABLES = (
    *(
        "ba",
        "dor",
        "fi",
        "fla",
        "gru",
        "AV",
        "To",
        "We",
        "ki",
        "lumm",
        "ne",
        "o’",
        "ry",
        "sta",
        "ffi",
        "tz",
        "x-y",
    ),
    *("é", "ñu", "ø", "ß", "ł", "ş", "ğı", "ə", "Ž", "ija", "ква", "дем", "ё"),
)


def name(choose: random.Random) -> str:
    """A few words of nobody; most in one script."""
    letters = SYLLABLES[:17] if choose.random() < 0.7 else SYLLABLES
    words = ["".join(choose.choices(letters, k=choose.randint(1, 4))) for _ in range(choose.randint(1, 6))]
    return " ".join(word[0].upper() + word[1:] for word in words)


def letters(count: int, choose: random.Random, prepared: Any) -> Iterator[Any]:
    """So many letters, of each draft in turns."""
    for number in range(1, count + 1):
        draft = prepared.drafts[number % len(prepared.drafts)]
        reference = f"1-{number:04}/2021"
        letter, who = draft.numbered(number, reference), name(choose)
        *body, last = letter.body
        words = replace(last.children[0], text=f"{who}: {last.children[0].text}")
        last = replace(last, children=(words, *last.children[1:]))
        yield replace(
            letter,
            recipient_id=f"generated-{number}",
            recipient_name=who,
            address=(who, *letter.address[1:]),
            salutation=f"{letter.salutation.rstrip(',')} {who},",
            body=(*body, last),
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--word", action="store_true", help="Word letters, each with its enclosure")
    asked = parser.parse_args()
    from letterbook.model.order import Order
    from letterbook.model.progress import UNWATCHED
    from letterbook.pipeline.prepare import prepare_mailing

    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        make_workspace(workspace, 47)
        order = Order(STATEMENT, formats=("docx" if asked.word else "pdf",))
        prepared = prepare_mailing(workspace, order, UNWATCHED)
    made = letters(asked.count, random.Random(asked.seed), prepared)
    counted = (compared_word if asked.word else compared)(prepared, made)
    print(", ".join(f"{what}: {number}" for what, number in counted.items()))
    return 1 if counted["another file"] or counted["another verdict"] else 0


COUNTED = "laid out", "set into a form", "too wide both ways", "another file", "another verdict"
TOO_WIDE = {"outside-window", "wrong-address", "not-the-address"}
"""What is found of a name that is wider than the window; `check` refuses it before it comes so far."""


def compared(prepared: Any, made: Iterator[Any]) -> Counter[str]:
    """How many letters were laid out and set into a form, and how many of the latter were otherwise than laid out, or than read in full."""
    from letterbook.archive.expectation import expect
    from letterbook.model import Rendered
    from letterbook.render.pdf import letter_renderer
    from letterbook.verification.pdf_letter import verify_pdf
    from letterbook.verification.recipient_leaks import NOBODY

    counted = Counter[str](dict.fromkeys(COUNTED, 0))
    for letter in made:
        template = prepared.inputs.templates[letter.template]
        setter = letter_renderer._page_setter(template)  # noqa: SLF001
        one = setter.whole(letter, ())
        counted["laid out" if one.is_laid_out else "set into a form"] += 1
        digest = hashlib.sha256(one.data).hexdigest()
        rendered = Rendered(letter.recipient_id, "pdf", "", digest, one.pages, one.cover_pages)
        expected = expect(letter, (), rendered, template)
        part = verify_pdf(one.data, expected, NOBODY, in_full=one.is_laid_out)
        full = verify_pdf(one.data, expected, NOBODY)
        codes = {found.code for found in full.findings}
        is_too_wide = "outside-window" in codes and codes <= TOO_WIDE
        counted["too wide both ways"] += is_too_wide
        if (codes and not is_too_wide) or (part.findings, part.texts, part.pages) != (
            full.findings,
            full.texts,
            full.pages,
        ):
            counted["another verdict"] += 1
            print(f"{letter.reference}: {full.findings or part.findings}", file=sys.stderr)
        if not one.is_laid_out and setter.whole(letter, (), is_direct=True).data != one.data:
            counted["another file"] += 1
            print(f"{letter.reference} to {letter.recipient_name} is another file laid out.", file=sys.stderr)
    return counted


def compared_word(prepared: Any, made: Iterator[Any]) -> Counter[str]:
    """The same of Word letters."""
    from letterbook.archive.expectation import expect, expected_enclosures
    from letterbook.model import Chunk
    from letterbook.render.docx import render
    from letterbook.verification.docx_letter import verify_docx
    from letterbook.verification.recipient_leaks import NOBODY

    counted = Counter[str](dict.fromkeys(COUNTED, 0))
    enclosed = {
        language: (parts, expected_enclosures(parts)) for language, parts in prepared.builder.enclosed.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        for letter in made:
            template = prepared.inputs.templates[letter.template]
            parts, wanted = enclosed[letter.language]
            ways: list[tuple[Any, bytes]] = []
            for name, is_direct in (("set.docx", False), ("alone.docx", True)):
                chunk = Chunk(template, (letter,), parts, "docx", folder, (name,), (), is_direct)
                ways += [(rendered, Path(folder, name).read_bytes()) for rendered in render(chunk)]
            (rendered, one), (_, alone) = ways
            counted["laid out" if rendered.is_laid_out else "set into a form"] += 1
            expected = expect(letter, wanted, rendered, template)
            part, full = (verify_docx(one, expected, NOBODY, in_full=in_full) for in_full in (False, True))
            if full.findings or part != full:
                counted["another verdict"] += 1
                print(f"{letter.reference}: {full.findings or part.findings}", file=sys.stderr)
            if one != alone:
                counted["another file"] += 1
                print(
                    f"{letter.reference} to {letter.recipient_name} is another file alone.", file=sys.stderr
                )
    return counted


if __name__ == "__main__":
    sys.exit(main())
