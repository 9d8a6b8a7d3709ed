"""A list of recipients with a letter and a note verbale in each of the program's languages."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import make_workspace

import letterbook

EMBASSY = {
    "en": "the Embassy of the French Republic in Baku",
    "az": "Fransa Respublikasının Bakıdakı Səfirliyinə",
    "fr": "à l’Ambassade de la République française à Bakou",
    "ru": "Посольству Французской Республики в Баку",
    "es": "a la Embajada de la República Francesa en Bakú",
    "ar": "سفارة الجمهورية الفرنسية في باكو",
    "zh": "法兰西共和国驻巴库大使馆",
    "de": "die Botschaft der Französischen Republik in Baku",
    "tr": "Fransa Cumhuriyeti Bakü Büyükelçiliğine",
    "uk": "Посольству Французької Республіки в Баку",
    "pt": "à Embaixada da República Francesa em Bacu",
    "pt-BR": "à Embaixada da República Francesa em Baku",
    "it": "all’Ambasciata della Repubblica francese a Baku",
    "pl": "Ambasadzie Republiki Francuskiej w Baku",
    "nl": "de Ambassade van de Franse Republiek in Bakoe",
    "ro": "Ambasadei Republicii Franceze la Baku",
    "en-US": "the Embassy of the French Republic in Baku",
    "el": "στην Πρεσβεία της Γαλλικής Δημοκρατίας στο Μπακού",
    "kk": "Француз Республикасының Бакудегі Елшілігіне",
    "fa": "سفارت جمهوری فرانسه در باکو",
    "he": "שגרירות הרפובליקה הצרפתית בבאקו",
    "ja": "在バクー・フランス共和国大使館",
    "ka": "საფრანგეთის რესპუბლიკის საელჩოს ბაქოში",
    "hy": "Բաքվում Ֆրանսիայի Հանրապետության դեսպանությանը",
}
"""How a sentence names the addressee: in each language in the form that the words of the templates ask for."""

LANGUAGES = tuple(EMBASSY)

_LETTER = """\
  - id: {id}
    name: "{language}"
    language: {language}
    in_text: "{embassy}"
    recipients:
      - id: {id}-letter
        post: "The Ambassador"
        organisation: "Embassy of the French Republic, {language}"
        kind: ambassador
        address: {{street: "9 Rasul Rza Street", city: Baku, postcode: AZ1000, country: AZ}}
        cc: ["Ministry of Foreign Affairs", "Permanent Mission"]
"""
_NOTE = """\
      - id: {id}-note
        organisation: "Embassy of the French Republic, {language}"
        kind: mission
        template: note-verbale
        address: {{street: "9 Rasul Rza Street", city: Baku, postcode: AZ1000, country: AZ}}
"""


def recipients(*languages: str, notes: bool = True) -> str:
    """The list for these languages, as recipients.yaml has it; without notes verbales on request."""
    groups = [
        (_LETTER + _NOTE * notes).format(id=language.lower(), language=language, embassy=EMBASSY[language])
        for language in languages
    ]
    return "groups:\n" + "".join(groups)


def letters_office(folder: Path, *languages: str) -> Path:
    """The tests' office with a letter in each of these languages, in the words that a new office begins with."""
    workspace = make_workspace(folder, recipients(*languages, notes=False))
    words = Path(letterbook.__file__).with_name("new_office") / "letter"
    for language in languages:
        shutil.copy(words / f"{language}.md", workspace / "templates/letter")
    return workspace
