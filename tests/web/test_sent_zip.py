"""A ZIP that somebody sent: compared like a folder, and believed in nothing."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from browsers import FORM, client_of, ended
from conftest import OFFICE, make_workspace
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
