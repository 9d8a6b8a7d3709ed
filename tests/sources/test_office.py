"""The office's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterbook.model import Defaults, Localised, Office, Series
from letterbook.problems import Problem
from letterbook.sources.office import read_office

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="40"/>'
FULL = """office:
  name: {en: The Office, az: Ofis}
  address:
    - 1 Main Street
    - {en: Baku, az: Bakı}
  country: AZ
  contact: [tel. +994 12 000, "mail@example.org"]
  return_line: The Office · Baku
  emblem: emblem.svg
signatories:
  - {id: commissioner, name: A Name, title: {en: Commissioner}, signature: space}
  - {id: deputy, signature: sign.svg}
series:
  outgoing: {pattern: "1-{number:04d}/{year}", reset: yearly}
  notes: {pattern: "N{number}", reset: never}
defaults: {page: A4, window: din-a, template: note-verbale, formats: [docx, pdf], language: az, fallback: en,
           series: notes, signatory: deputy}
register: book.sqlite
"""
SERIES = 'series: {outgoing: {pattern: "{number}/{year}"}}\n'
SMALL = f"office: {{name: O, address: [A], country: AZ}}\n{SERIES}"


def read(workspace: Path, text: str) -> tuple[Office | None, list[Problem]]:
    (workspace / "letterbook.yaml").write_text(text, encoding="utf-8")
    for name in ("emblem.svg", "sign.svg"):
        (workspace / name).write_text(SVG)
    office, problems = read_office(workspace)
    assert all(problem.hint and problem.what.endswith(".") for problem in problems)
    return office, problems


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.place).removeprefix("letterbook.yaml:")) for problem in problems]


def test_everything(tmp_path: Path) -> None:
    office, problems = read(tmp_path, FULL)
    assert problems == []
    assert office is not None
    assert office.name == Localised({"en": "The Office", "az": "Ofis"})
    assert [line.to("az") for line in office.address] == ["1 Main Street", "Bakı"]
    assert (office.country, [line.to("en") for line in office.contact]) == (
        "AZ",
        ["tel. +994 12 000", "mail@example.org"],
    )
    assert office.return_line == Localised({"": "The Office · Baku"})
    assert office.emblem is not None
    assert (office.emblem.name, office.emblem.width_px, office.emblem.height_px) == ("emblem.svg", 30, 40)
    assert list(office.signatories) == ["commissioner", "deputy"]
    assert office.signatories["commissioner"].title == Localised({"en": "Commissioner"})
    assert office.signatories["commissioner"].signature is None
    assert office.signatories["deputy"].name is None
    assert office.signatories["deputy"].signature is not None
    assert office.series == {
        "outgoing": Series("outgoing", "1-{number:04d}/{year}", "yearly"),
        "notes": Series("notes", "N{number}", "never"),
    }
    assert office.defaults == Defaults(
        "A4", "din-a", False, "note-verbale", ("pdf", "docx"), "az", "en", "notes", "deputy", "AZ"
    )  # fmt: skip
    assert office.register == "book.sqlite"


def test_the_least(tmp_path: Path) -> None:
    office, problems = read(tmp_path, SMALL)
    assert problems == []
    assert office is not None
    assert (office.contact, office.return_line, office.emblem, office.signatories) == ((), None, None, {})
    assert (office.defaults, office.register) == (Defaults(country="AZ"), "register.sqlite")


def test_the_only_series_and_signatory_need_no_naming(tmp_path: Path) -> None:
    text = SMALL.replace("outgoing", "letters") + "signatories: [{id: commissioner}]\n"
    office, problems = read(tmp_path, text)
    assert problems == []
    assert office is not None
    assert (office.defaults.series, office.defaults.signatory) == ("letters", "commissioner")


ADDRESSES = [
    "postgresql://desk@host/letters",
    "postgres://desk:se%25%40@host:5432/letters?sslmode=require&connect_timeout=5",
    "postgresql://[::1]:5432/letters?options=-csearch_path%3Doffice",
    "book.sqlite",
    "registers/2021 book.sqlite",
    "../shared/register.sqlite",
    "C:/office/register.sqlite",
]
WRONG_ADDRESSES = [
    "postgresql://desk:hush%@host/letters",
    "postgresql://desk:hush%2x@host/letters",
    "postgresql://desk:hu/hush@host/letters",
    "postgresql://desk:hu#hush@host/letters",
    "postgresql://desk:hu?hush@host/letters",
    "postgresql://desk:hu@hush@host/letters",
    "postgresql://desk:hu hush@host/letters",
    "postgresql://desk:hush@host",
    "postgresql://desk:hush@host:port/letters",
    "postgresql://desk:hush@[::1/letters",
    "postgresql:/desk:hush@host/letters",
    "postgresql//desk:hush@host/letters",
    "postgrsql://desk:hush@host/letters",
    "PostgreSQL://desk:hush@host/letters",
    "mysql://desk:hush@host/letters",
    "sqlite:///hush.sqlite",
    "file:hush.sqlite?mode=memory",
    ":memory:",
    "desk:hush@host/letters",
    "host=db.office password=hush dbname=letters",
    "dbname = letters PASSWORD = hush",
    "postgresql://desk@host/letters?password=hush",
    "postgresql://desk@host/letters?options=-csession_replication_role%3Dreplica",
    "postgresql://desk@host/letters?options=-csearch_path%3Da%20-csession_replication_role%3Dreplica",
    "postgresql://desk@host/letters?service=hush",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_register_may_be(tmp_path: Path, address: str) -> None:
    office, problems = read(tmp_path, f'{SMALL}register: "{address}"\n')
    assert problems == []
    assert office is not None
    assert office.register == address


@pytest.mark.parametrize("address", WRONG_ADDRESSES)
def test_a_wrong_address_is_no_file_and_never_shown(tmp_path: Path, address: str) -> None:
    office, problems = read(tmp_path, f'{SMALL}register: "{address}"\n')
    assert office is None
    assert found(problems) == [("wrong-value", "3:11")]
    assert "hush" not in repr(problems)


def test_a_database_as_register(tmp_path: Path) -> None:
    office, _ = read(tmp_path, SMALL + "register: postgresql://desk@host/letters\n")
    assert office is not None
    assert office.register == "postgresql://desk@host/letters"


def test_an_address_may_be_a_text_of_several_lines(tmp_path: Path) -> None:
    text = "office:\n  name: O\n  country: NO\n  address: |\n    1 Main Street\n    Oslo\n" + SERIES
    office, problems = read(tmp_path, text)
    assert problems == []
    assert office is not None
    assert [line.to("en") for line in office.address] == ["1 Main Street", "Oslo"]
    assert office.country == "NO"


@pytest.mark.parametrize(
    ("written", "instead", "code", "place", "text"),
    [
        ("country: AZ", "country: Baku", "unknown-country", "6:12", "Baku"),
        ("country: AZ", "country: UN", "unknown-country", "6:12", "UN"),
        ("country: AZ", "county: AZ", "unknown-key", "6:3", "county"),
        ("emblem: emblem.svg", "emblem: nowhere.svg", "missing-picture", "9:11", "nowhere.svg"),
        ("emblem: emblem.svg", "emblem: ../emblem.svg", "outside-workspace", "9:11", "../emblem.svg"),
        ("emblem: emblem.svg", "emblem: letterbook.yaml", "broken-picture", "9:11", "letterbook.yaml"),
        ("emblem: emblem.svg", "emblem: [emblem.svg]", "wrong-value", "9:11", ""),
        ("sign.svg", "sing.svg", "missing-picture", "12:29", "sing.svg"),
        ("id: deputy", "id: commissioner", "duplicate-id", "12:10", "commissioner"),
        ("id: deputy", "id: The Deputy", "wrong-id", "12:10", "The Deputy"),
        ("az: Ofis", "Azeri: Ofis", "wrong-language", "2:26", "Azeri"),
        ("az: Ofis", "az: [Ofis]", "wrong-value", "2:26", "az"),
        ("az: Ofis", 'az: "O\\u2067fis"', "control-character", "2:26", "az"),
        ("1 Main Street", '"1 Main\\nStreet"', "control-character", "4:7", "1 Main\nStreet"),
        ("address:\n    - 1 Main Street\n    - {en: Baku, az: Bakı}", "address: {en: x}", "wrong-value", "3:12", ""),
        ('"1-{number:04d}/{year}"', '"1/{year}"', "wrong-pattern", "14:23", "1/{year}"),
        ('"1-{number:04d}/{year}"', '"{number}"', "wrong-pattern", "14:23", "{number}"),
        ('"1-{number:04d}/{year}"', '"{number}/{yaer}"', "wrong-pattern", "14:23", "{number}/{yaer}"),
        ('"1-{number:04d}/{year}"', '"{number/{year}"', "wrong-pattern", "14:23", "{number/{year}"),
        ('"1-{number:04d}/{year}"', '"{number}/{}{year}"', "wrong-pattern", "14:23", "{number}/{}{year}"),
        ('"1-{number:04d}/{year}"', '"{number.real}{year}"', "wrong-pattern", "14:23", "{number.real}{year}"),
        ('"1-{number:04d}/{year}"', '"{number!r}{year}"', "wrong-pattern", "14:23", "{number!r}{year}"),
        ('"1-{number:04d}/{year}"', '"{number:999999999d}{year}"', "wrong-pattern", "14:23", "{number:999999999d}{year}"),
        ('"1-{number:04d}/{year}"', '"{number:x}{year}"', "wrong-pattern", "14:23", "{number:x}{year}"),
        ('"1-{number:04d}/{year}"', "1-{number}/{year}", "broken-yaml", "14:25", "outgoing: {pattern: 1-{number}/{year}, reset: yearly}"),
        ("reset: yearly", "reset: monthly", "wrong-value", "14:55", "monthly"),
        ("reset: never", "reset: yearly", "wrong-pattern", "15:20", "N{number}"),
        ("  notes:", "  Notes Verbales:", "wrong-id", "15:3", "Notes Verbales"),
        ("page: A4", "page: A3", "wrong-value", "16:18", "A3"),
        ("page: A4", "page: Letter", "other-paper", "16:34", "din-a"),
        ("window: din-a", "window: us-10", "other-paper", "16:30", "us-10"),
        ("window: din-a", "universal: perhaps", "wrong-value", "16:33", "perhaps"),
        ("window: din-a", "window: din-c", "wrong-value", "16:30", "din-c"),
        ("template: note-verbale", "template: ../x", "wrong-id", "16:47", "../x"),
        ("[docx, pdf]", "[docx, odt]", "wrong-value", "16:77", "odt"),
        ("[docx, pdf]", "{docx: pdf}", "wrong-value", "16:70", ""),
        ("language: az", "language: Azeri", "wrong-language", "16:93", "Azeri"),
        ("fallback: en", "fallback: EN", "wrong-language", "16:107", "EN"),
        ("signatory: deputy", "signatory: deputi", "no-signatory", "17:38", "deputi"),
        ("register: book", "registry: book", "unknown-key", "18:1", "registry"),
    ],
)  # fmt: skip
def test_one_mistake(tmp_path: Path, written: str, instead: str, code: str, place: str, text: str) -> None:
    assert written in FULL
    _, problems = read(tmp_path, FULL.replace(written, instead, 1))
    expected = [(code, place, text)]
    if instead == "county: AZ":
        expected.append(("missing-field", "2:3", "country"))
    if instead == "id: commissioner":
        expected.append(("no-signatory", "17:38", "deputy"))
    if instead == "id: The Deputy":
        expected.append(("no-signatory", "17:38", "deputy"))
    if instead == "  Notes Verbales:":
        expected.append(("no-series", "17:20", "notes"))
    assert [
        (*where, problem.text) for where, problem in zip(found(problems), problems, strict=True)
    ] == expected


@pytest.mark.parametrize("pattern", ["A {number}/{year} B", "{year:d}-{number:4}", "{{{number:03d}}}/{year}"])
def test_patterns(tmp_path: Path, pattern: str) -> None:
    office, problems = read(tmp_path, SMALL.replace("{number}/{year}", pattern))
    assert problems == []
    assert office is not None
    assert office.series["outgoing"].pattern == pattern


def test_several_series_of_which_none_is_named(tmp_path: Path) -> None:
    text = FULL.replace("  outgoing:", "  first:").replace("series: notes, ", "")
    [problem] = read(tmp_path, text)[1]
    assert (problem.code, problem.hint) == ("no-series", "Name one under defaults, as in series: first.")


def test_a_default_language_that_nobody_knows(tmp_path: Path) -> None:
    _, problems = read(tmp_path, FULL.replace("language: az", "language: xx"))
    assert [(problem.code, problem.text) for problem in problems] == [("wrong-language", "xx")]


def test_a_series_that_is_not_there(tmp_path: Path) -> None:
    _, problems = read(tmp_path, FULL.replace("series: notes", "series: note"))
    assert found(problems) == [("no-series", "17:20")]
    assert problems[0].hint == "Did you mean “notes”? There are: outgoing, notes."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("missing-field", "1:1"), ("missing-field", "1:1")]),
        ("office:\nseries:\n", [("missing-field", "1:1"), ("missing-field", "2:1")]),
        ("office: x\n" + SERIES, [("wrong-value", "1:9")]),
        (SMALL + "signatories: x\n", [("wrong-value", "3:14")]),
        (SMALL + "signatories: [x]\n", [("wrong-value", "3:15")]),
        (
            SMALL + "signatories: [{name: x}, {name: y}]\n",
            [("missing-field", "3:15"), ("missing-field", "3:26")],
        ),
        (SMALL.replace(SERIES, "series: {outgoing: x}\n"), [("wrong-value", "2:20")]),
        (SMALL + "defaults: [x]\n", [("wrong-value", "3:11")]),
        (SMALL.replace(SERIES, "series: x\n"), [("wrong-value", "2:9")]),
        ("office: {name: O, address: [], country: AZ}\n" + SERIES, [("wrong-value", "1:28")]),
        ("a: b: c\n", [("broken-yaml", "1:5")]),
    ],
)
def test_mistakes_of_the_whole(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(read(tmp_path, text)[1]) == expected


def test_all_mistakes_in_one_run(tmp_path: Path) -> None:
    text = (
        FULL.replace("country: AZ", "country: XX").replace("emblem.svg", "x.svg").replace("din-a", "c4")
        .replace("{number:04d}", "").replace("signatory: deputy", "signatory: x").replace("register:", "rigester:")
    )  # fmt: skip
    office, problems = read(tmp_path, text)
    assert office is None
    assert sorted(problem.code for problem in problems) == [
        "missing-picture", "no-signatory", "unknown-country", "unknown-key", "wrong-pattern", "wrong-value",
    ]  # fmt: skip


def test_marks_in_lines_of_letters_are_a_notice(tmp_path: Path) -> None:
    text = SMALL + (
        'kinds: {embassy: {salutation: {en: "Excellency,", de: "**Exzellenz,**"}, closing: "_Yours,_"}}\n'
        'salutations: {de: {Frau: "Sehr geehrte Frau {{ surname }}~2~,"}}\n'
        'signatories: [{id: a, name: "E*Trade", title: {en: "*The Head*"}}]\n'
    )
    office, problems = read(tmp_path, text)
    assert office is not None
    assert {(problem.code, problem.level) for problem in problems} == {("unsupported-markup", "warning")}
    assert sorted((problem.text, problem.place.line, problem.place.column) for problem in problems) == [
        ("**Exzellenz,**", 3, 55),
        ("*The Head*", 5, 52),
        ("_Yours,_", 3, 83),
        ("~2~", 4, 26),
    ]


def test_lines_of_the_office_are_plain_text(tmp_path: Path) -> None:
    small = SMALL.replace("name: O, address: [A]", 'name: {en: "The **Office**"}, address: ["1 {{ street }}", "**A**"], '
                          'contact: ["m^2^"], return_line: "«Web_Site»"')  # fmt: skip
    office, problems = read(tmp_path, small + 'signatories: [{id: a, name: "{{ name }}"}]\n')
    assert office is not None
    assert [(problem.code, problem.level, problem.text) for problem in problems] == [
        ("unsupported-markup", "warning", "**Office**"),
        ("unsupported-markup", "warning", "**A**"),
        ("not-filled-in", "error", "{{ street }}"),
        ("unsupported-markup", "warning", "^2^"),
        ("not-filled-in", "warning", "«Web_Site»"),
        ("not-filled-in", "error", "{{ name }}"),
    ]


def test_no_file(tmp_path: Path) -> None:
    office, problems = read_office(tmp_path)
    assert (office, found(problems)) == (None, [("missing-file", "letterbook.yaml")])
