"""A letter that has no other of its kind is compared with one to nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import edit, make_workspace

from letterbook.errors import InputError
from letterbook.model import Format, Order
from letterbook.usecases.check import check
from letterbook.usecases.issue import Run, issue
from letterbook.verification import VerificationError

ONE = """\
groups:
  - id: all
    name: "all"
    recipients:
      - id: alpha
        organisation: "Alpha Institute"
        person: "Ann Archer"
        salutation: "Dear Ms Archer,"
        delivery: "By e-mail: ann@alpha.example"
        address: {street: "17 Garden Street", city: "Vienna", postcode: "1010", country: AT}
"""
THREE = """\
      - id: beta
        organisation: "Beta Foundation"
        salutation: "Dear Sir,"
        address: {street: "2 Mill Lane", city: "Vienna", postcode: "1010", country: AT}
      - id: delta
        organisation: "Delta Press"
        salutation: "Dear Sir,"
        address: {street: "3 Mill Lane", city: "Vienna", postcode: "1010", country: AT}
      - id: gamma
        organisation: "Gamma Press"
        salutation: "Dear Sir,"
        address: {street: "4 Mill Lane", city: "Vienna", postcode: "1010", country: AT}
"""
SIGNATURE = "{{ signature }}"


def office(folder: Path, page: str, css: str = "", recipients: str = ONE) -> Path:
    workspace = make_workspace(folder / "office", recipients)
    template = workspace / "templates" / "letter"
    edit(template / "letter.html", SIGNATURE, page + SIGNATURE)
    (template / "letter.css").write_text((template / "letter.css").read_text("utf-8") + css, "utf-8")
    return workspace


def told(workspace: Path) -> list[str]:
    order = Order("january-20", formats=("pdf",), cover_only=True)
    return [problem.code for problem in check(workspace, order, workspace / "out").problems]


def issued(workspace: Path, *formats: Format) -> set[str]:
    run = Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC))
    try:
        issue(workspace, Order("january-20", formats=formats, cover_only=True), run)
    except VerificationError as error:
        return {f"{finding.recipient_id}: {finding.code}" for finding in error.findings}
    except InputError as error:
        return {problem.code for problem in error.problems}
    return set()


MISUSES = {
    "a letter of the name": ('{% if recipient.name[0] == "A" %}<p>With kind regards</p>{% endif %}', ""),
    "an initial": ("<p>{{ recipient.name | first }}</p>", ""),
    "how long the name is": ("{% if recipient.name | length == 27 %}<p>Lindgren</p>{% endif %}", ""),
    "what others get": ('{% if recipient.name[0] != "A" %}<p>For everybody</p>{% endif %}', ""),
    "a style sheet": ("", '\nbody[data-recipient*="rcher"] .closing::after { content: " and best wishes" }\n'),
    "a bookmark": ('{% if recipient.name[0] == "A" %}<h2 style="bookmark-label: \'Lindgren\'">.</h2>{% endif %}', ""),
}  # fmt: skip


@pytest.mark.parametrize(("page", "css"), MISUSES.values(), ids=MISUSES)
def test_what_a_template_says_to_one_addressee_alone(tmp_path: Path, page: str, css: str) -> None:
    assert set(told(office(tmp_path, page, css))) == {"page-not-right"}


BY_NUMBER = '{% if reference and "0001" in reference %}<p>Ms Lindgren</p>{% endif %}'


@pytest.mark.parametrize("recipients", [ONE, ONE + THREE], ids=["alone", "with others of another kind"])
def test_what_a_template_says_by_the_number(tmp_path: Path, recipients: str) -> None:
    workspace = office(tmp_path, BY_NUMBER, recipients=recipients)
    assert told(workspace) == []
    assert issued(workspace, "pdf") == {"alpha: other-words"}
    assert [path.name for path in (workspace / "out").glob(".*/*neutral*")] == []


ORDINARY = [
    "<p>{{ recipient.name }}</p><p>{{ salutation }}</p><p>{{ recipient.name | upper }}</p>",
    "{% if copy_line %}<p>Copies go out</p>{% endif %}{% if closing %}<p>Yes</p>{% endif %}",
    '{% if language == "en" %}<p>In English</p>{% endif %}',
    "<p>accredited to the Alpha Institute of Vienna since 2021</p>",
]


@pytest.mark.parametrize("page", ORDINARY)
def test_what_a_template_may_say(tmp_path: Path, page: str) -> None:
    workspace = office(tmp_path, page, recipients=ONE + THREE)
    assert told(workspace) == []
    assert issued(workspace, "pdf") == set()


def test_both_formats(tmp_path: Path) -> None:
    assert issued(office(tmp_path, ""), "pdf", "docx") == set()
