"""One measurement in a process of its own: `python one.py JOB FOLDER [COUNT]`; the result is JSON on the last line.

FOLDER holds the `workspace` and, for the plain ways, their `sources`. The clock starts before any library is loaded,
so what a library takes to load counts on both sides.
"""

from __future__ import annotations

import os
import time

clock = time.process_time if os.environ.get("BENCHMARK_CLOCK") == "processor" else time.perf_counter
START = clock()

import json  # noqa: E402  # the clock comes first
import resource  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

DOCX_BUNDLE_MOST = 250
"""docxcompose looks through the whole bundle for each letter it appends: beyond this the plain bundle is left out."""

Result = dict[str, float | int | None]


def ours(folder: Path, kind: str) -> Result:
    """The whole of `issue()`, one process, from the files of the workspace to the published mailing."""
    from datetime import UTC, datetime
    from unittest.mock import patch

    from workspace import STATEMENT

    import letterbook.usecases.issue as issuing
    from letterbook.archive.ledger import read_ledger
    from letterbook.executors import collect_garbage_less
    from letterbook.model import Chunk, Format
    from letterbook.model.order import Order
    from letterbook.pipeline import elsewhere
    from letterbook.pipeline.rendering import RenderResult, render_and_verify
    from letterbook.verification import RecipientMarks

    spans: list[tuple[float, float]] = []
    laid_out: list[bool] = []

    def timed(everybody: RecipientMarks, chunk: Chunk) -> Sequence[RenderResult]:
        begun = clock()
        made = render_and_verify(everybody, chunk)
        spans.append((begun, clock()))
        if not chunk.folder.endswith("-neutral"):  # letters to nobody, which are thrown away
            laid_out.extend(getattr(result.outcome, "is_laid_out", True) for result in made)
        return made

    collect_garbage_less()
    out = folder / "out" / f"ours-{kind}"
    formats: tuple[Format, ...] = ("docx",) if kind == "docx" else ("pdf",)
    run = issuing.Run(out, "benchmark", datetime(2021, 1, 19, tzinfo=UTC))
    with patch.object(elsewhere, "render_and_verify", timed):
        issued = issuing.issue(folder / "workspace", Order(STATEMENT, formats=formats), run)
    assert not issued.failed, issued.failed[0]
    letters_done, done = spans[-1][1], clock()
    return {
        "letters": len(read_ledger(issued.folder)),
        "letters_s": letters_done - START,
        "making_s": sum(end - begin for begin, end in spans),
        "bundle_s": done - letters_done,
        "bundle_bytes": (issued.folder / f"bundle.{kind}").stat().st_size,
        "laid_out": sum(laid_out),
    }


def plain(folder: Path, kind: str, most: int) -> Result:
    """The plain way over the sources that were prepared for it, for the first `most` letters."""
    import plain as ways

    out = folder / "out" / f"plain-{kind}"
    out.mkdir(parents=True)
    bundle = out / f"bundle.{kind}"
    begun = clock()
    letters = (ways.pdf_letters if kind == "pdf" else ways.docx_letters)(folder / "sources" / kind, out, most)
    letters_done = clock()
    if kind == "pdf":
        ways.pdf_bundle(letters, bundle)
    elif len(letters) <= DOCX_BUNDLE_MOST:
        ways.docx_bundle(letters, bundle)
    bundled = bundle.exists()
    return {
        "letters": len(letters),
        "letters_s": letters_done - START,
        "making_s": letters_done - begun,
        "bundle_s": clock() - letters_done if bundled else None,
        "bundle_bytes": bundle.stat().st_size if bundled else None,
    }


def typst(folder: Path, kind: str) -> Result:
    """All letters by Typst, in one go (`batch`, which is the bundle too) or one by one (`files`)."""
    import typst_peers

    out = folder / "out" / f"typst-{kind}"
    out.mkdir(parents=True)
    bundle = out / "bundle.pdf"
    begun = clock()
    sources = folder / "sources" / "typst"
    count = typst_peers.batch(sources, out, bundle) if kind == "batch" else typst_peers.files(sources, out)
    done = clock()
    return {
        "letters": count,
        "letters_s": done - START,
        "making_s": done - begun,
        "bundle_s": 0.0 if kind == "batch" else None,
        "bundle_bytes": bundle.stat().st_size if kind == "batch" else None,
    }


def same(folder: Path, kind: str) -> Result:
    """Compares what both sides made, letter by letter: the same pages with the same text. A comparison of unlike
    things would be worth nothing, so a difference is an error.
    """
    made = sorted((folder / "out" / f"plain-{kind}").glob(f"[0-9]*.{kind}"))
    (mailing,) = (folder / "out" / f"ours-{kind}").glob("[!.]*")
    finished = sorted((mailing / "letters").glob(f"*.{kind}"))
    for path, our in zip(made, finished, strict=False):  # the plain way may have been stopped before
        said = _other_signs(our, path) if kind == "pdf" else _other_words(our, path)
        if said:
            raise SystemExit(f"{path.name} is not the same letter on both sides:\n{said}")
    return {"letters": len(made)}


_MOST_OTHER, _MOST_CUT = 20, 40
"""Signs of “Page 1 of 1”, in any language, which ours does not print; and of the end of a running head for each “…” in its place."""


def _other_signs(our: Path, path: Path) -> str:
    """What the one file shows and the other does not: lines are broken otherwise, and what has one page only bears no number."""
    mine, theirs = (Counter("".join(_pages(file))) for file in (our, path))
    for hyphen in "-\u2010\x02\ufffe":
        mine.pop(hyphen, None)
        theirs.pop(hyphen, None)
    more, less = mine - theirs, theirs - mine
    most = _MOST_OTHER + _MOST_CUT * more.pop("…", 0)
    return f"{more} and {less}" if more or less.total() > most else ""


def _other_words(our: Path, path: Path) -> str:
    mine, theirs = _body(our), _body(path)
    return _difference(mine, theirs) if mine != theirs else ""


def _difference(mine: list[str], theirs: list[str]) -> str:
    if len(mine) != len(theirs):
        return f"{len(mine)} pages and {len(theirs)} pages"
    page, other = next(pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1])
    at = next((index for index, pair in enumerate(zip(page, other)) if pair[0] != pair[1]), 0)  # noqa: B905
    start = max(at - 30, 0)
    return f"…{page[start : at + 50]}…\n…{other[start : at + 50]}…"


def _pages(path: Path) -> list[str]:
    import pypdfium2

    return ["".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(path)]


def _body(path: Path) -> list[str]:
    """The words of the document's body; headers, footers and what Word numbers by itself are left out."""
    import docx

    texts = docx.Document(str(path)).element.body.iter("{*}t")
    return ["".join("".join(text.text or "" for text in texts).split())]


def main(job: str, folder: Path, count: str = "0") -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core, the same for all
    way, _, kind = job.partition("-")
    result: Result = {}
    if way == "prepare":
        from plain import prepare
        from workspace import make_workspace

        make_workspace(folder / "workspace", int(count))
        prepare(folder / "workspace", folder / "sources")
    elif way == "plain":
        result = plain(folder, kind, int(count))
    else:
        result = {"ours": ours, "same": same, "typst": typst}[way](folder, kind)
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    below = resource.getrusage(
        resource.RUSAGE_CHILDREN
    )  # reading what came from outside has a process of its own
    seconds = used.ru_utime + used.ru_stime + below.ru_utime + below.ru_stime
    result |= {"cpu_s": seconds, "peak_bytes": used.ru_maxrss * unit}
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
