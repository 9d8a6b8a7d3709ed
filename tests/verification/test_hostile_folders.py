"""A folder that somebody sent is verified within limits, and nothing in it is trusted: each case is a mailing that was really
issued and then spoiled, its manifest and record made to fit where that is possible.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import stat
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from os import mkfifo
from pathlib import Path
from typing import Any

import pytest
from conftest import make_workspace, run_outside
from issued_mailing import RECIPIENTS, Mailing, copy_of, issue_verified
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Stream

from letterbook.archive.manifest import BrokenRecordError, manifest_bytes
from letterbook.archive.opening import MOST_BYTES, MOST_RECORD_BYTES
from letterbook.archive.record_lines import record_lines
from letterbook.archive.verification_record import read_record
from letterbook.executors import Guard
from letterbook.model import Limits
from letterbook.usecases.verify import Verification, findings_in, verify
from letterbook.verification import verify_files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")

LIMITS = Limits(memory_mb=1024, file_seconds=4, letter_seconds=2)
LETTER, WORD = "letters/0003-unesco.pdf", "letters/0003-unesco.docx"
RECORD, MANIFEST, LEDGER = "verification.json", "manifest.json", "ledger.csv"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("hostile") / "office", RECIPIENTS)
    return issue_verified(workspace, workspace / "out")


@pytest.fixture
def folder(issued: Mailing, tmp_path: Path) -> Path:
    return copy_of(issued, tmp_path).folder


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(LIMITS) as guard:
        yield guard


def fit(folder: Path) -> None:
    """Lets record and manifest say what the files now are: the folder agrees with itself as far as it can."""

    def digest(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()

    record = json.loads((folder / RECORD).read_bytes())
    ledger = (folder / LEDGER).read_bytes().decode()
    for file in record["files"]:
        ledger = ledger.replace(file["sha256"], digest(file["file"]))
        file["sha256"] = digest(file["file"])
    (folder / LEDGER).write_text(ledger, "utf-8", newline="")
    (folder / RECORD).write_text(json.dumps(record))
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["outputs"] = {name: digest(name) for name in manifest["outputs"]}
    (folder / MANIFEST).write_bytes(manifest_bytes(manifest))


def in_place(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return spoil


def sparse(size: int) -> Callable[[Path], object]:
    """A file that claims to be so long, and has nothing on the disk."""

    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


def device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
        path.open("rb").close()
    except OSError:
        pytest.skip("this user may make no device")


def bomb(path: Path) -> None:
    """A Word file whose text is 300 MB of nothing."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w") as main,
    ):
        for _ in range(300):
            main.write(b" " * 1_000_000)


def resaved(name: str, change: Callable[[Pdf], None], **how: Any) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        with Pdf.open(io.BytesIO((folder / name).read_bytes())) as opened:
            change(opened)
            opened.save(folder / name, **how)
        fit(folder)

    return spoil


def form(pdf: Pdf, **resources: Any) -> Any:
    drawn = b" ".join(b"/%s Do" % key.encode() for key in resources)
    stream = Stream(pdf, drawn, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    stream.Resources = Dictionary(XObject=Dictionary({f"/{key}": value for key, value in resources.items()}))
    return pdf.make_indirect(stream)


def drawings(width: int, depth: int) -> Callable[[Pdf], None]:
    """Drawings that hold each the next one so many times: a few objects, and width ** depth drawings."""

    def change(pdf: Pdf) -> None:
        inner = form(pdf)
        for _ in range(depth):
            inner = form(pdf, **{f"X{number}": inner for number in range(width)})
        draw(pdf, inner)

    return change


def draw(pdf: Pdf, drawing: Any) -> None:
    page = pdf.pages[0]
    page.Resources.XObject = Dictionary(X0=drawing)
    page.contents_add(Stream(pdf, b"/X0 Do"))


def circle_of_drawings(pdf: Pdf) -> None:
    first = form(pdf)
    first.Resources.XObject = Dictionary(X0=form(pdf, X0=first))
    draw(pdf, first)


def many_pages(pdf: Pdf) -> None:
    """Forty folders of pages that hold each the next one twice."""
    node = pdf.Root.Pages
    for _ in range(40):
        node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([node, node]), Count=9))
    pdf.Root.Pages = node


def circle_of_pages(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def deep_pages(pdf: Pdf) -> None:
    node = pdf.Root.Pages
    for _ in range(3000):
        node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([node]), Count=1))
    pdf.Root.Pages = node


def circle_of_outlines(pdf: Pdf) -> None:
    entry = pdf.make_indirect(Dictionary(Title="a"))
    entry.First = entry.Last = entry.Next = entry.Parent = entry
    pdf.Root.Outlines = entry


def stream_in_itself(folder: Path) -> None:
    """Every object lies in an object stream that lies in itself."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Length 24/Extends 1 0 R>>stream\n2 0 <</Type/Catalog>>    \nendstream endobj\n"
    table = bytes([1, 0, 9, 2, 0, 1, 2, 0, 1])
    where = len(body)
    body += b"3 0 obj\n<</Type/XRef/Size 4/Root 2 0 R/W[1 1 1]/Index[1 3]/Length 9>>stream\n" + table
    (folder / LETTER).write_bytes(body + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % where)
    fit(folder)


def rewritten(name: str, change: Callable[[Any], object]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        content = json.loads((folder / name).read_bytes())
        change(content)
        (folder / name).write_bytes(manifest_bytes(content))

    return spoil


def of_file(**values: object) -> Callable[[Path], None]:
    """The record says this of a letter's file."""
    return rewritten(RECORD, lambda record: record["files"][4].update(values))


def of_letters(**values: object) -> Callable[[Path], None]:
    return rewritten(RECORD, lambda record: [letter.update(values) for letter in record["letters"].values()])


def named_outside(name: str) -> Callable[[Path], None]:
    return rewritten(MANIFEST, lambda manifest: manifest["outputs"].update({name: "0" * 64}))


def letters_elsewhere(folder: Path) -> None:
    (folder / "letters").rename(folder.parent / "elsewhere")
    (folder / "letters").symlink_to(folder.parent / "elsewhere")


def crowd(folder: Path) -> None:
    for number in range(1000):
        (folder / "letters" / f"x{number}").touch()


def deep_folders(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("a" * 9, dir_fd=handle)
        below = os.open("a" * 9, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(handle)


def words(folder: Path) -> None:
    """Texts that a search for doubles would never be done with."""
    of_letters(
        lines=[["body", ["a " * 20_000]], ["address", ["a" * 40_000]], ["reference", ["1-0003/2021"]]]
    )(folder)
    fit(folder)


def zip_of_many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"word/header{number}.xml", "<a/>")


HOSTILE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a pipe for a letter": (in_place(LETTER, mkfifo), LETTER, "broken-file"),
    "a pipe for a Word letter": (in_place(WORD, mkfifo), WORD, "broken-file"),
    "a pipe for the bundle": (in_place("bundle.pdf", mkfifo), "bundle.pdf", "broken-file"),
    "a pipe for the Word bundle": (in_place("bundle.docx", mkfifo), "bundle.docx", "broken-file"),
    "a pipe for the manifest": (in_place(MANIFEST, mkfifo), MANIFEST, "broken-file"),
    "a pipe for the record": (in_place(RECORD, mkfifo), RECORD, "broken-file"),
    "a pipe for the ledger": (in_place(LEDGER, mkfifo), LEDGER, "broken-file"),
    "a device for a letter": (in_place(LETTER, device), LETTER, "broken-file"),
    "a link to a device": (in_place(LETTER, lambda path: path.symlink_to("/dev/zero")), LETTER, "broken-file"),
    "a link to a device for the record": (
        in_place(RECORD, lambda path: path.symlink_to("/dev/zero")), RECORD, "altered-file"),
    "a folder for a letter": (in_place(LETTER, Path.mkdir), LETTER, "broken-file"),
    "a letter of 5 GB": (in_place(LETTER, sparse(5 * 10**9)), LETTER, "broken-file"),
    "a bundle without end": (in_place("bundle.pdf", sparse(MOST_BYTES + 1)), "bundle.pdf", "broken-file"),
    "a Word bundle without end": (in_place("bundle.docx", sparse(10**13)), "bundle.docx", "broken-file"),
    "a manifest of a terabyte": (in_place(MANIFEST, sparse(10**12)), MANIFEST, "broken-file"),
    "a record of half a gigabyte": (in_place(RECORD, sparse(MOST_RECORD_BYTES)), RECORD, "broken-file"),
    "a ledger of half a gigabyte": (in_place(LEDGER, sparse(MOST_RECORD_BYTES)), LEDGER, "broken-file"),
    "a zip bomb": (in_place(WORD, bomb), WORD, "broken-file"),
    "a zip bomb for the Word bundle": (in_place("bundle.docx", bomb), "bundle.docx", "broken-file"),
    "a zip of many parts": (in_place(WORD, zip_of_many), WORD, "broken-file"),
    "drawings without end": (resaved(LETTER, drawings(10, 30)), LETTER, "broken-file"),
    "drawings that a page takes years for": (resaved(LETTER, drawings(10, 7)), LETTER, "broken-file"),
    "many drawings": (resaved(LETTER, drawings(24, 4)), LETTER, "broken-file"),
    "drawings in a circle": (resaved(LETTER, circle_of_drawings), LETTER, "broken-file"),
    "drawings without end in the bundle": (
        resaved("bundle.pdf", drawings(10, 30)), "bundle.pdf", "broken-file"),
    "pages without end": (resaved(LETTER, many_pages), LETTER, "broken-file"),
    "pages in a circle": (resaved(LETTER, circle_of_pages), LETTER, "broken-file"),
    "pages in pages": (resaved(LETTER, deep_pages), LETTER, "broken-file"),
    "an object stream in itself": (stream_in_itself, LETTER, "broken-file"),
    "an encrypted letter": (
        resaved(LETTER, lambda _: None, encryption=Encryption(owner="a", user="b")), LETTER, "broken-file"),
    "an absolute path in the record": (of_file(file="/etc/passwd"), RECORD, "broken-file"),
    "a path upwards in the record": (of_file(file="letters/../../../a.pdf"), RECORD, "broken-file"),
    "a path upwards, no folder": (of_file(file="../a.pdf"), RECORD, "broken-file"),
    "another file of the folder": (of_file(file="manifest.json"), RECORD, "broken-file"),
    "a letter twice": (rewritten(RECORD, lambda record: record["files"].extend(record["files"])), RECORD, "broken-file"),
    "a page number that fills the memory": (
        of_letters(page_label="{page:>9999999999} {pages}"), RECORD, "broken-file"),
    "a page number that asks for more": (of_letters(page_label="{page.__class__}"), RECORD, "broken-file"),
    "a window of its own": (of_letters(window="__class__"), RECORD, "broken-file"),
    "pages that nobody counts": (of_file(pages=10**15), RECORD, "broken-file"),
    "a truth for a number": (of_file(pages=True), RECORD, "broken-file"),
    "a deep record": (lambda folder: (folder / RECORD).write_text("[" * 10**6), RECORD, "broken-file"),
    "a deep manifest": (
        lambda folder: (folder / MANIFEST).write_text('{"outputs":' * 10**5), MANIFEST, "broken-file"),
    "an absolute path in the manifest": (named_outside("/dev/zero"), "/dev/zero", "missing-file"),
    "a path upwards in the manifest": (named_outside("../../secret"), "../../secret", "missing-file"),
    "letters that lie elsewhere": (letters_elsewhere, "letters", "altered-file"),
    "a crowd of files": (crowd, ".", "extra-file"),
    "folders in folders": (deep_folders, "a" * 9, "extra-file"),
    "a name that is no text": (
        lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).touch(), "\udcff", "extra-file"),
    "a name that is a sentence": (
        lambda folder: (folder / "\x1b[2K\rwhole\n").touch(), "\x1b[2K\rwhole\n", "extra-file"),
}  # fmt: skip


def verified(guard: Guard, folder: Path) -> Verification:
    return verify(folder.parent, folder, guard=guard)


@pytest.mark.parametrize(("spoil", "name", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_folder_is_found_out_within_the_limits(
    guard: Guard, folder: Path, spoil: Callable[[Path], object], name: str, code: str
) -> None:
    spoil(folder)
    since = time.monotonic()
    result = verified(guard, folder)
    assert time.monotonic() - since < 60
    assert (name, code) in {(finding.file, finding.code) for finding in result.findings}, result.findings
    assert len(result.findings) < 200


HARMLESS: dict[str, Callable[[Path], object]] = {
    "nothing": fit,
    "a hard link": lambda folder: os.link(folder / LETTER, folder.parent / "other"),
    # The record was made to fit, and with a letter alone of its kind nothing can be compared.
    "outlines in a circle": resaved(LETTER, circle_of_outlines),
}


@pytest.mark.parametrize("spoil", HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_harm_is_no_finding(guard: Guard, folder: Path, spoil: Callable[[Path], object]) -> None:
    spoil(folder)
    result = verified(guard, folder)
    assert result.findings == []


def test_texts_without_end(guard: Guard, folder: Path) -> None:
    words(folder)
    assert verified(guard, folder).findings


STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "\x00",
    [],
    [[]],
    {},
    {"a": []},
    [1],
    ["a", 1],
    "../../a",
)


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON file; of a list and a mapping the first alone."""
    yield path
    if isinstance(content, dict):
        for key in content if len(path) != 1 else list(content)[:1]:
            yield from places(content[key], (*path, key))
    elif isinstance(content, list) and content:
        yield from places(content[0], (*path, 0))


def with_value(content: Any, path: tuple[Any, ...], value: object) -> Any:
    if not path:
        return value
    copy = json.loads(json.dumps(content))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


@pytest.mark.parametrize("name", [RECORD, MANIFEST])
def test_a_wrong_type_in_any_field_is_a_finding(folder: Path, name: str) -> None:
    """A record that can be read all the same is compared with the files, and nothing is raised."""
    content = json.loads((folder / name).read_bytes())
    tried = read = 0
    for path in places(content):
        for value in STRANGE:
            (folder / name).write_text(json.dumps(with_value(content, path, value)), "utf-8")
            tried += 1
            try:
                read_record(folder)
            except BrokenRecordError:
                assert name == RECORD
                continue
            read += 1
            if name == MANIFEST:
                assert list(verify_files(folder))
            elif read % 20 == 0:  # they are read alike, and each takes a moment
                findings_in(folder)
    assert tried > 100
    assert read > 20


def test_what_is_not_known_without_the_register_is_said(issued: Mailing, folder: Path) -> None:
    fit(folder)
    (folder / "\x1b[2K\rThe mailing is whole").touch()
    found = run_outside(folder.parent, "verify", folder)
    assert (found.code, found.out.count("\x1b")) == (3, 0)
    assert "\\x1b[2K\\x0dThe mailing is whole: The file does not belong to the mailing." in found.out
    whole = issued.folder
    said = run_outside(folder.parent, "verify", whole)
    assert said.code == 0
    assert "forged as a whole" in said.out
    assert run_outside(folder.parent, "verify", whole, "--json").json == {
        "findings": [],
        "is_registered": False,
    }
    assert "its letters are those of the register" in run_outside(whole.parents[1], "verify", whole).out


@pytest.mark.parametrize("make", [mkfifo, device, sparse(10**13), lambda path: path.symlink_to("/dev/zero")])
def test_a_reprint_opens_ordinary_files_alone(folder: Path, make: Callable[[Path], object]) -> None:
    office = folder.parent
    make_workspace(office)
    for name in ("bundle.pdf", LEDGER):
        (folder / name).rename(office / "kept")
        make(folder / name)
        refused = run_outside(office, "reprint", folder, "1", timeout=30)
        assert refused.code == 2, refused
        (folder / name).unlink()
        (office / "kept").rename(folder / name)


def test_opening_names_the_reason(tmp_path: Path) -> None:
    from letterbook.archive.opening import open_inside

    (tmp_path / "file").write_bytes(b"12345")
    with pytest.raises(OSError, match="MB") as large:
        open_inside(tmp_path, "file", 4)
    assert large.value.errno == errno.EFBIG
    with pytest.raises(FileNotFoundError):
        open_inside(tmp_path, "nowhere")
    for name in ("", ".", "/file", "../file", "a/../file", "fi\x00le"):
        with pytest.raises(OSError, match="does not lie"):
            open_inside(tmp_path, name)


def in_lines(content: Any) -> str:
    """As the program writes it: what there are many of stands a line each."""

    def written(value: Any) -> str:
        if isinstance(value, dict) and value:
            lines = (f"{json.dumps(key)}: {json.dumps(each)}" for key, each in value.items())
            return "{" + ",".join(f"\n {line}" for line in lines) + "}"
        if isinstance(value, list) and value:
            return "[" + ",".join(f"\n {json.dumps(each)}" for each in value) + "]"
        return json.dumps(value)

    return (
        "{" + ",".join(f"\n{json.dumps(key)}: {written(value)}" for key, value in content.items()) + "\n}\n"
    )


def reading(folder: Path, text: str) -> object:
    """What is read of such a record, or that it is broken."""
    (folder / RECORD).write_text(text, "utf-8")
    try:
        record = read_record(folder)
    except BrokenRecordError:
        return "broken"
    return record.mailing, record.country, record.failed, tuple(record.expectations)


def test_a_record_says_the_same_line_by_line_and_as_a_whole(folder: Path) -> None:
    content = json.loads((folder / RECORD).read_bytes())
    text = (folder / RECORD).read_text("utf-8")
    assert record_lines(folder / RECORD) is not None
    assert reading(folder, text) == reading(folder, json.dumps(content))
    assert reading(folder, in_lines(content)) == reading(folder, json.dumps(content))
    assert record_lines(folder / RECORD) is None  # since it stands in one line
    is_broken = 0
    for path in filter(None, places(content)):
        values: tuple[object, ...] = (None, 7, "x", [], {})
        for value in values:
            changed = with_value(content, path, value)
            whole = reading(folder, json.dumps(changed))
            assert reading(folder, in_lines(changed)) == whole, (path, value)
            is_broken += whole == "broken"
    assert is_broken > 100


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"letter-2"', '"letter-3"'),
        (",\n ", "\n "),
        ("],\n", "]\n"),
        ("\n}\n", ",\n}\n"),
        ("\n}\n", "\n}\n "),
        ("{\n", "{\n\n"),
        ('"version"', '"mailing"'),
    ],
    ids=[
        "another letter",
        "no comma",
        "none between parts",
        "one too many",
        "behind the end",
        "an empty line",
        "a name twice",
    ],
)
def test_what_nearly_stands_in_lines_is_read_as_a_whole(folder: Path, before: str, after: str) -> None:
    text = (folder / RECORD).read_text("utf-8")
    changed = text.replace(before, after, 1)
    assert changed != text
    content: Any
    try:
        content = json.loads(changed)
    except ValueError:
        content = None
    as_a_whole = reading(folder, json.dumps(content)) if content else "broken"
    assert reading(folder, changed) == as_a_whole
