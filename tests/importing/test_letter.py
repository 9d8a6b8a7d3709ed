"""A finished letter, or the main document of a mail merge, becomes the words of letters."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import yaml
from word_xml import field, item, p, picture, r, row, table, word_file

from letterbook.importing.letter_file import LetterFile, read_letter_file
from letterbook.importing.letter_parts import _FILE
from letterbook.language.known import program_languages
from letterbook.language.locales import base_language
from letterbook.model import ANY_LAYOUT, FieldRule, ListLayout

BOLD = "<w:b/>"


def read(
    folder: Path, name: str, data: bytes, language: str = "de", layout: ListLayout = ANY_LAYOUT, **known: str
) -> LetterFile:
    path = folder / name
    path.write_bytes(data)
    return read_letter_file(path, language, layout, known)


def parts(made: LetterFile) -> tuple[dict[str, str], str]:
    """The front matter and the text."""
    assert made.text is not None, made.problems
    _, front, body = made.text.split("---\n", 2)
    return yaml.safe_load(front), body.strip()


def merged(name: str, switches: str = "") -> str:
    return field(f" MERGEFIELD {name} {switches}", f"«{name}»")


def nested(*instruction: str, result: str = "Frau") -> str:
    """A complex field whose instruction may hold fields."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    made = "".join(
        part
        if part.startswith("<")
        else f'<w:r><w:instrText xml:space="preserve">{escape(part)}</w:instrText></w:r>'
        for part in instruction
    )
    return f"{mark('begin')}{made}{mark('separate')}{r(result)}{mark('end')}"


HEAD = (
    p(r("Ombudsstelle", BOLD))
    + p(merged("Firma"))
    + p(merged("Vorname"), " ", merged("Nachname"))
    + p(merged("PLZ"), " ", merged("Ort"))
    + p("Wien, am 1. März 2027")
)
SUBJECT = p(r("Einladung zur ", BOLD), r("Versammlung", BOLD))
FOOT = p("Mit freundlichen Grüßen") + p("Die Leiterin") + p("Anlage: Tagesordnung")


def test_a_letter_of_a_mail_merge(tmp_path: Path) -> None:
    opening = p("Sehr geehrte/r ", merged("Anrede"), " ", merged("Nachname"), ",")
    text = (
        p("wir laden Sie am ", field('DATE \\@ "d. MMMM"', "1. März"), " ein.")
        + item("Begrüßung", 1)
        + p("Bis bald.")
    )
    made = read(
        tmp_path, "Brief.docx", word_file(HEAD + SUBJECT + opening + text + FOOT), signature_space="30"
    )
    front, body = parts(made)
    assert front == {
        "subject": "Einladung zur Versammlung",
        "salutation": "Sehr geehrte/r {{ recipient.form_of_address }} {{ recipient.surname }},",
        "closing": "{{ recipient.closing or 'Mit freundlichen Grüßen' }}",
        "signature_space": 30,
    }
    assert body == "wir laden Sie am {{ date }} ein.\n\n- Begrüßung\n\nBis bald."
    told = {problem.code: problem for problem in made.problems}
    assert "«Nachname» {{ recipient.surname }}" in told["merge-fields"].what
    assert "Firma" not in told["merge-fields"].what  # it is left out with the address
    assert "Ombudsstelle" in str(told["left-out"].place)
    assert set(told) == {"merge-fields", "left-out", "letter-parts"}


def test_conditions_of_a_mail_merge_are_conditions_of_the_words(tmp_path: Path) -> None:
    layout = ListLayout(fields={"amount": FieldRule("amount", "money", False, ("Betrag",), "EUR")})
    conditions = [
        (nested("IF ", merged("Anrede"), ' = "Herr" "Kollege" "Kollegin" \\* MERGEFORMAT'),
         '{% if recipient.form_of_address == "Herr" %}Kollege{% else %}Kollegin{% endif %}'),
        (nested("IF ", merged("Betrag"), ' > 100 "viel" "wenig"'),
         "{% if recipient.fields.amount > 100 %}viel{% else %}wenig{% endif %}"),
        (nested('IF "', merged("Titel"), '" <> "" "mit Titel"'), "{% if recipient.honorific %}mit Titel{% endif %}"),
        (merged("Titel", '\\f " "'), "{% if recipient.honorific %}{{ recipient.honorific }} {% endif %}"),
        (nested("IF ", merged("Ort"), ' = "Wien" "hier" "dort"'), "[Wien / hier / dort …]"),
        (nested("IF ", merged("Anrede"), ' = "F*" "ihr" "ihm"'), "[F* / ihr / ihm …]"),
        (merged("Kundennummer"), "{{ recipient.fields.kundennummer }}"),
        (merged("PLZ"), "[PLZ …]"),
        (field("MERGEREC", "1"), "[MERGEREC …]"),
        (nested("IF 1 = 1 ", '"a" "b"', result="immer"), "immer"),
    ]  # fmt: skip
    text = "".join(p("Satz ", code, " hier.") for code, _ in conditions)
    made = read(
        tmp_path, "a.docx", word_file(p("Sehr geehrte Damen und Herren,") + text + FOOT), layout=layout
    )
    _, body = parts(made)
    assert body.split("\n\n") == [f"Satz {written} hier." for _, written in conditions]
    told = [problem for problem in made.problems if problem.code == "merge-fields"]
    assert 'kundennummer: {title: "Kundennummer"}' in told[1].hint
    assert "«Ort»" not in told[2].what and "«PLZ», «MERGEREC»" in told[2].what


def test_the_name_is_the_surname_beside_a_given_name(tmp_path: Path) -> None:
    alone = p("Liebes Mitglied ", merged("Name"), ",") + p("Hallo.") + FOOT
    made = read(tmp_path, "a.docx", word_file(alone))
    assert parts(made)[0]["salutation"] == "Liebes Mitglied {{ recipient.person }},"
    made = read(tmp_path, "a.docx", word_file(p(merged("Vorname"), " ", merged("Name")) + alone))
    assert parts(made)[0]["salutation"] == "Liebes Mitglied {{ recipient.surname }},"


def test_an_opening_of_one_addressee_is_nobody_elses(tmp_path: Path) -> None:
    text = p("Wir laden Sie ein.") + FOOT
    made = read(tmp_path, "a.docx", word_file(p("Sehr geehrte Frau Präsidentin,") + text))
    assert parts(made)[0]["salutation"] == "{{ recipient.salutation }}"
    [told] = [problem for problem in made.problems if "one addressee" in problem.what]
    assert "{{ recipient.salutation or 'Sehr geehrte Frau Präsidentin,' }}" in told.hint
    made = read(tmp_path, "a.docx", word_file(p("Sehr geehrte Damen und Herren,") + text))
    assert parts(made)[0]["salutation"] == "{{ recipient.salutation or 'Sehr geehrte Damen und Herren,' }}"
    chosen = nested("IF ", merged("Anrede"), ' = "Herr" "r Herr" " Frau"')
    made = read(tmp_path, "a.docx", word_file(p("Sehr geehrte", chosen, " ", merged("Nachname"), ",") + text))
    assert parts(made)[0]["salutation"] == "{{ recipient.salutation }}"
    [told] = [problem for problem in made.problems if "conditions" in problem.what]
    assert 'Herr: "Sehr geehrter Herr {{ recipient.surname }},"' in told.hint


def test_a_letter_in_one_paragraph_and_what_a_letter_cannot_have(tmp_path: Path) -> None:
    line = "<w:r><w:br/></w:r>"
    whole = p("An alle", line, line, "Sehr geehrte Damen und Herren,", line, line, "Zeile eins", line, "Zeile zwei.", picture("x"), line, line, "Hochachtungsvoll", line, "Die Leiterin")  # fmt: skip
    made = read(tmp_path, "a.docx", word_file(whole + table(row("eins", "zwei"))))
    front, body = parts(made)
    assert (front["closing"], body) == (
        "{{ recipient.closing or 'Hochachtungsvoll' }}",
        "Zeile eins\\\nZeile zwei.",
    )
    assert "part-not-found" in {problem.code for problem in made.problems}  # the subject
    assert front["subject"] == "{{ statement.title }}"


LETTERS = {
    "en": ("Sir Arthur Example\nThe Court\n\nRef: 12\n\nDear Sir or Madam,\n\nRe: Annual report\n\nWe send it to you.\n\nYours faithfully,\n\nThe Ombudsman", "Annual report", "Dear Sir or Madam,", "Yours faithfully,"),
    "fr": ("Monsieur Jean Exemple\n4 place Neuve\n\nObjet : Invitation\n\nMadame, Monsieur,\n\nNous vous invitons.\n\nVeuillez agréer, Madame, Monsieur, l’expression de nos sentiments distingués.\n\nLa présidente", "Invitation", "Madame, Monsieur,", "Veuillez agréer, Madame, Monsieur, l’expression de nos sentiments distingués."),
    "ru": ("Исх. № 12\n\nО проведении конференции\n\nУважаемые коллеги!\n\nПриглашаем вас.\n\nС уважением,\nДиректор", "О проведении конференции", "Уважаемые коллеги!", "С уважением,"),
    "ar": ("الموضوع: دعوة\n\nتحية طيبة وبعد،\n\nيسرنا أن ندعوكم.\n\nوتفضلوا بقبول فائق الاحترام.\n\nالرئيس", "دعوة", "تحية طيبة وبعد،", "وتفضلوا بقبول فائق الاحترام."),
    "ja": ("件名：総会のご案内\n\n拝啓\n\n時下ますますご清栄のこととお慶び申し上げます。\n\n敬具\n\n会長", "総会のご案内", "拝啓", "敬具"),
    "de-CH": ("Betreff: Einladung\n\nSehr geehrte Damen und Herren\n\nim Namen des Vorstands laden wir Sie zu unserer Versammlung ein.\n\nFreundliche Grüsse\nDie Leiterin", "Einladung", "Sehr geehrte Damen und Herren", "Freundliche Grüsse"),
}  # fmt: skip


@pytest.mark.parametrize("language", LETTERS)
def test_the_parts_of_a_letter_in_its_language(language: str, tmp_path: Path) -> None:
    text, subject, opening, close = LETTERS[language]
    front, body = parts(read(tmp_path, "a.txt", text.encode(), language))
    assert front == {
        "subject": subject,
        "salutation": f"{{{{ recipient.salutation or '{opening}' }}}}",
        "closing": f"{{{{ recipient.closing or '{close}' }}}}",
    }
    assert body in text and "\n" not in body


def test_an_unknown_language_and_no_letter_at_all(tmp_path: Path) -> None:
    text = "Hyvät jäsenet,\n\nkutsumme teidät kokoukseen.\n\nYstävällisin terveisin\n\nPuheenjohtaja"
    front, body = parts(read(tmp_path, "a.txt", text.encode(), "fi"))
    assert front["closing"] == "{{ recipient.closing or 'Ystävällisin terveisin' }}"
    assert body == "kutsumme teidät kokoukseen."


def test_a_note_verbale_is_its_sentences(tmp_path: Path) -> None:
    sentences = "The Embassy of Examplia presents its compliments and has the honour to write.\n\nIt avails itself of this opportunity to renew its assurances."
    note = f"Embassy of Examplia\n\nNo. 12\n\n{sentences}\n\nVienna, 12 January 2027\n\nMinistry of Foreign Affairs"
    made = read(tmp_path, "a.txt", note.encode(), "en", form="note-verbale")
    assert parts(made) == ({"subject": "{{ statement.title }}", "form": "note-verbale"}, sentences)
    told = [problem.code for problem in made.problems]
    assert told == ["left-out", "part-not-found", "part-not-found", "part-not-found"]
    assert "Ministry of Foreign Affairs" in str(made.problems[0].place)


def test_a_close_that_says_the_opening_again_is_one_addressees_too(tmp_path: Path) -> None:
    text = "Monsieur le Directeur,\n\nNous vous écrivons.\n\nVeuillez agréer, Monsieur le Directeur, nos salutations.\n\nLe maire"
    front, _ = parts(read(tmp_path, "a.txt", text.encode(), "fr"))
    assert front["closing"] == "{{ recipient.closing }}"


def test_open_changes_stop_it(tmp_path: Path) -> None:
    changed = p("Sehr geehrte Damen und Herren,", f'<w:ins w:author="Ada">{r("neu")}</w:ins>')
    made = read(tmp_path, "a.docx", word_file(changed + FOOT))
    assert made.text is None
    assert made.problems[0].code == "cannot-import"


def test_each_language_of_the_program_has_its_marks() -> None:
    known = yaml.safe_load(_FILE.read_text("utf-8"))
    assert {base_language(tag) for tag in program_languages().by_tag} == set(known)
    assert all(entry["opens"] and entry["closes"] and entry["subject"] for entry in known.values())
