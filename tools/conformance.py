"""Lets veraPDF judge PDF files by PDF/A-2a and PDF/UA-1: `python tools/conformance.py [FILE ...]`.

Without files it makes what the program makes: the example mailing, a letter of each template in each of its languages,
and 80 letters, all with their bundles, and a print job with envelopes, labels and lists. The exit code is 1 where a file is refused, or where there is none.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
STATEMENT = "january-20"
PROFILES = ("2a", "ua1")
MANY = 80
_VERDICT = re.compile(r"^(PASS|FAIL) (.+) (?:2a|ua1)$")


def verapdf() -> Path:
    """The judge, fetched where it is not there yet. Raises CalledProcessError where it cannot be had."""
    fetch = ["sh", str(ROOT / "tools" / "verapdf.sh")]
    done = subprocess.run(fetch, check=True, stdout=subprocess.PIPE, text=True)
    return Path(done.stdout.strip())


def refusals(jar: Path, files: Sequence[Path]) -> list[str]:
    """A line for each file and profile that is not met, with the clauses that are broken.

    One Java for all files of a profile, both at once. A file without a verdict is refused.
    """
    with ThreadPoolExecutor() as judges:
        judged = list(judges.map(lambda profile: _judged(jar, files, profile), PROFILES))
    return [
        f"{file} is not {profile}: {found}"
        for profile, verdicts in zip(PROFILES, judged, strict=True)
        for file in files
        if (found := verdicts.get(str(file), "no verdict"))
    ]


def _judged(jar: Path, files: Sequence[Path], profile: str) -> dict[str, str]:
    command = ["java", "-cp", str(jar), "org.verapdf.apps.GreenfieldCliWrapper"]
    command += ["--flavour", profile, "--format", "text", "--verbose", *map(str, files)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    return dict(_verdicts(done.stdout))


def _verdicts(output: str) -> Iterator[tuple[str, str]]:
    """Each file, and the clauses that it breaks; "" where there are none."""
    name, broken, passed = "", list[str](), True
    for line in [*output.splitlines(), "PASS end 2a"]:
        verdict = _VERDICT.match(line)
        if verdict is None:
            broken.append(line.split()[-1])
            continue
        if name:
            yield name, "" if passed else ", ".join(broken) or "refused"
        passed, name, broken = verdict[1] == "PASS", verdict[2], []


# --- What the program makes ------------------------------------------------------------------------------------------


def issue(workspace: Path) -> list[Path]:
    """All PDF files of the example's mailing in this workspace."""
    from letterbook.model.order import Order
    from letterbook.usecases.issue import Run
    from letterbook.usecases.issue import issue as issue_mailing

    run = Run(workspace / "out", "conformance", datetime(2021, 1, 19, tzinfo=UTC))
    issued = issue_mailing(workspace, Order(STATEMENT, formats=("pdf",)), run)
    return sorted(issued.folder.rglob("*.pdf"))


def printed(workspace: Path) -> list[Path]:
    """All PDF files of a print job of the example's mailing, which was issued there: piles, enclosures, copies, envelopes, labels, lists."""
    from letterbook import open_office
    from letterbook.model.post import PostOrder
    from letterbook.model.print_order import PrintOrder

    order = PrintOrder(
        parts=("way", "zone"),
        with_codes=True,
        enclosures_apart=True,
        copies=("file", "cc"),
        post=PostOrder(envelopes="", labels="", lists=True),
    )
    [mailing] = open_office(workspace).published()
    done = mailing.print_room.print(order, at=datetime(2021, 1, 19, tzinfo=UTC))
    return sorted(done.folder.rglob("*.pdf"))


def example(folder: Path, recipients: str | None = None) -> Path:
    """A copy of the example's workspace in a new folder, with this list of recipients or its own."""
    folder.mkdir(parents=True)
    for name in ("office", "statements", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "letterbook.yaml", folder)
    if recipients is None:
        shutil.copy(ROOT / "recipients.yaml", folder)
    else:
        (folder / "recipients.yaml").write_text(recipients, encoding="utf-8")
    return folder


def each_template_and_language() -> str:
    """A list with one recipient for each template in each language that it has words for."""
    words = sorted((ROOT / "templates").glob("*/*.md"))
    recipients = [
        {
            "id": f"{path.parent.name}-{path.stem.lower()}",
            "organisation": f"Organisation {path.parent.name} {path.stem}",
            "salutation": "Excellency,",
            "in_text": "the Organisation",
            "template": path.parent.name,
            "language": path.stem,
            "signatory": "commissioner-specimen",
            "cc": ["Permanent Mission"],
            "address": {"lines": ["1 Long Street", "12345 Town"], "country": "DE"},
        }
        for path in words
    ]
    groups = [{"id": "all", "name": {"en": "all of them"}, "recipients": recipients}]
    return yaml.safe_dump({"groups": groups}, allow_unicode=True, sort_keys=False)


def _everything(folder: Path) -> Iterator[Path]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from workspace import make_workspace

    yield from issue(example(folder / "example"))
    yield from printed(folder / "example")
    yield from issue(example(folder / "templates", each_template_and_language()))
    make_workspace(folder / "many", MANY)
    yield from issue(folder / "many")


def main(files: Sequence[str]) -> int:
    """Judges the files, or all that the program makes."""
    jar = verapdf()
    with tempfile.TemporaryDirectory() as folder:
        judged = [Path(file).resolve() for file in files] or list(_everything(Path(folder)))
        refused = refusals(jar, judged)
    print(*refused, sep="\n", end="\n" if refused else "")
    print(f"{len(judged)} files judged by PDF/A-2a and PDF/UA-1: {len(refused)} failures.")
    return 1 if refused or not judged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
