"""One mailing of an office's own with all that a letter may have: in German, Arabic, Chinese, Russian and Turkish."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from PIL import Image

import letterbook

LANGUAGES = ("de", "ar", "zh", "ru", "tr")
MAILING = "household"

OFFICE = """\
office:
  name: {de: "Rat für Prüfung", ar: "مجلس التدقيق", zh: "审查委员会", ru: "Совет по проверке", tr: "Denetim Kurulu"}
  address: ["Lange Straße 12", "10117 Berlin"]
  country: DE
  place: {de: Berlin, ar: "برلين", zh: 柏林, ru: Берлин, tr: Berlin}
  contact: ["Telefon 030 1234"]
  return_line: "Rat für Prüfung · Lange Straße 12 · 10117 Berlin"
signatories:
  - {id: head, name: "A. Vorsitz", title: {de: Vorsitzende, ar: "الرئيسة", zh: 主席, ru: Председатель, tr: Başkan}}
  - {id: second, name: "B. Beisitz", title: {de: Beisitzer, ar: "العضو", zh: 委员, ru: Член совета, tr: Üye}}
series:
  outgoing: {pattern: "{number}/{year}", reset: yearly}
defaults: {language: de, template: letter, formats: [pdf, docx], window: din-b, signatory: head}
list:
  file: Verteiler.xlsx
fields:
  amount: {type: money, currency: EUR, title: Betrag, required: true}
  due: {type: date, title: Fällig am}
salutations:
  de: {Frau: "Sehr geehrte Frau {{ recipient.surname }},", Herr: "Sehr geehrter Herr {{ recipient.surname }},"}
"""
SALUTATION = {
    "ar": "تحية طيبة وبعد،",
    "zh": "尊敬的女士、先生：",
    "ru": "Уважаемые дамы и господа!",
    "tr": "Sayın Yetkili,",
}
SENTENCE = {
    "de": "Ihr Beitrag von {amount} wird am {due} fällig.",
    "ar": "مساهمتكم {amount} تستحق في {due}.",
    "zh": "您的款项 {amount} 应于 {due} 缴付。",
    "ru": "Ваш взнос {amount} должен быть внесён {due}.",
    "tr": "{amount} tutarındaki katkınızın son günü {due} olarak belirlenmiştir.",
}
TITLE = {
    "de": "Haushalt des Rates",
    "ar": "ميزانية المجلس",
    "zh": "委员会预算",
    "ru": "Бюджет совета",
    "tr": "Kurulun bütçesi",
}
SAYING = {
    "de": (
        "Einnahmen",
        "Ausgaben",
        "Wie beschlossen",
        "Die Summe steht fest",
        "Der Plan im Bild",
        "Erläuterung",
    ),
    "ar": ("الإيرادات", "النفقات", "كما تقرر", "المجموع ثابت", "الخطة في صورة", "شرح"),
    "zh": ("收入", "支出", "如所决定", "总数已定", "计划图", "说明"),
    "ru": ("Доходы", "Расходы", "Как решено", "Сумма определена", "План на рисунке", "Пояснение"),
    "tr": ("Gelirler", "Giderler", "Kararlaştırıldığı gibi", "Toplam kesindir", "Plan resimde", "Açıklama"),
}
"""Words of the statement in each language: two rows of a table, a quotation, a footnote, a caption, a second enclosure."""

STATEMENT = """\
---
title: "{title}"
date: 2027-03-01
place: {place}
---
## {first}

{sentence}[^1] [letterbook.example/plan](https://letterbook.example/plan)

| {first} | {second} |
|:--|--:|
| {first} 2027 | 1 200 |
| {second} 2027 | 900 |

3. **{first}**
4. *{second}*
   - {quotation}

- [ ] {first} ☐ ☑ ☒
- [x] {second}

> {quotation}.

![{caption}](plan.png "{caption}")

[^1]: {note}.
"""
SECOND = """\
---
title: "{title}"
date: 2027-03-01
place: {place}
---
{quotation}.
"""


def make(folder: Path) -> letterbook.Office:
    """The office, ready to be issued: five addressees, a language each."""
    letterbook.make_office(folder, language="de", country="DE")
    shutil.rmtree(folder / "statements" / "first-statement")
    office = letterbook.open_office(folder)
    for language in LANGUAGES[1:]:
        office.add_language(language)
    (folder / "letterbook.yaml").write_text(OFFICE, "utf-8")
    for language in LANGUAGES:
        _write_words(folder, language)
    mailing = f"statement: {MAILING}\nsignatories: [head, second]\nenclosures:\n  - statement: {MAILING}\n  - statement: annex\n"
    _write(folder / "mailings" / f"{MAILING}.yaml", mailing)
    _write_list(folder / "Verteiler.xlsx")
    return letterbook.open_office(folder)


def _write_words(folder: Path, language: str) -> None:
    place = {"ar": "برلين", "zh": "柏林", "ru": "Берлин"}.get(language, "Berlin")
    first, second, quotation, note, caption, annex = SAYING[language]
    values = {
        "title": TITLE[language],
        "place": place,
        "first": first,
        "second": second,
        "quotation": quotation,
        "note": note,
        "caption": caption,
        "sentence": f"{quotation}: {first}, {second}{'' if language == 'ar' else ', 10^5^ m^2^, CO~2~'}.",
    }
    statements = folder / "statements"
    _write(statements / MAILING / f"{language}.md", STATEMENT.format_map(values))
    _write(statements / "annex" / f"{language}.md", SECOND.format_map({**values, "title": annex}))
    Image.new("RGB", (900, 400), (30, 80, 120)).save(statements / MAILING / "plan.png", dpi=(200, 200))
    words = folder / "templates" / "letter" / f"{language}.md"
    sentence = SENTENCE[language].format(
        amount="{{ recipient.fields.amount | money }}", due="{{ recipient.fields.due | date }}"
    )
    words.write_text(words.read_text("utf-8").rstrip() + f"\n\n{sentence}\n", "utf-8")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _write_list(path: Path) -> None:
    rows: list[Mapping[str, object]] = [
        {
            "Sprache": language,
            "Anrede": "Frau" if language == "de" else None,
            "Briefanrede": SALUTATION.get(language),
            "Vorname": "Ada",
            "Nachname": f"Prüf{number}",
            "Straße": "Weg",
            "Hausnummer": f"{number}",
            "PLZ/Ort": "10115 Berlin",
            "Betrag": 1200 + number,
            "Fällig am": "2027-04-05",
        }
        for number, language in enumerate(LANGUAGES, start=1)
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
