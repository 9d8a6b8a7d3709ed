"""The list of recipients: YAML, and the checks that tables share."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from letterbook.model import Defaults, Group, Recipient
from letterbook.problems import Place, Problem
from letterbook.sources.raw_recipient import RawRecipient
from letterbook.sources.recipients_yaml import build_list, read_recipients

DEFAULTS = Defaults(language="en", template="letter", formats=("pdf",), window="din-b", country="AZ")
EMBASSY = "{id: embassy, organisation: Embassy, address: {street: 1 Main Street, city: Baku, country: AZ}}"


def read(folder: Path, text: str) -> tuple[list[Group], list[Problem]]:
    (folder / "r.yaml").write_text(text, encoding="utf-8")
    groups, problems = read_recipients(folder / "r.yaml", "r.yaml", DEFAULTS)
    assert all(problem.hint and problem.what.endswith(".") for problem in problems)
    return groups, problems


def read_group(folder: Path, *recipients: str, keys: str = "") -> tuple[list[Group], list[Problem]]:
    """A group of these recipients; the first is in line 4, each on a line of its own."""
    head = f"groups:\n- {{id: g, name: G{keys}\n  ,recipients: [\n"
    return read(folder, head + ",\n".join(recipients) + "\n]}\n")


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.place)) for problem in problems]


def one(groups: list[Group]) -> Recipient:
    assert [len(group.recipients) for group in groups] == [1]
    return groups[0].recipients[0]


FULL = """
groups:
  - id: united-nations
    name: {en: the United Nations, az: BMT}
    language: az
    template: note-verbale
    formats: [docx, pdf]
    signatory: deputy
    window: din-a
    copies: 2
    salutation: Excellency
    closing: Accept
    delivery: courier
    honorific: H. E.
    in_text: the body
    recipients:
      - id: first
        organisation: Secretariat
        address: {street: 405 East 42nd Street, city: New York, region: NY, postcode: "01017", country: us}
      - id: second
        organisation: Norwegian Mission
        person: A Person
        post: Head
        attention: Registry
        honorific: Mr
        salutation: Dear Sir
        closing: Yours
        in_text: the mission
        language: en
        template: letter
        formats: pdf
        signatory: commissioner
        window: none
        copies: 99
        cc: [One, Two]
        delivery: post
        active: no
        address:
          lines: [Postboks 1, 0030 Oslo]
          country: NO
"""


def test_a_group_s_keys_are_its_members_defaults(tmp_path: Path) -> None:
    groups, problems = read(tmp_path, FULL)
    assert problems == []
    assert groups[0].name.texts == {"en": "the United Nations", "az": "BMT"}
    first = groups[0].recipients[0]
    assert (first.language, first.template, first.formats, first.signatory, first.window, first.copies) == (
        "az", "note-verbale", ("pdf", "docx"), "deputy", "din-a", 2,
    )  # fmt: skip
    assert (first.salutation, first.closing, first.delivery, first.honorific, first.in_text) == (
        "Excellency", "Accept", "courier", "H. E.", "the body",
    )  # fmt: skip
    assert (first.address.postcode, first.address.country, first.group, first.active) == (
        "01017", "US", "united-nations", True,
    )  # fmt: skip
    assert str(first.places["address.city"]) == "r.yaml:19:55"
    assert str(first.places[""]) == "r.yaml:17:9"


def test_a_recipient_s_own_keys_go_first(tmp_path: Path) -> None:
    groups, _ = read(tmp_path, FULL)
    second = groups[0].recipients[1]
    assert (second.language, second.template, second.formats, second.signatory, second.window, second.copies) == (
        "en", "letter", ("pdf",), "commissioner", "none", 99,
    )  # fmt: skip
    assert (second.salutation, second.closing, second.delivery, second.honorific, second.in_text) == (
        "Dear Sir", "Yours", "post", "Mr", "the mission",
    )  # fmt: skip
    assert (second.person, second.post, second.attention, second.cc, second.active) == (
        "A Person", "Head", "Registry", ("One", "Two"), False,
    )  # fmt: skip
    assert (second.address.country, second.address.lines) == ("NO", ("Postboks 1", "0030 Oslo"))


def test_the_office_s_defaults_hold_otherwise(tmp_path: Path) -> None:
    groups, problems = read_group(tmp_path, EMBASSY)
    assert problems == []
    recipient = one(groups)
    assert (recipient.language, recipient.template, recipient.formats, recipient.window) == (
        "en", "letter", ("pdf",), "din-b",
    )  # fmt: skip
    assert (recipient.signatory, recipient.copies, recipient.active, recipient.cc) == (None, 1, True, ())


@pytest.mark.parametrize(
    ("keys", "window"),
    [
        ("universal: true", "din-b-universal"),
        ("universal: yes, window: uk-dl", "uk-dl-universal"),
        ("universal: true, window: din-a", "din-a"),
        ("universal: no", "din-b"),
    ],
)
def test_an_address_that_every_window_shows(tmp_path: Path, keys: str, window: str) -> None:
    groups, problems = read_group(tmp_path, f"{{id: a, post: P, {keys}, {ADDRESS}}}")
    assert problems == []
    assert one(groups).window == window
    groups, _ = read_group(tmp_path, f"{{id: a, post: P, {ADDRESS}}}", keys=f", {keys}")
    assert one(groups).window == window


@pytest.mark.parametrize("written", ["NO", "no", "No"])
def test_norway_stays_norway(tmp_path: Path, written: str) -> None:
    groups, problems = read_group(
        tmp_path, f"{{id: a, post: P, address: {{city: Oslo, country: {written}}}}}"
    )
    assert problems == []
    assert one(groups).address.country == "NO"


@pytest.mark.parametrize("written", ["01067", "1e3", "0x10", "1_0", "2021-01-19"])
def test_a_postcode_stays_as_written(tmp_path: Path, written: str) -> None:
    text = f"{{id: a, post: P, address: {{city: C, postcode: {written}, country: DE}}}}"
    assert one(read_group(tmp_path, text)[0]).address.postcode == written


@pytest.mark.parametrize(
    "name", ["x" * 300, 'A & B <C> \\"D\\"', "😀 🇦🇿", "الأمم المتحدة", "\u200fعربي\u200f"]
)
def test_unusual_names_are_kept(tmp_path: Path, name: str) -> None:
    groups, problems = read_group(
        tmp_path, f'{{id: a, organisation: "{name}", address: {{city: C, country: DE}}}}'
    )
    assert problems == []
    assert one(groups).organisation == name.replace('\\"', '"')


def test_lines_may_be_one_text_of_several_lines(tmp_path: Path) -> None:
    text = """groups:
- id: g
  name: G
  recipients:
  - id: a
    post: P
    cc: One, Inc.
    address:
      country: DE
      lines: |
        Street 1

        01067 Dresden
"""
    groups, problems = read(tmp_path, text)
    assert problems == []
    assert one(groups).address.lines == ("Street 1", "01067 Dresden")
    assert one(groups).cc == ("One, Inc.",)


# --- Each check, with its place ------------------------------------------------------------------------------------

ADDRESS = "address: {city: C, country: DE}"


@pytest.mark.parametrize(
    ("recipient", "code", "column", "text"),
    [
        (f"{{id: ../x, post: P, {ADDRESS}}}", "wrong-id", 6, "../x"),
        (f"{{id: Über Uns, post: P, {ADDRESS}}}", "wrong-id", 6, "Über Uns"),
        (f"{{id: {'a' * 81}, post: P, {ADDRESS}}}", "wrong-id", 6, "a" * 81),
        (f"{{id: a, {ADDRESS}}}", "missing-field", 1, "a"),
        ("{id: a, post: P}", "missing-field", 1, "address"),
        ("{id: a, post: P, address: }", "missing-field", 18, "address"),
        ("{id: a, post: P, address: {city: C, country: Germania Magna}}", "unknown-country", 46, "Germania Magna"),
        ("{id: a, post: P, address: {city: C, country: Korea}}", "unclear-country", 46, "Korea"),
        ("{id: a, post: P, address: {city: C, country: XX}}", "unknown-country", 46, "XX"),
        ("{id: a, post: P, address: {city: C, country: EU}}", "unknown-country", 46, "EU"),
        ("{id: a, post: P, address: {lines: [L], city: C, country: DE}}", "wrong-address", 46, ""),
        ("{id: a, post: P, address: {postcode: 1, country: DE}}", "wrong-address", 27, ""),
        ("{id: a, post: P, address: Berlin}", "wrong-value", 27, ""),
        (f"{{id: a, post: P, window: c4, {ADDRESS}}}", "wrong-value", 26, "c4"),
        (f"{{id: a, post: P, window: us-10, {ADDRESS}}}", "other-paper", 26, "us-10"),
        (f"{{id: a, post: P, universal: perhaps, {ADDRESS}}}", "wrong-value", 29, "perhaps"),
        (f"{{id: a, post: P, formats: [pdf, odt], {ADDRESS}}}", "wrong-value", 27, "odt"),
        (f"{{id: a, post: P, copies: 0, {ADDRESS}}}", "wrong-value", 26, "0"),
        (f"{{id: a, post: P, copies: 100, {ADDRESS}}}", "wrong-value", 26, "100"),
        (f"{{id: a, post: P, copies: 1.5, {ADDRESS}}}", "wrong-value", 26, "1.5"),
        (f"{{id: a, post: P, copies: ٣, {ADDRESS}}}", "wrong-value", 26, "٣"),
        (f"{{id: a, post: P, active: perhaps, {ADDRESS}}}", "wrong-value", 26, "perhaps"),
        (f"{{id: a, post: P, language: English, {ADDRESS}}}", "wrong-language", 28, "English"),
        (f"{{id: a, post: P, template: ../x, {ADDRESS}}}", "wrong-id", 28, "../x"),
        (f'{{id: a, post: "P\\nQ", {ADDRESS}}}', "control-character", 15, "P\nQ"),
        (f'{{id: a, post: "P\\u202eQ", {ADDRESS}}}', "control-character", 15, "P\u202eQ"),
        (f'{{id: a, post: "P\u2067Q", {ADDRESS}}}', "control-character", 15, "P\u2067Q"),
        (f'{{id: a, post: P, cc: ["x\\tq"], {ADDRESS}}}', "control-character", 22, "x\tq"),
        ('{id: a, post: P, address: {lines: ["x\\x07"], country: DE}}', "control-character", 35, "x\x07"),
        (f"{{id: a, post: [P], organisation: O, {ADDRESS}}}", "wrong-value", 15, ""),
        (f"{{id: a, post: P, cc: {{x: y}}, {ADDRESS}}}", "wrong-value", 22, ""),
        (f"{{id: a, post: P, cc: [[x]], {ADDRESS}}}", "wrong-value", 23, ""),
        (f"{{id: a, post: P, organization: O, {ADDRESS}}}", "unknown-key", 18, "organization"),
        (f"{{id: a, post: P, group: O, {ADDRESS}}}", "unknown-key", 18, "group"),
        ("{id: a, post: P, address: {town: T, city: C, country: DE}}", "unknown-key", 28, "town"),
    ],
)  # fmt: skip
def test_one_mistake(tmp_path: Path, recipient: str, code: str, column: int, text: str) -> None:
    _, problems = read_group(tmp_path, recipient)
    assert found(problems) == [(code, f"r.yaml:4:{column}")]
    assert problems[0].text == text


def test_all_mistakes_of_all_recipients_in_one_run(tmp_path: Path) -> None:
    groups, problems = read_group(
        tmp_path, "{colour: red}", EMBASSY, "{id: B, window: x, address: {city: C}}"
    )
    assert [recipient.id for recipient in groups[0].recipients] == ["embassy"]
    assert sorted(found(problems)) == [
        ("missing-field", "r.yaml:4:1"),  # name
        ("missing-field", "r.yaml:4:1"),  # address
        ("missing-field", "r.yaml:6:1"),  # name
        ("unknown-key", "r.yaml:4:2"),
        ("wrong-id", "r.yaml:6:6"),
        ("wrong-value", "r.yaml:6:17"),
    ]


def test_what_has_no_id_or_no_country_is_left_out(tmp_path: Path) -> None:
    groups, problems = read_group(tmp_path, "{id: a, post: P, address: {city: C, country: XX}}", EMBASSY)
    assert [recipient.id for recipient in groups[0].recipients] == ["embassy"]
    assert found(problems) == [("unknown-country", "r.yaml:4:46")]
    assert read(tmp_path, f"groups:\n- {{name: G, recipients: [{EMBASSY}]}}\n")[0] == []


def test_formats_may_be_one_text(tmp_path: Path) -> None:
    groups, problems = read_group(tmp_path, EMBASSY.replace("{id", '{formats: "docx, PDF", id'))
    assert (problems, one(groups).formats) == ([], ("pdf", "docx"))


@pytest.mark.parametrize(
    ("recipient", "column"),
    [
        ("{id: a, post: P, address: {city: C, country: DE, post: x}}", 50),
        (f"{{id: a, post: P, address.lines: [x], {ADDRESS}}}", 18),
        (f"{{id: a, post: P, address.city: x, {ADDRESS}}}", 18),
        (f"{{id: a, post: P, lines: [x], {ADDRESS}}}", 18),
        (f"{{id: a, post: P, group_name: x, {ADDRESS}}}", 18),
    ],
)
def test_keys_of_another_level(tmp_path: Path, recipient: str, column: int) -> None:
    assert found(read_group(tmp_path, recipient)[1]) == [("unknown-key", f"r.yaml:4:{column}")]


def test_two_problems_at_one_place_are_both_told(tmp_path: Path) -> None:
    text = "groups:\n- id: g\n  name: G\n  recipients:\n  - colour: red\n    id: a\n    address: {city: C, country: DE}\n"
    assert found(read(tmp_path, text)[1]) == [("unknown-key", "r.yaml:5:5"), ("missing-field", "r.yaml:5:5")]


def test_who_has_no_id_gets_one_of_name_and_city(tmp_path: Path) -> None:
    groups, problems = read_group(tmp_path, "{id: , post: P, address: {city: C, country: DE}}")
    assert problems == []
    assert [recipient.id for recipient in groups[0].recipients] == ["p-c"]


def test_each_key_has_its_own_words(tmp_path: Path) -> None:
    _, problems = read_group(tmp_path, f"{{id: a, post: P, window: x, copies: 0, template: X, {ADDRESS}}}")
    assert [problem.what for problem in problems] == [
        "“X” cannot be the name of a template.",
        "There is no window “x”.",
        "“0” is not a number of copies.",
    ]


def test_suggestions(tmp_path: Path) -> None:
    def hint(recipient: str) -> str:
        return read_group(tmp_path, recipient)[1][0].hint

    assert "Did you mean “organisation”?" in hint(f"{{id: a, post: P, organization: O, {ADDRESS}}}")
    assert "in_text" in hint(f"{{id: a, post: P, organization: O, {ADDRESS}}}")
    assert "Did you mean “din-b”?" in hint(f"{{id: a, post: P, window: dinb, {ADDRESS}}}")
    assert '"uber-uns"' not in hint(f"{{id: Über Uns, post: P, {ADDRESS}}}")
    assert "“un-geneva”" in hint(f"{{id: UN Geneva, post: P, {ADDRESS}}}")


def test_a_country_s_name_becomes_its_code(tmp_path: Path) -> None:
    groups, problems = read_group(tmp_path, "{id: a, post: P, address: {city: C, country: Almaniya}}")
    assert problems == []
    assert one(groups).address.country == "DE"


def test_duplicate_ids_across_groups_name_the_first(tmp_path: Path) -> None:
    text = "groups:\n"
    for number, city in enumerate(("A", "B")):
        text += f"- {{id: g{number}, name: G, recipients: [\n  {{id: same, post: P, address: {{city: {city}, country: DE}}}}]}}\n"
    _, problems = read(tmp_path, text)
    assert found(problems) == [("duplicate-id", "r.yaml:5:8")]
    assert "r.yaml:3:8" in problems[0].what


def test_duplicate_group_ids(tmp_path: Path) -> None:
    other = EMBASSY.replace("embassy", "other").replace("Main", "Side")
    text = f"groups:\n- {{id: g, name: G, recipients: [{EMBASSY}]}}\n- {{id: g, name: G, recipients: [{other}]}}\n"
    _, problems = read(tmp_path, text)
    assert found(problems) == [("duplicate-id", "r.yaml:3:8")]


@pytest.mark.parametrize(
    "second",
    [
        "{id: b, organisation: EMBASSY, address: {street: 1  main street, city: BAKU, country: az}}",
        "{id: b, organisation: Embassy, address: {lines: [1 Main Street, Baku], country: AZ}}",
    ],
)
def test_the_same_name_at_the_same_address(tmp_path: Path, second: str) -> None:
    _, problems = read_group(tmp_path, EMBASSY, second)
    assert found(problems) == [("double-recipient", "r.yaml:5:1")]
    assert "embassy" in problems[0].what
    assert "r.yaml:4:1" in problems[0].what


@pytest.mark.parametrize(
    "second",
    [
        "{id: b, organisation: Consulate, address: {street: 1 Main Street, city: Baku, country: AZ}}",
        "{id: b, organisation: Embassy, post: Consul, address: {street: 1 Main Street, city: Baku, country: AZ}}",
        "{id: b, organisation: Embassy, address: {street: 1 Main Street, city: Baku, country: GE}}",
        "{id: b, organisation: Embassy, active: false, address: {street: 1 Main Street, city: Baku, country: AZ}}",
    ],
)
def test_these_are_two_recipients(tmp_path: Path, second: str) -> None:
    groups, problems = read_group(tmp_path, EMBASSY, second)
    assert problems == []
    assert len(groups[0].recipients) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("no-recipients", "r.yaml:1:1")]),
        ("groups:\n", [("no-recipients", "r.yaml:1:1")]),
        ("groups: []\n", [("no-recipients", "r.yaml:1:1")]),
        ("groups:\n- {id: g, name: G}\n", [("empty-group", "r.yaml:2:3")]),
        ("groups:\n- {id: g, name: G, recipients: []}\n", [("empty-group", "r.yaml:2:32")]),
        (f"groups:\n- {{id: g, recipients: [{EMBASSY}]}}\n", [("missing-field", "r.yaml:2:3")]),
        (f"groups:\n- {{name: G, recipients: [{EMBASSY}]}}\n", [("missing-field", "r.yaml:2:3")]),
        (f"groups:\n- {{id: G, name: G, recipients: [{EMBASSY}]}}\n", [("wrong-id", "r.yaml:2:8")]),
        (
            f"groups:\n- {{id: g, name: {{eng1: G}}, recipients: [{EMBASSY}]}}\n",
            [("wrong-language", "r.yaml:2:18")],
        ),
        (
            f"groups:\n- {{id: g, name: {{en: [G]}}, recipients: [{EMBASSY}]}}\n",
            [("wrong-value", "r.yaml:2:18")],
        ),
        (f"groups:\n- {{id: g, name: [G], recipients: [{EMBASSY}]}}\n", [("wrong-value", "r.yaml:2:17")]),
        (
            f"groups:\n- {{id: g, name: G, copies: x, recipients: [{EMBASSY}]}}\n",
            [("wrong-value", "r.yaml:2:28")],
        ),
        (
            f"groups:\n- {{id: g, name: G, post: x, recipients: [{EMBASSY}]}}\n",
            [("unknown-key", "r.yaml:2:20")],
        ),
        ("groups:\n- {id: g, name: G, recipients: x}\n", [("wrong-value", "r.yaml:2:32")]),
        (f"groups:\n- {{id: g, name: G, recipients: [x, {EMBASSY}]}}\n", [("wrong-value", "r.yaml:2:33")]),
        ("groups: x\n", [("wrong-value", "r.yaml:1:9"), ("no-recipients", "r.yaml:1:1")]),
        ("recipients: []\n", [("unknown-key", "r.yaml:1:1"), ("no-recipients", "r.yaml:1:1")]),
        ("groups: [\n", [("broken-yaml", "r.yaml:2:1")]),
    ],
)
def test_mistakes_of_groups_and_of_the_whole(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(read(tmp_path, text)[1]) == expected


def test_a_list_with_nobody_active(tmp_path: Path) -> None:
    _, problems = read_group(tmp_path, EMBASSY.replace("{id", "{active: false, id"))
    assert found(problems) == [("no-recipients", "r.yaml:1:1")]


def test_a_missing_list(tmp_path: Path) -> None:
    groups, problems = read_recipients(tmp_path / "r.yaml", "r.yaml", DEFAULTS)
    assert (groups, found(problems)) == ([], [("missing-file", "r.yaml")])


# --- Tables --------------------------------------------------------------------------------------------------------


def row(number: int, **values: str) -> RawRecipient:
    """A row of a table whose columns are these, from A on; "address.city" is spelt address_city here."""
    keys = [key.replace("address_", "address.") for key in values]
    places = {key: Place("t.xlsx", sheet="S", cell=f"{chr(65 + at)}{number}") for at, key in enumerate(keys)}
    places[""] = Place("t.xlsx", sheet="S", cell=f"A{number}")
    return RawRecipient(dict(zip(keys, values.values(), strict=True)), {}, places)


def test_rows_are_grouped_in_order_of_first_appearance() -> None:
    rows = [
        row(2, id="a", group="x", group_name="The X", post="P", address_city="A", address_country="DE"),
        row(3, id="b", group="y", post="P", address_city="B", address_country="DE"),
        row(4, id="c", group="x", post="P", address_city="C", address_country="DE"),
    ]
    groups, problems = build_list(rows, "t.xlsx", DEFAULTS)
    assert problems == []
    assert [(g.id, dict(g.name.texts), [r.id for r in g.recipients]) for g in groups] == [
        ("x", {"": "The X"}, ["a", "c"]),
        ("y", {}, ["b"]),
    ]


def test_a_table_without_groups_is_one_group() -> None:
    groups, problems = build_list(
        [row(2, id="a", post="P", address_city="A", address_country="DE")], "t.xlsx", DEFAULTS
    )
    assert problems == []
    assert [(group.id, len(group.recipients)) for group in groups] == [("recipients", 1)]


def named_rows(*names: str) -> list[RawRecipient]:
    """Rows with names of groups, and no ids of these; "" is none."""
    post = {"post": "P", "address_country": "DE"}
    return [
        row(at, id=f"r{at}", address_city=f"A{at}", **post, **({"group_name": name} if name else {}))
        for at, name in enumerate(names, 2)
    ]


def test_one_name_of_a_group_is_that_of_the_whole_list() -> None:
    [group], problems = build_list(named_rows("The X", "", ""), "t.xlsx", DEFAULTS)
    assert (problems, group.id, group.name.texts[""], len(group.recipients)) == ([], "recipients", "The X", 3)


def test_names_of_groups_do_without_ids() -> None:
    groups, problems = build_list(named_rows("The X", "The Y", "The X"), "t.xlsx", DEFAULTS)
    assert problems == []
    assert [(g.id, g.name.texts[""], len(g.recipients)) for g in groups] == [
        ("the-x", "The X", 2),
        ("the-y", "The Y", 1),
    ]
    _, [problem] = build_list(named_rows("The X", "The Y", ""), "t.xlsx", DEFAULTS)
    assert (problem.code, problem.place.cell) == ("missing-field", "A4")


def test_mistakes_of_rows_name_the_cell() -> None:
    rows = [
        row(2, id="a", group="x", group_name="X", address_city="A", address_country="DE", post="P"),
        row(3, id="b", group="x", group_name="Y", address_city="B", address_country="Nowhere", post="P"),
        row(4, id="c", address_city="C", address_country="DE", post="P"),
        row(5, id="d", group="n\u0435w", address_city="D", address_country="DE", post="P"),
    ]
    _, problems = build_list(rows, "t.xlsx", DEFAULTS)
    assert [(p.code, p.place.cell, p.text) for p in problems] == [
        ("missing-field", "A4", "group"),
        ("wrong-value", "C3", "Y"),
        ("unknown-country", "E3", "Nowhere"),
        ("wrong-id", "B5", "n\u0435w"),
    ]
    assert all(problem.hint for problem in problems)


def test_a_table_without_rows_was_reported_by_its_reader() -> None:
    assert build_list([], "t.xlsx", DEFAULTS) == ([], [])


# --- Speed ---------------------------------------------------------------------------------------------------------


def test_500_recipients_in_yaml_are_read_in_well_under_a_second(tmp_path: Path) -> None:
    text = "groups:\n- id: g\n  name: G\n  recipients:\n" + "".join(
        f"  - id: r{number}\n    organisation: Embassy {number}\n    salutation: Excellency,\n"
        f"    address: {{street: {number} Main Street, city: Baku, postcode: AZ1000, country: AZ}}\n"
        for number in range(500)
    )
    started = time.process_time()
    groups, problems = read(tmp_path, text)
    assert time.process_time() - started < 1
    assert (len(groups[0].recipients), problems) == (500, [])


@pytest.mark.slow
def test_a_table_of_100_000_rows_takes_as_long_as_its_rows() -> None:
    place = Place("t.xlsx", sheet="S", cell="A2")
    rows = [
        RawRecipient(
            {
                "id": f"r{number}", "group": f"g{number % 20}", "organisation": f"Embassy {number}", "language": "en",
                "address.street": "1 Main Street", "address.city": "Baku", "address.country": "AZ",
            },
            {"formats": ("pdf", "docx")},
            {"": place},
        )
        for number in range(100_000)
    ]  # fmt: skip
    began = time.process_time()
    build_list(rows[:10_000], "t.xlsx", DEFAULTS)
    few = time.process_time() - began
    began = time.process_time()
    groups, problems = build_list(rows, "t.xlsx", DEFAULTS)
    assert time.process_time() - began < 20 * few
    assert (sum(len(group.recipients) for group in groups), problems) == (100_000, [])
