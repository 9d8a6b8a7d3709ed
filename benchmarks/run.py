"""letterbook beside the plain ways: letters per second, peak memory and bundle size, each measured in its own process.

    python benchmarks/run.py                          25, 250 and 2,500 letters (half an hour)
    python benchmarks/run.py --quick                  25 letters
    python benchmarks/run.py --check --out table.md   exit code 1 where a target is missed

Needs what the group `bench` of pyproject.toml names. This process itself loads nothing: a child's peak memory begins
with its parent's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
FORMATS = ("pdf", "docx")
PEERS = {
    "batch": "Typst in one go, parted by pikepdf, untagged; with the bundle",
    "files": "Typst, one compiler, a file each, PDF/A-2a and PDF/UA-1; no bundle",
}
PLAIN = {"pdf": "WeasyPrint + pypdf", "docx": "docxtpl + docxcompose"}
LIBRARIES = ("weasyprint", "pypdf", "pikepdf", "python-docx", "lxml", "docxtpl", "docxcompose")
MB = 1_000_000

TARGET_SIZE, LARGE_SIZE = 250, 2500
FASTER, BUNDLE_PART, MEMORY_GROWTH = 3.0, 0.1, 1.5


@dataclass(frozen=True)
class Measured:
    """One side at one size. Seconds from the start of the process; `making_s` is the renderer's part of `letters_s`.

    `cpu_s` is the processor's time for everything, which other programs of the machine disturb less. The bundle's
    figures are None where none was made.
    """

    letters: int
    letters_s: float
    making_s: float
    bundle_s: float | None
    bundle_bytes: int | None
    cpu_s: float
    peak_bytes: int
    laid_out: int | None = None
    """Letters that were laid out, and not set into the form of another."""

    @property
    def processor_rate(self) -> float:
        """Letters a second of the processor's time, with all that was made."""
        return self.letters / self.cpu_s

    @property
    def rate(self) -> float:
        """Letters a second, their bundle aside."""
        return self.letters / self.letters_s

    @property
    def whole_rate(self) -> float | None:
        """Letters a second, their bundle and (ours) all records included."""
        return None if self.bundle_s is None else self.letters / (self.letters_s + self.bundle_s)


@dataclass(frozen=True)
class Pair:
    """Both sides at one size in one format."""

    format: str
    ours: Measured
    plain: Measured
    peers: dict[str, Measured]
    """What Typst takes, by the name of its way; for PDF, where it is there."""

    @property
    def size(self) -> int:
        return self.ours.letters

    @property
    def is_whole(self) -> bool:
        """Whether the plain way made all letters, so that sizes and sums can be compared."""
        return self.plain.letters == self.size

    @property
    def faster(self) -> float:
        """How many times as fast as the plain way."""
        return self.ours.rate / self.plain.rate

    @property
    def whole_faster(self) -> float | None:
        ours, plain = self.ours.whole_rate, self.plain.whole_rate
        return ours / plain if ours and plain else None

    @property
    def bundle_part(self) -> float | None:
        """Our bundle's bytes as a part of the plain bundle's."""
        ours, plain = self.ours.bundle_bytes, self.plain.bundle_bytes
        return ours / plain if ours and plain and self.is_whole else None


@dataclass(frozen=True)
class Target:
    """Something to reach, and what came of it; `reached` is None where it was not measured."""

    what: str
    found: str
    reached: bool | None


# --- Measuring -----------------------------------------------------------------------------------------------------


def measure(size: int, formats: Iterable[str], repeats: int, most: int) -> Iterator[Pair]:
    """Measures both sides in turns, so that a busy moment of the machine hits both, and checks that they made the same.

    The plain way to PDF is stopped after `most` letters.
    """
    with tempfile.TemporaryDirectory(prefix="letterbook-benchmark-") as name:
        folder = Path(name)
        _child("prepare", folder, str(size))
        for kind in formats:
            plain_size = str(min(size, most) if kind == "pdf" else size)
            rounds = [
                (_fresh(f"ours-{kind}", folder), _fresh(f"plain-{kind}", folder, plain_size))
                for _ in range(repeats)
            ]
            _child(f"same-{kind}", folder)
            ours, plain = zip(*rounds, strict=True)
            peers = PEERS if kind == "pdf" and find_spec("typst") else ()
            others = {name: _best(found) for name in peers if (found := _peer(name, folder, repeats))}
            yield Pair(kind, _best(ours), _best(plain), others)


def _peer(name: str, folder: Path, repeats: int) -> list[dict[str, float]]:
    """Its rounds; none where the machine has no memory for it: the batch takes 2.7 MB a letter."""
    try:
        return [_fresh(f"typst-{name}", folder) for _ in range(repeats)]
    except OutOfMemoryError as ended:
        print(f"  {ended}", file=sys.stderr, flush=True)
        return []


class OutOfMemoryError(Exception):
    """A measurement was ended by the system."""


def _best(rounds: Iterable[dict[str, float]]) -> Measured:
    """The quickest round's times; the highest peak of all rounds."""
    rounds = list(rounds)
    best = min(rounds, key=lambda figures: figures["letters_s"] + (figures["bundle_s"] or 0))
    return Measured(
        letters=int(best["letters"]),
        letters_s=best["letters_s"],
        making_s=best["making_s"],
        bundle_s=best["bundle_s"],
        bundle_bytes=int(best["bundle_bytes"]) if best["bundle_bytes"] else None,
        cpu_s=min(figures["cpu_s"] for figures in rounds),
        peak_bytes=int(max(figures["peak_bytes"] for figures in rounds)),
        laid_out=int(best["laid_out"]) if "laid_out" in best else None,
    )


def _fresh(job: str, folder: Path, *more: str) -> dict[str, float]:
    """A measurement that finds nothing of the round before: no letters, and no register."""
    shutil.rmtree(folder / "out" / job, ignore_errors=True)
    for name in ("register.sqlite", "register.sqlite.last"):
        (folder / "workspace" / name).unlink(missing_ok=True)
    return _child(job, folder, *more)


def _child(job: str, folder: Path, *more: str) -> dict[str, float]:
    environment = os.environ | {
        "PYTHONPATH": str(HERE.parent / "src")
    }  # this checkout, whatever is installed
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as all others are
    command = [sys.executable, str(HERE / "one.py"), job, str(folder), *more]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    if done.returncode == -signal.SIGKILL:
        raise OutOfMemoryError(f"{job}: ended by the system, which has no more memory")
    if done.returncode:
        raise SystemExit(f"The measurement {job} failed:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"  {job}: {json.dumps(result)}", file=sys.stderr, flush=True)
    return result


# --- Telling -------------------------------------------------------------------------------------------------------


def targets(pairs: list[Pair]) -> list[Target]:
    """The four figures to reach, and whether they were."""
    by_key = {(pair.format, pair.size): pair for pair in pairs}
    found = [_speed(by_key.get((kind, TARGET_SIZE)), kind) for kind in FORMATS]
    pdf = by_key.get(("pdf", TARGET_SIZE))
    part = pdf.bundle_part if pdf else None
    found.append(
        Target(
            f"PDF bundle of {TARGET_SIZE} letters: at most a tenth of the plain bundle's bytes",
            f"{part:.1%}" if part else "not measured",
            part <= BUNDLE_PART if part else None,
        )
    )
    return found + [
        _memory(by_key.get((kind, TARGET_SIZE)), by_key.get((kind, LARGE_SIZE)), kind) for kind in FORMATS
    ]


def _speed(pair: Pair | None, kind: str) -> Target:
    what = f"{kind.upper()}, {TARGET_SIZE} letters: {FASTER:.0f} times as fast as {PLAIN[kind]}, or better"
    if pair is None or pair.whole_faster is None:
        return Target(what, "not measured", None)
    found = f"{pair.faster:.1f} times; with the bundle {pair.whole_faster:.1f} times"
    return Target(what, found, min(pair.faster, pair.whole_faster) >= FASTER)


def _memory(small: Pair | None, large: Pair | None, kind: str) -> Target:
    what = f"{kind.upper()}: peak memory at {LARGE_SIZE:,} letters at most {MEMORY_GROWTH} times that at {TARGET_SIZE}"
    if small is None or large is None:
        return Target(what, "not measured", None)
    growth = large.ours.peak_bytes / small.ours.peak_bytes
    return Target(what, f"{growth:.2f} times", growth <= MEMORY_GROWTH)


def report(pairs: list[Pair]) -> str:
    """Everything in Markdown."""
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [
        f"One core, seconds of the {os.environ['BENCHMARK_CLOCK']} clock. Python {platform.python_version()}, {versions}.",
        "",
        "| letters | format | way | letters/s | with bundle | letters, s | of it making, s | bundle, s | processor, s | bundle, MB | peak, MB |",
        "|--:|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for pair in pairs:
        lines += [_row(pair, "letterbook", pair.ours), _row(pair, PLAIN[pair.format], pair.plain)]
    lines += [
        "",
        "| letters | format | times as fast | with bundle | by processor | making alone | bundle's bytes | peak memory |",
        "|--:|---|--:|--:|--:|--:|--:|--:|",
        *map(_ratios, pairs),
        "",
        "| target | found | |",
        "|---|---|---|",
    ]
    lines[-2:-2] = [*_quick_ways(pairs), ""]
    stopped = [pair for pair in pairs if not pair.is_whole]
    if stopped:
        most = stopped[0].plain.letters
        lines[1:1] = [
            f"Of more than {most:,} letters the plain way to PDF made the first {most:,}; its rates are of those."
        ]
    said = {True: "reached", False: "**missed**", None: ""}
    return (
        "\n".join(
            lines
            + [f"| {target.what} | {target.found} | {said[target.reached]} |" for target in targets(pairs)]
        )
        + "\n"
    )


def _quick_ways(pairs: list[Pair]) -> Iterator[str]:
    """How letterbook stands beside Typst by the processor's time for everything, and how many letters were set into a form."""
    yield "| letters | way | letters a processor second | letterbook | set into a form |"
    yield "|--:|---|--:|--:|--:|"
    for pair in pairs:
        ours = pair.ours
        share = "–" if ours.laid_out is None else f"{1 - ours.laid_out / ours.letters:.1%}"
        for name, peer in pair.peers.items():
            ratio = ours.processor_rate / peer.processor_rate
            yield (
                f"| {pair.size:,} | {PEERS[name]} | {peer.processor_rate:.0f} | "
                f"{ours.processor_rate:.0f}, {ratio:.2f} times | {share} |"
            )


def _row(pair: Pair, way: str, measured: Measured) -> str:
    cells = [
        f"{measured.letters:,}",
        pair.format.upper(),
        way,
        f"{measured.rate:.1f}",
        _number(measured.whole_rate),
        f"{measured.letters_s:.1f}",
        f"{measured.making_s:.1f}",
        _number(measured.bundle_s),
        f"{measured.cpu_s:.1f}",
        _number(measured.bundle_bytes / MB if measured.bundle_bytes else None, 2),
        f"{measured.peak_bytes / MB:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _ratios(pair: Pair) -> str:
    ours, plain = pair.ours, pair.plain
    cells = [
        f"{pair.size:,}",
        pair.format.upper(),
        f"{pair.faster:.1f}",
        _number(pair.whole_faster),
        _number(plain.cpu_s / ours.cpu_s if pair.whole_faster and pair.is_whole else None),
        f"{plain.making_s / plain.letters * ours.letters / ours.making_s:.1f}",
        f"{pair.bundle_part:.0%}" if pair.bundle_part else "–",
        f"{ours.peak_bytes / plain.peak_bytes:.0%}" if pair.is_whole else "–",
    ]
    return f"| {' | '.join(cells)} |"


def _number(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


# --- The command line ----------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="25,250,2500", help="how many letters, parted by commas")
    parser.add_argument("--formats", default=",".join(FORMATS), help="pdf, docx or both")
    parser.add_argument(
        "--repeats",
        type=int,
        help="rounds at each size; the quickest counts (3 to 25 letters, 2 to 250, else 1)",
    )
    parser.add_argument(
        "--plain-most", type=int, default=500, help="stop the plain way to PDF after so many letters"
    )
    parser.add_argument("--quick", action="store_true", help="25 letters, one round")
    parser.add_argument("--out", type=Path, help="write the tables into this file too")
    parser.add_argument("--check", action="store_true", help="exit code 1 where a target is missed")
    parser.add_argument(
        "--clock",
        choices=("wall", "processor"),
        default="wall",
        help="processor: where others use the machine",
    )
    asked = parser.parse_args()
    os.environ["BENCHMARK_CLOCK"] = asked.clock
    sizes = [25] if asked.quick else [int(size) for size in asked.sizes.split(",")]
    pairs: list[Pair] = []
    for size in sizes:
        repeats = 1 if asked.quick else asked.repeats or (3 if size <= 25 else 2 if size <= 250 else 1)
        pairs += measure(size, asked.formats.split(","), repeats, asked.plain_most)
    text = report(pairs)
    print(text)
    if asked.out:
        asked.out.write_text(text, "utf-8")
    missed = [target for target in targets(pairs) if target.reached is False]
    for target in missed:
        print(f"Missed: {target.what}; found {target.found}.", file=sys.stderr)
    return 1 if asked.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
