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
from letterbook.problems import Place
from letterbook.sources.unfilled import unfilled_lines

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
        p("wir laden Sie am ", field('DATE \\@ "d. MMMM yyyy"', "1. März 2027"), " ein.")
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


def body_of(
    folder: Path, *text: str, file: str = "a.docx", layout: ListLayout = ANY_LAYOUT
) -> tuple[str, LetterFile]:
    """The text of a letter that has these paragraphs, and all that was read."""
    made = read(
        folder, file, word_file(p("Sehr geehrte Damen und Herren,") + "".join(text) + FOOT), layout=layout
    )
    return parts(made)[1], made


def told(made: LetterFile) -> str:
    return " ".join(f"{problem.what} {problem.hint}" for problem in made.problems)


def test_what_a_merge_would_say_otherwise_is_never_taken_as_it_is(tmp_path: Path) -> None:
    """Results that hold for one addressee, and forms that letters do not write."""
    cases = [
        (nested("= ", merged("Beitrag"), " * 2", result="90"), "[formula …]"),
        (merged("Kosten", '\\# "0,00"'), "[Kosten …]"),
        (field('=SUM(ABOVE) \\# "0,00 €"', "45,00 €"), "[formula …]"),
        (nested('QUOTE "', merged("Kürzel"), '"', result="AB"), "[QUOTE …]"),
        (nested("SET satz ", merged("Satz"), result="") + field("REF satz", "10"), "[REF …]"),
        (field("REF ort \\h", "Wien"), "[REF …]"),
        (field("REF _Ref123456 \\r \\h", "2"), "2"),
        (nested("SKIPIF ", merged("Kürzel"), ' = "x"', result=""), "[SKIPIF …]"),
        (field('FILLIN "Wer?"', "Ada"), "[FILLIN …]"),
        (field('DATE \\@ "yyyy"', "2027"), "[DATE …]"),
        (field('DATE \\@ "dddd, d. MMMM yyyy"', "Montag"), "[DATE …]"),
        (field("TIME", "12:30"), "[TIME …]"),
        (field("DATE", "1.3.2027"), "{{ date }}"),
        (field('DATE \\@ "TT.MM.JJJJ"', "1.3.2027"), "{{ date }}"),
        (field("DATE \\@ \"d' de 'MMMM' de 'yyyy\"", "1 de marzo"), "{{ date }}"),
        (field('DATE \\@ "d MMMM"', "1. März"), "[DATE …]"),
        (merged("Land"), "[Land …]"),
        (merged("Vorname", "\\* Upper"), "[Vorname …]"),
        (merged("Nummer", '\\# "00000"'), "[Nummer …]"),
        (merged("Quote", '\\# "0 %"'), "[Quote …]"),
        (merged("Termin", '\\@ "MMMM yyyy"'), "[Termin …]"),
        (nested("IF rabatt", ' = "1" "a" "b"', result="a"), "[1 / a / b …]"),
        (field("DATE", "9.4.2027").replace("<w:fldChar ", '<w:fldChar w:fldLock="true" ', 1), "9.4.2027"),
        (field("AUTHOR", "Ada Weber"), "Ada Weber"),
    ]
    body, made = body_of(tmp_path, *[p("Satz ", code, " hier.") for code, _ in cases])
    assert body.split("\n\n") == [f"Satz {written} hier." for _, written in cases]
    assert all(
        f"«{name}»" in told(made) for name in ("=", "QUOTE", "REF", "SKIPIF", "FILLIN", "Land", "Quote")
    )


def test_check_sees_each_bracket(tmp_path: Path) -> None:
    codes = [merged("Land"), "(netto) ", merged("Land"), ": ", merged("Land"), merged("PLZ")]
    body, _ = body_of(tmp_path, p(*codes), p(merged("Land"), ": Wien"))
    assert body == "[Land …]\\(netto) [Land …]\\: [Land …][PLZ …]\n\n[Land …]\\: Wien"
    found = [problem.text for problem in unfilled_lines(body, 1, Place("a"))]
    assert found == ["[Land …]"] * 2


def test_columns_are_proposed_as_the_letter_writes_them(tmp_path: Path) -> None:
    amount = merged("Beitrag", '\\# "#.##0,00 €" \\* MERGEFORMAT')
    many = nested("IF ", merged("Plätze"), ' > 3 "viele" "wenige"')
    empty = nested("IF ", merged("Beitrag"), ' = "" "nichts" "etwas"')
    body, made = body_of(
        tmp_path, p(amount, " bis ", merged("Frist", '\\@ "dd.MM.yyyy"'), ": ", many, empty, ".")
    )
    assert body.endswith(
        "{% if recipient.fields.plätze > 3 %}viele{% else %}wenige{% endif %}[nichts / etwas …]."
    )
    for line in ('beitrag: {type: money, currency: EUR, title: "Beitrag"}', 'frist: {type: date, title: "Frist"}', 'plätze: {type: number, title: "Plätze"}'):  # fmt: skip
        assert line in told(made)
    turkish = merged("Tutar", '\\# "#.##0,00 TL"')
    assert "{type: money, currency: TRY, title" in told(body_of(tmp_path, p("Zahlen Sie ", turkish, "."))[1])
    layout = ListLayout(fields={"mitglied": FieldRule("mitglied", "yes/no", False, ("Mitglied",))})
    member = nested("IF ", merged("Mitglied"), ' = "nein" "Gast" "Mitglied"')
    body, _ = body_of(tmp_path, p("Sie sind ", member, "."), layout=layout)
    assert body == "Sie sind {% if not recipient.fields.mitglied %}Gast{% else %}Mitglied{% endif %}."


def test_conditions_within_conditions_and_over_several_lines(tmp_path: Path) -> None:
    inner = nested("IF ", merged("Art"), '="J""die Hälfte""alles"')
    both = nested("IF ", merged("Art"), ' = "E" "nichts" "', inner, '" \\* MERGEFORMAT')
    half = '{% if recipient.fields.art == "J" %}die Hälfte{% else %}alles{% endif %}'
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = '<w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r>'.format
    lines = p(mark("begin"), code("IF "), merged("Art"), code(' = "E" "Eins')) + p(
        code("zwei"), "<w:r><w:br/></w:r>", code('drei"'), mark("separate"), r("x"), mark("end")
    )
    body, made = body_of(tmp_path, p("Sie zahlen ", both, "."), lines)
    assert body == (
        f'Sie zahlen {{% if recipient.fields.art == "E" %}}nichts{{% else %}}{half}{{% endif %}}.\n\n'
        '{% if recipient.fields.art == "E" %}Eins\\\nzwei\\\ndrei{% endif %}'
    )
    opening = nested("IF ", merged("Anrede"), ' = "Herr" "r Herr ', merged("Titel", '\\f " "'), '" "',
                     nested("IF ", merged("Anrede"), ' = "Frau" " Frau " "s "'), '"')  # fmt: skip
    made = read(
        tmp_path,
        "a.docx",
        word_file(p("Sehr geehrte", opening, merged("Nachname"), ",") + p("Kommen Sie.") + FOOT),
    )
    title = "{% if recipient.honorific %}{{ recipient.honorific }} {% endif %}"
    rules = [f'Herr: "Sehr geehrter Herr {title}{{{{ recipient.surname }}}},"', 'Frau: "Sehr geehrte Frau {{ recipient.surname }},"', '…: "Sehr geehrtes {{ recipient.surname }},"']  # fmt: skip
    assert ", ".join(rules) in told(made)


def test_conditions_of_libreoffice_in_a_word_file(tmp_path: Path) -> None:
    body, _ = body_of(
        tmp_path,
        p(field('IF Liste.Tabelle1.Anrede EQ "Herr" "Kollege" "Kollegin"', "Kollegin"), "."),
        p(field('IF [Liste.Tabelle1.Menge] &gt; 100 "viel" "wenig"', "wenig"), "."),
        p(field('IF (L.T.A EQ "1") AND (L.T.B EQ "2") "viel" "wenig"', "wenig"), "."),
    )
    assert body.split("\n\n") == [
        '{% if recipient.form_of_address == "Herr" %}Kollege{% else %}Kollegin{% endif %}.',
        "{% if recipient.fields.menge > 100 %}viel{% else %}wenig{% endif %}.",
        "[1 / 2 / viel / wenig …].",
    ]


def test_an_opening_by_another_column_needs_it_as_form_of_address(tmp_path: Path) -> None:
    chosen = nested("IF ", merged("Weiblich"), ' = "1" "Frau" "Herr"')
    made = read(
        tmp_path,
        "a.docx",
        word_file(
            p("Guten Tag ", chosen, " ", merged("Titel"), merged("Nachname"), ",") + p("Kommen Sie.") + FOOT
        ),
    )
    assert "1: \"Guten Tag Frau {{ recipient.honorific or '' }}{{ recipient.surname }},\"" in told(made)
    assert "recipient.fields.weiblich, which rules do not go by" in told(made)


def test_a_subject_that_is_not_bold_and_what_stands_below_the_close(tmp_path: Path) -> None:
    text = p("Sehr geehrte Damen und Herren,") + p("kommen Sie.") + p("Mit freundlichen Grüßen")
    text += "".join(map(p, "ABCDEF")) + p(
        "P.S. Bringen Sie bitte alle Unterlagen mit, die Sie zu Hause haben."
    )
    underlined = p("Wien, am 1. März") + p(r("Die Versammlung", '<w:u w:val="single"/>'))
    references = table(row("Unser Zeichen", "Betreff"), row("12", "Die Versammlung"))
    beside = table(row("Betreff:", "Die Versammlung"), row("Zeichen:", "12"))
    for above in (underlined, references, beside):
        made = read(tmp_path, "a.docx", word_file(above + text))
        assert parts(made)[0]["subject"] == "Die Versammlung"
        [around] = [str(problem.place) for problem in made.problems if problem.code == "left-out"]
        assert "P.S. Bringen Sie" in around


def test_a_close_in_two_lines(tmp_path: Path) -> None:
    text = "Madame, Monsieur,\n\nVenez.\n\nVeuillez agréer, Madame, Monsieur,\nl’expression de nos sentiments distingués.\n\nLe maire"
    front, _ = parts(read(tmp_path, "a.txt", text.encode(), "fr"))
    assert (
        front["closing"]
        == "{{ recipient.closing or 'Veuillez agréer, Madame, Monsieur, l’expression de nos sentiments distingués.' }}"
    )


def test_a_line_of_ones_own_is_no_close(tmp_path: Path) -> None:
    text = p("Liebe ", merged("Vorname"), "!") + p("Kommt alle!") + p(merged("M_2Zusatz"))
    made = read(tmp_path, "a.docx", word_file(text + p("Schöne Zeit") + p("Eva")))
    assert parts(made) == (
        {"subject": "{{ statement.title }}", "salutation": "Liebe {{ recipient.given }}!", "closing": "{{ recipient.closing or 'Schöne Zeit' }}"},
        "Kommt alle!\n\n{{ recipient.fields.field_2zusatz }}",
    )  # fmt: skip
    assert 'field_2zusatz: {title: "2Zusatz"}' in told(made)


def test_fields_that_are_typed_are_fields(tmp_path: Path) -> None:
    text = "«Vorname» «Name»\n\nSehr geehrte/r «Anrede» «Name»,\n\nlesen Sie «Faust».\n\nHochachtungsvoll\n\nDie Leiterin"
    front, body = parts(read(tmp_path, "a.txt", text.encode()))
    assert front["salutation"] == "Sehr geehrte/r {{ recipient.form_of_address }} {{ recipient.surname }},"
    assert body == "lesen Sie «Faust»."


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
