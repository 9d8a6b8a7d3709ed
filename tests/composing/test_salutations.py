"""A letter opens by the list's form of address and the office's own rule; nothing is taken from a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import at, edit, make_workspace

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare
from letterbook.sources.documents.markdown import plain

RULES = """
salutations:
  en: {Ms: "Dear Ms {{ recipient.surname }},", Mr: "Dear Mr {{ recipient.surname }},", Family: "Dear {{ recipient.person }},"}
"""
PDF = Order("january-20", formats=("pdf",), cover_only=True)
ROWS = {
    "ann": "form_of_address: Ms, given: Ann, surname: Archer",
    "bo": "form_of_address: mr., given: Bo, surname: Quill",
    "cy": "form_of_address: Family, person: Cy and Di Weber",
    "own": "form_of_address: Ms, person: Eve Lang, salutation: 'Dear Eve,'",
    "kind": "person: Flo Berg, kind: ambassador",
}


def office(folder: Path, rows: dict[str, str], rules: str = RULES) -> Path:
    entries = (
        f"      - {{id: {name}, {row}, in_text: you, address: {{street: {len(row)} Mill Lane, postcode: '1010', city: Vienna, country: AT}}}}\n"
        for name, row in rows.items()
    )
    head = "groups:\n  - id: all\n    name: all\n    recipients:\n"
    workspace = make_workspace(folder / "office", head + "".join(entries))
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(rules)
    return workspace


GERMAN = """
salutations:
  de:
    Frau: "Sehr geehrte Frau {{ recipient.surname }},"
    Frau Dr.: "Sehr geehrte Frau Dr. {{ recipient.surname }},"
    Herr: "Sehr geehrter Herr {{ recipient.honorific or '' }} {{ recipient.surname }},"
    Botschafterin: "Exzellenz,"
"""


def german(folder: Path, rows: dict[str, str], rules: str = GERMAN) -> Path:
    workspace = office(folder, rows, rules)
    words = (workspace / "templates/letter/en.md").read_text("utf-8").split("\n---\n")[0]
    (workspace / "templates/letter/de.md").write_text(f"{words}\n---\nDie Erklärung liegt bei.\n", "utf-8")
    return workspace


def test_an_address_names_people_as_its_language_does(tmp_path: Path) -> None:
    """DIN 5008 wants the form of address; where the list has none, or the language prints none, the name stands as it did."""
    eva = "given: Eva, surname: Beispiel"
    rows = {
        "a": f"form_of_address: Frau, honorific: Dr., {eva}, language: de",
        "b": "form_of_address: Herr, given: Max, surname: Muster, language: de",
        "c": "form_of_address: Herr, honorific: Prof. Dr., person: Max Muster, surname: Muster, language: de",
        "d": "honorific: Botschafterin, person: I. E. Ada Weber, language: de",
        "e": f"form_of_address: Frau, {eva}, salutation: 'Dear Eva,'",
        "f": "form_of_address: Frau, person: Frau Eva Beispiel, surname: Beispiel, language: de",
    }
    workspace = german(tmp_path, rows)
    prepared, problems = prepare(workspace, PDF, UNWATCHED)
    assert prepared
    told = {problem.code for problem in problems if problem.place.file == "recipients.yaml"}
    assert told == {"language-fallback"}, "the statement is not there in German"
    assert [(draft.letter.address[0], draft.letter.salutation) for draft in prepared.drafts] == [
        ("Frau Dr. Eva Beispiel", "Sehr geehrte Frau Dr. Beispiel,"),
        ("Herrn Max Muster", "Sehr geehrter Herr Muster,"),
        ("Herrn Prof. Dr. Max Muster", "Sehr geehrter Herr Prof. Dr. Muster,"),
        ("Botschafterin I. E. Ada Weber", "Exzellenz,"),
        ("Eva Beispiel", "Dear Eva,"),
        ("Frau Eva Beispiel", "Sehr geehrte Frau Beispiel,"),
    ]


def test_a_title_that_the_salutation_leaves_out_is_told(tmp_path: Path) -> None:
    rows = {
        name: f"form_of_address: Frau, honorific: {title}, given: Eva, surname: Beispiel, language: de"
        for name, title in (("a", "Dr. med."), ("b", "Prof."), ("c", "Dr."))
    }
    told = [(code, place.split(":")[0], what) for code, place, what in composed(german(tmp_path, rows))[1]]
    assert told[0] == (
        "title-left-out",
        "recipients.yaml",
        "a: the address says “Dr. med.”, and the salutation for “Frau” leaves it out.",
    )


def test_rules_are_for_nobody_where_none_of_their_language_is_for_anybody(tmp_path: Path) -> None:
    row = "given: Eva, surname: Beispiel, language: de"
    used = german(tmp_path / "u", {"a": f"form_of_address: Frau, honorific: Dr., {row}", "b": f"{row}"})
    without = german(tmp_path / "n", {"ann": "person: Ann, salutation: 'Hallo,'", "bo": row})
    kinds = german(tmp_path / "k", {"bo": f"{row}, kind: ambassador"})
    told = [[code for code, _, _ in composed(each)[1]] for each in (used, without, kinds)]
    assert [codes.count("unused-salutation") for codes in told] == [0, 4, 0]
    (without / "templates/letter/de.md").unlink()  # the letter is in English then, and has no rules
    assert "unused-salutation" not in [code for code, _, _ in composed(without)[1]]


def composed(workspace: Path) -> tuple[list[str | None], list[tuple[str, str, str]]]:
    prepared, problems = prepare(workspace, PDF, UNWATCHED)
    told = [(problem.code, str(problem.place), problem.what) for problem in problems]
    return [draft.letter.salutation for draft in prepared.drafts] if prepared else [], told


def test_the_rule_opens_the_letter(tmp_path: Path) -> None:
    said, problems = composed(office(tmp_path, ROWS))
    assert problems == []
    assert said == ["Dear Ms Archer,", "Dear Mr Quill,", "Dear Cy and Di Weber,", "Dear Eve,", "Excellency,"]


def test_a_form_without_a_rule_is_told_at_its_row_and_not_guessed_at(tmp_path: Path) -> None:
    workspace = office(tmp_path, {"ann": "form_of_address: Mss, given: Ann, surname: Archer"})
    _, [(code, place, what)] = composed(workspace)
    assert (code, place) == ("unknown-form-of-address", at(workspace, "recipients.yaml", "Mss"))
    assert what == "ann: there is no salutation for “Mss” in “en”."


COUPLES = """
salutations:
  de:
    Frau: "Sehr geehrte Frau {{ recipient.surname }},"
    Frau und Herr: "Sehr geehrte Frau {{ recipient.surname }}, sehr geehrter Herr {{ recipient.surname }},"
    Familie: "Liebe Familie {{ recipient.surname }},"
  en: {Mr and Mrs: "Dear Mr and Mrs {{ recipient.surname }},"}
"""


def test_a_couple_is_greeted_by_the_rule_for_its_words_however_they_are_written(tmp_path: Path) -> None:
    eva = "given: Eva und Max, surname: Beispiel, language: de"
    forms = ("Frau und Herrn", "Herr & Frau", "Fam.", "Frau")
    rows = {f"r{at}": f"form_of_address: {form}, {eva}" for at, form in enumerate(forms[:3])}
    rows |= {"r3": "form_of_address: Fr., given: Eva, surname: Beispiel, language: de"}
    rows |= {"en": "honorific: Mr. & Mrs., given: Ann, surname: Archer"}
    said, _ = composed(german(tmp_path, rows, COUPLES))
    both = "Sehr geehrte Frau Beispiel, sehr geehrter Herr Beispiel,"
    assert said == [
        both,
        both,
        "Liebe Familie Beispiel,",
        "Sehr geehrte Frau Beispiel,",
        "Dear Mr and Mrs Archer,",
    ]


def test_a_title_without_a_rule_is_told_where_others_have_one(tmp_path: Path) -> None:
    rules = (
        'salutations:\n  de: {Lic.: "Guten Tag, Lic. {{ recipient.surname }},", Frau: "Sehr geehrte Frau,"}\n'
    )
    rows = {
        "a": "honorific: Lic., given: Ana, surname: Probe, language: de",
        "b": "honorific: Ing., given: Bo, surname: Probe, language: de",
        "c": "given: Cy, surname: Probe, language: de",
    }
    problems = composed(german(tmp_path / "title", rows, rules))[1]
    told = [what for code, _, what in problems if code == "unknown-form-of-address"]
    assert told == ["There is no salutation for “Ing.” in “de”, and the letter opens as to everybody."]
    forms = rules.replace('Lic.: "Guten Tag, Lic. {{ recipient.surname }},", ', "")
    problems = composed(german(tmp_path / "forms", rows, forms))[1]
    assert "unknown-form-of-address" not in [code for code, _, _ in problems]


TOGETHER = "    together_with: Liebe Familie {{ recipient.surname }},\n"


def test_two_people_of_one_row_are_greeted_by_a_rule_for_both_and_never_as_one(tmp_path: Path) -> None:
    max_ = "given: Max, surname: Muster, together_with: Eva Muster, language: de"
    rows = {
        "one": f"form_of_address: Herr, honorific: Dr., {max_}",
        "fam": f"form_of_address: Familie, {max_}",
        "own": f"form_of_address: Herr, {max_}, salutation: 'Liebe Eva, lieber Max,'",
        "none": max_,
    }
    said, problems = composed(german(tmp_path / "with", rows, COUPLES.replace("  en:", f"{TOGETHER}  en:")))
    assert {code for code, _, _ in problems} <= {"language-fallback", "address-in-fallback"}
    assert said == ["Liebe Familie Muster,"] * 2 + ["Liebe Eva, lieber Max,", "Liebe Familie Muster,"]
    _, problems = composed(german(tmp_path / "without", rows, COUPLES))
    assert [what for code, _, what in problems if code == "unknown-form-of-address"] == [
        f"{name} get one letter, and no rule says how it opens to both."
        for name in ("one: “Dr. Max Muster und Eva Muster”", "none: “Max Muster und Eva Muster”")
    ]
    said, problems = composed(german(tmp_path / "no-rules", rows, ""))
    assert "no-salutations" in [code for code, _, _ in problems]


def test_a_rule_that_says_the_surname_of_one_of_two_is_told(tmp_path: Path) -> None:
    max_ = "given: Max, surname: Muster, language: de, together_with:"
    rows = {
        "a": f"{max_} Eva Beispiel",
        "b": f"{max_} Eva Beispiel, form_of_address: Familie",
        "c": f"{max_} Eva",
        "d": f"{max_} Eva Beispiel, salutation: 'Liebe beide,'",
    }
    workspace = german(tmp_path, rows, COUPLES.replace("  en:", f"{TOGETHER}  en:"))
    said, problems = composed(workspace)
    assert [
        what for code, _, what in problems if code not in ("language-fallback", "address-in-fallback")
    ] == [
        f"{name}: “Max Muster und Eva Beispiel” get one letter, and no rule says how it opens to both."
        for name in "ab"
    ]
    assert said[2:] == ["Liebe Familie Muster,", "Liebe beide,"]
    edit(workspace / "templates/letter/de.md", "Die Erklärung", "{{ recipient.given }}: Die Erklärung")
    told = [what for code, _, what in composed(workspace)[1] if code == "missing-value"]
    assert told and "recipient.given" in told[0]


def test_a_polish_surname_in_its_form_for_one_is_not_that_of_both(tmp_path: Path) -> None:
    rows = {"a": "given: Jan, surname: Wzorowy, together_with: Maria, language: pl"}
    rules = 'salutations:\n  pl: {together_with: "Szanowna Rodzino {{ recipient.surname }},"}\n'
    workspace = german(tmp_path, rows, rules)
    words = (workspace / "templates/letter/de.md").read_text("utf-8")
    (workspace / "templates/letter/pl.md").write_text(words, "utf-8")
    told = [what for code, _, what in composed(workspace)[1] if code == "unknown-form-of-address"]
    assert told == ["a: “Jan Wzorowy i Maria” get one letter, and no rule says how it opens to both."]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            "honorific: Dr., given: Max, surname: Muster, together_with: Anna, language: de",
            "Dr. Max und Anna Muster",
        ),
        ("given: Max, surname: Muster, together_with: Anna Probe, language: de", "Max Muster und Anna Probe"),
        ("person: Max Muster, together_with: Anna, language: de", "Max Muster und Anna"),
        ("given: Max, surname: Muster, together_with: Muster, language: de", "Max Muster und Muster"),
        ("given: Jan, surname: Wzorowy, together_with: Maria, language: pl", "Jan Wzorowy i Maria"),
    ],
)
def test_a_given_name_alone_shares_the_surname_where_that_has_one_form(
    tmp_path: Path, row: str, line: str
) -> None:
    workspace = german(tmp_path, {"a": f"{row}, salutation: 'Guten Tag,'"}, "")
    words = (workspace / "templates/letter/de.md").read_text("utf-8")
    (workspace / "templates/letter/pl.md").write_text(words, "utf-8")
    prepared, _ = prepare(workspace, PDF, UNWATCHED)
    assert prepared
    assert [draft.letter.address[0] for draft in prepared.drafts] == [line]


def test_words_that_open_to_one_are_told_where_two_get_the_letter(tmp_path: Path) -> None:
    eva = "given: Max, surname: Muster, together_with: Eva Beispiel, language: de"
    rows = {"a": f"form_of_address: Herr, {eva}", "b": f"{eva}, salutation: 'Liebe beide,'"}
    workspace = german(tmp_path, rows, "")
    words = workspace / "templates/letter/de.md"
    edit(words, "{{ recipient.salutation }}", "Sehr geehrte/r {{ recipient.surname }},")
    told = [what for code, _, what in composed(workspace)[1] if code == "unknown-form-of-address"]
    assert told == [
        f"{name}: “Max Muster und Eva Beispiel” get one letter, and no rule says how it opens to both."
        for name in rows
    ]
    edit(words, "Sehr geehrte/r {{ recipient.surname }},", "{{ recipient.salutation or 'Guten Tag,' }}")
    said, problems = composed(workspace)
    assert said == ["Guten Tag,", "Liebe beide,"]
    assert "unknown-form-of-address" not in [code for code, _, _ in problems]


def test_the_name_of_the_rule_for_two_is_printed_nowhere(tmp_path: Path) -> None:
    rows = {"a": "given: Max, surname: Muster, together_with: Eva Muster, language: de"}
    workspace = german(tmp_path, rows, COUPLES.replace("  en:", f"{TOGETHER}  en:"))
    words = workspace / "templates/letter/de.md"
    edit(words, "Die Erklärung", "{{ recipient.form_of_address or 'Für Sie:' }} Die Erklärung")
    prepared, _ = prepare(workspace, PDF, UNWATCHED)
    assert prepared
    assert [plain(draft.letter.body)[:15] for draft in prepared.drafts] == ["Für Sie: Die Er"]
    edit(words, " or 'Für Sie:'", "")
    told = [what for code, _, what in composed(workspace)[1] if code == "missing-value"]
    assert told and told[0].startswith("a: the words ask for recipient.form_of_address, which is not there")


def test_both_names_of_a_row_stand_in_the_address(tmp_path: Path) -> None:
    rows = {
        "a": "form_of_address: Herr, honorific: Dr., person: 'Max Muster, MBA', together_with: Eva Beispiel, language: de"
    }
    workspace = german(
        tmp_path, rows, COUPLES.replace("  en:", f"{TOGETHER}  en:").replace("surname", "person")
    )
    prepared, _ = prepare(workspace, PDF, UNWATCHED)
    assert prepared
    assert [(draft.letter.address[0], draft.letter.salutation) for draft in prepared.drafts] == [
        ("Dr. Max Muster, MBA und Eva Beispiel", "Liebe Familie Dr. Max Muster, MBA und Eva Beispiel,")
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("form_of_address: Herr/Frau, surname: Beispiel, language: de", "Herr/Frau"),
        ("form_of_address: Frau und Frau, surname: Beispiel, language: de", "Frau und Frau"),
        ("honorific: Dr and Mrs, surname: Archer", "Dr and Mrs"),
    ],
)
def test_words_for_others_are_told_and_not_guessed_at(tmp_path: Path, row: str, told: str) -> None:
    _, problems = composed(german(tmp_path, {"a": row}, COUPLES))
    assert [what for code, _, what in problems if code == "unknown-form-of-address"] == [
        f"a: there is no salutation for “{told}” in “{'en' if 'Mrs' in told else 'de'}”."
    ]


def test_firma_before_the_name_of_a_body_needs_no_rule(tmp_path: Path) -> None:
    rows = {"a": "form_of_address: Firma, organisation: Archiv, language: de"}
    said, problems = composed(german(tmp_path, rows, COUPLES))
    assert "unknown-form-of-address" not in [code for code, _, _ in problems]
    assert said == [composed(german(tmp_path / "without", {"a": "organisation: Archiv, language: de"}))[0][0]]


def test_one_form_beside_two_names_is_told(tmp_path: Path) -> None:
    rows = {
        "a": "form_of_address: Frau, given: Eva und Max, surname: Beispiel, language: de",
        "b": "form_of_address: Frau, given: Eva, surname: von und zu Beispiel, language: de",
        "c": "form_of_address: Frau, given: Eva und Max, surname: Beispiel, language: de, salutation: Guten Tag",
    }
    told = [
        what for code, _, what in composed(german(tmp_path, rows, COUPLES))[1] if code == "odd-salutation"
    ]
    assert told == ["“Frau” is said to one person, and “Eva und Max Beispiel” are two."]


def test_a_surname_that_is_not_there_is_missed(tmp_path: Path) -> None:
    _, [(code, _, what)] = composed(office(tmp_path, {"ann": "form_of_address: Ms, person: Ann Archer"}))
    assert code == "missing-value"
    assert what.startswith(
        "ann: the words ask for recipient.surname, which is not there, in letterbook.yaml:"
    )


@pytest.mark.parametrize(
    ("rule", "code"),
    [("{{ recipient.surnme }}", "unknown-placeholder"), ("{{ recipient.fields.rank }}", "unknown-field")],
)
def test_a_rule_is_checked_like_words(tmp_path: Path, rule: str, code: str) -> None:
    workspace = office(tmp_path, ROWS, RULES.replace("{{ recipient.surname }}", rule, 1))
    told = composed(workspace)[1]
    assert (code, "letterbook.yaml") in {(code, place.split(":")[0]) for code, place, _ in told}


def test_forms_of_address_that_nothing_goes_by_are_told_once(tmp_path: Path) -> None:
    rows = {name: f"{row}, salutation: 'Dear reader,'" for name, row in ROWS.items() if name != "own"}
    rows["gus"] = "form_of_address: Mr, person: Gus Stone, kind: institution"
    rows["hal"] = "form_of_address: Mr, person: Hal Stone, kind: institution"
    workspace = office(tmp_path, rows, rules="")
    _, [(code, place, _)] = composed(workspace)
    assert code == "no-salutations"
    assert place.startswith("recipients.yaml:9:")


def test_rules_go_by_language(tmp_path: Path) -> None:
    workspace = office(tmp_path, {"ann": "form_of_address: Ms, surname: Archer, language: en-US"})
    assert composed(workspace)[0] == ["Dear Ms Archer,"]


def test_only_a_dr_or_prof_of_a_letter_that_goes_by_a_rule_is_missed(tmp_path: Path) -> None:
    rules = """
salutations:
  de:
    Frau: "Sehr geehrte Frau {{ recipient.surname }},"
    Herr: "Sehr geehrter Herr {{ recipient.surname }},"
    Herr Prof. Dr.: "Sehr geehrter Herr Professor {{ recipient.surname }},"
    Herr Dr. h.c.: "Exzellenz,"
  nl: {De heer: "Geachte heer {{ recipient.surname }},"}
"""
    people = (
        ("Herr", "Prof. Dr.", "de"),
        ("Herr", "Dr. h.c.", "de"),
        ("Frau", "Dipl.-Ing.", "de"),
        ("Herr", "Botschafter", "de"),
        ("De heer", "mr.", "nl"),
        ("De heer", "dr.", "nl"),
    )
    rows = {
        f"p{number}": f"form_of_address: {form}, honorific: {title}, given: Max, surname: Muster, language: {language}"
        for number, (form, title, language) in enumerate(people)
    }
    workspace = german(tmp_path, rows, rules)
    letter = workspace / "templates/letter"
    (letter / "nl.md").write_text((letter / "de.md").read_text("utf-8"), "utf-8")
    assert "title-left-out" not in [code for code, _, _ in composed(workspace)[1]]
    row = "form_of_address: Frau, honorific: Dr., given: Eva, surname: Muster, language: de"
    doctor = german(tmp_path / "doctor", {"eva": row}, rules)
    assert [code for code, _, _ in composed(doctor)[1]].count("title-left-out") == 1
    words = doctor / "templates/letter/de.md"
    words.write_text(
        "".join(line for line in words.read_text("utf-8").splitlines(True) if "salutation" not in line),
        "utf-8",
    )
    assert "title-left-out" not in [code for code, _, _ in composed(doctor)[1]]
    words.unlink()  # her letter is in English then
    assert "title-left-out" not in [code for code, _, _ in composed(doctor)[1]]
