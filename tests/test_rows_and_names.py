"""Rows lie in a file that several processes read, and names have their numbers, however many there are."""

from __future__ import annotations

import pickle
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from letterbook.executors import processes
from letterbook.model import NumberedNames
from letterbook.verification.packed_texts import PackedTexts, TextSet
from letterbook.verification.recipient_leaks import RecipientMarks

MANY = 5000
TOLD = [(f"recipient-{number}", f"{number} High Street, Dorchester") for number in range(MANY)]


def marks() -> RecipientMarks:
    texts = PackedTexts(TOLD)
    return RecipientMarks("those of rows", texts, TextSet(text for _, text in TOLD)).put_in_order()


def found(known: RecipientMarks, said: str) -> list[tuple[str, str]]:
    return [*known.found_in(said, "somebody else", str)]


def private_bytes(known: RecipientMarks, said: str) -> tuple[list[tuple[str, str]], int]:
    """What another process finds, and what it alone holds of its index and texts, in bytes."""
    rows = [getattr(known.index, name) for name in known.index.ROWS]
    rows += [getattr(known.texts, name) for name in PackedTexts.ROWS]
    own = sum(row.nbytes for row in rows if not is_in_a_file(row))
    return found(known, said), own


def is_in_a_file(row: memoryview) -> bool:
    return type(row.obj).__name__ == "mmap"


def test_another_process_finds_the_same_and_holds_no_rows_of_its_own() -> None:
    known = marks()
    said = "To 4711 High Street, Dorchester"
    with processes(1) as executor:
        assert executor.submit(partial(private_bytes, known), said).result() == (found(marks(), said), 0)
    assert [who for who, _ in found(known, said)] == ["recipient-4711"]


def test_what_was_sent_lies_in_the_file_here_too() -> None:
    known = marks()
    assert not is_in_a_file(memoryview(known.index._ways))
    with processes(1) as executor:
        assert executor.submit(partial(private_bytes, known), "nobody").result() == ([], 0)
    assert is_in_a_file(known.index._ways)  # type: ignore[arg-type]
    assert list(known.texts) == TOLD  # the folder of the executor is gone, and the file with it
    assert TOLD[17][1] in known.public
    with processes(1) as executor:  # sent once more, from the file
        assert executor.submit(partial(private_bytes, known), TOLD[17][1]).result() == ([TOLD[17]], 0)


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_what_is_pickled_is_the_same(protocol: int) -> None:
    sent: RecipientMarks = pickle.loads(pickle.dumps(marks(), protocol))
    assert list(sent.texts) == TOLD
    assert found(sent, TOLD[17][1]) == [TOLD[17]]
    assert "recipient" not in sent.public
    assert found(pickle.loads(pickle.dumps(sent, protocol)), TOLD[18][1]) == [TOLD[18]]


def test_rows_that_hold_nothing() -> None:
    known = RecipientMarks("nobody", PackedTexts()).put_in_order()
    with processes(1) as executor:
        assert executor.submit(partial(private_bytes, known), "Dear Secretary,").result() == ([], 0)


def test_names_come_out_in_their_order_with_their_numbers() -> None:
    names, plain = NumberedNames(), dict[str, int]()
    for number in range(MANY):
        name = f"{number * 7 % 4001}-é-\ud800" if number % 3 else ""
        names.put(name, number)
        plain[name] = number
    assert dict(names) == plain
    assert list(names) == list(plain)
    assert len(names) == len(plain)
    assert "" in names
    assert "4001-é" not in names
    with pytest.raises(KeyError, match="nobody"):
        names["nobody"]


def test_names_with_one_print_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letterbook.model.names.text_print", len)
    names = NumberedNames()
    for number in range(200):
        names.put(f"{number:04}", number)
    assert dict(names) == {f"{number:04}": number for number in range(200)}
    assert "0200" not in names


def test_what_was_written_in_part_on_a_full_disk_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *_: object) -> None:
        path.write_bytes(b"some of it")
        raise OSError(28, "No space left on device", str(path))

    work = partial(private_bytes, marks())
    with processes(1) as executor:
        with monkeypatch.context() as patch:
            patch.setattr(import_module("letterbook.executors.processes"), "_write_function", full)
            with pytest.raises(OSError, match="No space left"):
                executor.submit(work, "nobody")
        assert executor.submit(work, "nobody").result() == ([], 0)
