"""What goes with a mailing to the post, from the command to the finished folder and back into the register."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from conftest import RECIPIENTS, make_workspace

import letterbook
from letterbook.archive.ledger import ledger_of
from letterbook.model.post import Offset, PostOrder, RegisteredNumbers
from letterbook.pipeline.registered_numbers import give_numbers, given_numbers
from letterbook.sources.printers import read_printers

AT = datetime(2021, 1, 19, tzinfo=UTC)
POST = """
post:
  envelope: DL
  feed: {first: left, lying: centre}
  classes:
    - {name: Light, grams: 12, to: abroad}
  registered:
    - {first: "00010000", last: "00010001"}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> letterbook.Office:
    lists = RECIPIENTS.replace(
        'organisation: "UNESCO"', 'organisation: "UNESCO"\n        delivery: registered'
    )
    workspace = make_workspace(tmp_path_factory.mktemp("post") / "office", lists)
    file = workspace / "letterbook.yaml"
    file.write_text(file.read_text("utf-8") + POST, "utf-8")
    made = letterbook.open_office(workspace)
    order = letterbook.Order("january-20", formats=("pdf",))
    made.issue(order, clerk="clerk", at=AT)
    return made


def mailing(office: letterbook.Office) -> letterbook.Mailing:
    [found] = office.published()
    return found


def test_the_papers_of_a_mailing_lie_in_one_folder(office: letterbook.Office) -> None:
    job = mailing(office).make_post(PostOrder(envelopes="", labels="L7163", lists=True), at=AT)
    assert sorted(path.name for path in job.folder.iterdir()) == sorted(job.files)
    assert set(job.files) == {
        *("envelopes-DL.pdf", "labels-L7163.pdf", "to-be-signed.pdf"),
        *(f"dispatch-{way}.{kind}" for way in ("post", "registered") for kind in ("pdf", "xlsx", "csv")),
    }
    assert (job.unfit, job.envelopes, job.labels, job.label_sheets) == ((), 3, 3, 1)
    page = pypdf.PdfReader(job.folder / "envelopes-DL.pdf").pages[0]
    assert (page.mediabox.width, page.mediabox.height) == pytest.approx((595.28, 841.89), abs=0.1)
    assert "UNITED STATES OF AMERICA" in page.extract_text()


def test_the_sums_of_the_lists_are_the_ledgers(office: letterbook.Office) -> None:
    job = mailing(office).make_post(PostOrder(lists=True), at=AT)
    sums = [0, 0]
    for name in job.files:
        if name.endswith(".csv"):
            *_, total = csv.reader(io.StringIO((job.folder / name).read_text("utf-8-sig")))
            sums = [sums[0] + int(total[1]), sums[1] + int(total[3])]
    rows = [row.values() for row in ledger_of(mailing(office).folder)]
    assert sums == [len(rows), sum(row.sheets or 0 for row in rows)]


def test_a_letter_over_the_limit_is_named(office: letterbook.Office) -> None:
    job = mailing(office).make_post(PostOrder(lists=True), at=AT)
    heavy = {letter.reference for letter in job.too_heavy}
    grams: dict[str, float] = {}
    for name in ("dispatch-post.csv", "dispatch-registered.csv"):
        grams |= {
            row[0]: float(row[4])
            for row in csv.reader(io.StringIO((job.folder / name).read_text("utf-8-sig")))
            if "/" in row[0]
        }
    assert heavy == {reference for reference, weight in grams.items() if weight > 12}
    assert heavy


def test_a_list_that_was_filled_in_enters_the_dispatch(office: letterbook.Office, tmp_path: Path) -> None:
    job = mailing(office).make_post(PostOrder(lists=True), at=AT)
    rows = list(csv.reader(io.StringIO((job.folder / "dispatch-registered.csv").read_text("utf-8-sig"))))
    rows[1][-1] = "RR123456785AZ"
    filled = tmp_path / "filled.csv"
    with filled.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    sent = office.register.dispatch(
        mailing(office).name, way="registered", tracking_list=filled, day=AT.date(), clerk="clerk", at=AT
    )
    assert [entry.recipient_id for entry in sent] == ["unesco"]
    [event] = [each for each in office.register.letter(sent[0].reference).events if each.kind == "dispatched"]
    assert event.tracking == "RR123456785AZ"


def test_an_altered_mailing_is_not_printed(office: letterbook.Office) -> None:
    found = mailing(office)
    record = found.folder / "verification.json"
    before = record.read_text("utf-8")
    record.write_text(before.replace("405 East 42nd Street", "406 East 42nd Street"), "utf-8")
    with pytest.raises(letterbook.UsageError, match="not as it was published"):
        found.make_post(PostOrder(envelopes=""), at=AT)
    record.write_text(before, "utf-8")


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (PostOrder(), "Say what is wanted"),
        (PostOrder(envelopes="C7"), "no envelope C7"),
        (PostOrder(envelopes="C4"), "does not lie on a sheet A4"),
        (PostOrder(labels="L9999"), "no sheet of labels L9999"),
        (PostOrder(labels="", first_label=22), "there is no label 22"),
        (PostOrder(labels="", printer="nobody"), "has no printer nobody"),
        (PostOrder(lists=True, numbers="99"), "no letter 99"),
    ],
)
def test_what_cannot_be_made_is_said(office: letterbook.Office, order: PostOrder, said: str) -> None:
    with pytest.raises(letterbook.UsageError, match=said):
        mailing(office).make_post(order, at=AT)


def test_what_a_printer_is_off_is_kept_for_it(office: letterbook.Office) -> None:
    page = office.calibrate("front desk", at=AT, offset=Offset(1.5, -0.25))
    office.calibrate("upstairs", at=AT, offset=Offset(0, 2), labels="3474")
    assert page.name == "trial-L7160.pdf"
    assert read_printers(office.folder) == {"front desk": Offset(1.5, -0.25), "upstairs": Offset(0, 2)}
    job = mailing(office).make_post(PostOrder(labels="", printer="front desk"), at=AT)
    assert job.labels == 3
    with pytest.raises(letterbook.UsageError, match="at most 20 mm"):
        office.calibrate("front desk", at=AT, offset=Offset(200, 0))


def test_a_broken_file_of_printers_is_named(office: letterbook.Office) -> None:
    file = office.folder / "printers.yaml"
    before = file.read_text("utf-8") if file.exists() else None
    file.write_text("printers:\n  desk: {right: wide}\n", "utf-8")
    with pytest.raises(letterbook.InputError) as raised:
        mailing(office).make_post(PostOrder(labels="", printer="desk"), at=AT)
    assert [(problem.code, str(problem.place)) for problem in raised.value.problems] == [
        ("wrong-value", "printers.yaml:2:17")
    ]
    if before is None:
        file.unlink()
    else:
        file.write_text(before, "utf-8")


def test_letters_too_heavy_are_told_before_they_are_made(office: letterbook.Office) -> None:
    found = [problem for problem in office.check("january-20") if problem.code == "too-heavy"]
    assert [(problem.level, str(problem.place)) for problem in found] == [("warning", "letterbook.yaml")]
    assert "letters are too heavy" in found[0].what
    assert "unesco" in found[0].what or "un-secretary-general" in found[0].what


def test_a_registered_letter_keeps_its_number(office: letterbook.Office) -> None:
    for _ in range(2):
        job = mailing(office).make_post(PostOrder(lists=True, registered=True), at=AT)
        assert "registered-L7160.pdf" in job.files
        rows = list(csv.reader(io.StringIO((job.folder / "dispatch-registered.csv").read_text("utf-8-sig"))))
        assert rows[1][-1] == "RR000100009AZ"
    kept = (office.folder / "registered-numbers.csv").read_text("utf-8-sig")
    assert kept.split() == ["reference,tracking", "number", f"{rows[1][0]},RR000100009AZ"]


def test_no_number_is_given_twice_and_none_where_they_are_used_up(tmp_path: Path) -> None:
    ranges = [RegisteredNumbers("RR", 1, 2, "AZ")]
    first = give_numbers(tmp_path, ["a"], ranges)
    both = give_numbers(tmp_path, ["b", "a"], ranges)
    assert both["a"] == first["a"] != both["b"]
    with pytest.raises(letterbook.UsageError, match="1 more are needed"):
        give_numbers(tmp_path, ["a", "c"], ranges)
    assert given_numbers(tmp_path) == both
    with pytest.raises(letterbook.UsageError, match="has no numbers"):
        give_numbers(tmp_path, ["a"], [])
    (tmp_path / "registered-numbers.csv").write_text("reference\na,b,c\n", "utf-8")
    with pytest.raises(letterbook.UsageError, match="not as the program wrote it"):
        give_numbers(tmp_path, ["a"], ranges)
