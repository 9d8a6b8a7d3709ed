"""A ZIP that somebody sent: compared like a folder, and believed in nothing."""

from __future__ import annotations

import io
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from browsers import FORM, client_of, ended
from conftest import OFFICE, environment, make_workspace
from starlette.testclient import TestClient

from letterbook import InputError, UsageError, open_office
from letterbook.usecases import unpacking
from letterbook.usecases.unpacking import unpack

MAILING = Path(__file__).parents[1] / "verification" / "mailing-of-version-1"


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members:
            opened.writestr(name, data)
    return content.getvalue()


def link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("mailing/ledger.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def locked() -> bytes:
    content = bytearray(packed(("mailing/ledger.csv", b"id\n")))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[at] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"no zip", UsageError),
        (b"", UsageError),
        (packed(("m/ledger.csv", b"id\n"))[:-30], UsageError),
        (packed(("../ledger.csv", b"id\n")), InputError),
        (packed(("/etc/passwd", b"id\n")), InputError),
        (packed(("m/../../x", b"id\n")), InputError),
        (packed(("m\\..\\x", b"id\n")), InputError),
        (packed(("C:/x", b"id\n")), InputError),
        (packed(("m/\u202ex", b"id\n")), InputError),
        (packed((link(), b"/etc/passwd")), InputError),
        (locked(), InputError),
    ],
    # The bytes hold the hour, and two processes that share the tests have to name them alike.
    ids=[
        "no-zip",
        "empty",
        "cut-off",
        "above",
        "absolute",
        "out-of-it",
        "windows",
        "drive",
        "turned",
        "link",
        "locked",
    ],
)
def test_what_no_mailing_holds_is_refused(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    (tmp_path / "sent.zip").write_bytes(content)
    with pytest.raises(error):
        unpack(tmp_path / "sent.zip", tmp_path / "inside" / "mailing")
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["sent.zip"]


@pytest.mark.parametrize(("limit", "value"), [("MOST_BYTES", 1_000), ("MOST_FILES", 1)])
def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(unpacking, limit, value)
    (tmp_path / "sent.zip").write_bytes(packed(("m/a", b"\0" * 1_000_000), ("m/b", b"")))
    with pytest.raises(InputError, match="holds more"):
        unpack(tmp_path / "sent.zip", tmp_path / "mailing")


def test_the_mailings_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.zip").write_bytes(packed(("m/ledger.csv", b"id\n"), ("m/letters/x", b"")))
    (tmp_path / "two.zip").write_bytes(packed(("ledger.csv", b"id\n"), ("letters/x", b"")))
    assert unpack(tmp_path / "one.zip", tmp_path / "a") == tmp_path / "a" / "m"
    assert unpack(tmp_path / "two.zip", tmp_path / "b") == tmp_path / "b"
    office = open_office(make_workspace(tmp_path / "office", source=OFFICE))
    assert office.unpack(tmp_path / "one.zip", tmp_path / "c").folder == tmp_path / "c" / "m"


def send(client: TestClient, content: bytes, name: str = "sent.zip") -> str:
    files = {"file": (name, content, "application/zip")}
    return ended(client, client.post("/verify/sent", files=files, headers=FORM))


@pytest.mark.slow
def test_a_zip_is_verified_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    files = [
        (f"m/{path.relative_to(MAILING)}", path.read_bytes())
        for path in sorted(MAILING.rglob("*"))
        if path.is_file()
    ]
    assert files
    with client_of(workspace) as client:
        assert "agrees with itself" in send(client, packed(*files))
        text = send(
            client, packed(*[(name, b"x" if name.endswith("ledger.csv") else data) for name, data in files])
        )
        assert "Differences:" in text and "ledger.csv" in text
        hostile = send(client, b"no zip", "<script>alert(1)</script>.zip")
        assert "is no ZIP" in hostile and "<script>alert" not in hostile
        assert client.post("/verify/sent", data={"file": "x"}, headers=FORM).status_code == 400
    assert not [path for path in (workspace / "out").rglob("*") if path.is_file()]


def test_an_upload_that_is_too_large_is_refused_while_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(tmp_path / "office")
    with client_of(workspace) as client:
        answer = client.post(
            "/verify/sent",
            content=b"x",
            headers={
                **FORM,
                "content-length": "500000001",
                "content-type": "multipart/form-data; boundary=x",
            },
        )
    assert answer.status_code == 413


def test_only_damage_is_told_as_damage(tmp_path: Path) -> None:
    whole = packed(("m/ledger.csv", bytes(range(256)) * 400))
    at = whole.index(b"ledger.csv") + 30
    (tmp_path / "damaged.zip").write_bytes(whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4 :])
    with pytest.raises(UsageError, match="is damaged"):
        unpack(tmp_path / "damaged.zip", tmp_path / "damaged")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        unpack(tmp_path / "nothing.zip", tmp_path / "nothing")
    (tmp_path / "names.zip").write_bytes(packed(("m/a", b"1"), ("m/a/b", b"2")))
    with pytest.raises(InputError, match="No file can have this name"):
        unpack(tmp_path / "names.zip", tmp_path / "names")
    (tmp_path / "long.zip").write_bytes(packed((f"m/{'a' * 300}", b"1")))
    with pytest.raises(InputError, match="No file can have this name"):
        unpack(tmp_path / "long.zip", tmp_path / "long")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such limits")
def test_a_disk_that_is_full_while_unpacking_is_told_so(tmp_path: Path) -> None:
    """A file may not grow beyond a limit of the system, as under a quota; in a process of its own, which the limit holds for."""
    (tmp_path / "sent.zip").write_bytes(packed(("m/ledger.csv", b"x" * 100_000)))
    program = (
        "import resource, signal, sys; from pathlib import Path; from letterbook.usecases.unpacking import unpack\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: unpack(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "sent.zip"), str(tmp_path / "mailing")]
    said = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout
    assert said.startswith("UnwritableOutputError") and "File too large" in said
