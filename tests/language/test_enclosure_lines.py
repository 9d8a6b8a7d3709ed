"""The line that announces enclosures, written by hand for each language."""

from __future__ import annotations

import pytest
from tongues import tongue

from letterbook.language.known import program_languages
from letterbook.language.labels import enclosure_line, labels

SEVERAL = {
    "ar": "المرفقات: أ (عدد الصفحات: 1)؛ ب (عدد الصفحات: 5)؛ ج",
    "az": "Əlavələr: A (1 səhifə); B (5 səhifə); C",
    "de": "Anlagen: A (1\u00a0Seite); B (5\u00a0Seiten); C",
    "el": "Συνημμένα: A (1\u00a0σελίδα); B (5\u00a0σελίδες); C",
    "en": "Enclosures: A (1 page); B (5 pages); C",
    "es": "Anexos: A (1\u00a0página); B (5\u00a0páginas); C",
    "fa": "پیوست‌ها: أ (1 صفحه)؛ ب (5 صفحه)؛ ج",
    "fr": "Pièces jointes\u00a0: A (1\u00a0page); B (5\u00a0pages); C",
    "he": "מצורפים: A (מספר עמודים: 1); B (מספר עמודים: 5); C",
    "hy": "Հավելվածներ՝ A (1\u00a0էջ); B (5\u00a0էջ); C",
    "it": "Allegati: A (1\u00a0pagina); B (5\u00a0pagine); C",
    "ja": "添付文書：A（全1ページ）；B（全5ページ）；C",
    "ka": "დანართები: A (1\u00a0გვერდი); B (5\u00a0გვერდი); C",
    "kk": "Қосымшалар: A (1 бет); B (5 бет); C",
    "nl": "Bijlagen: A (1\u00a0pagina); B (5\u00a0pagina’s); C",
    "pl": "Załączniki: A (1\u00a0strona); B (5\u00a0stron); C",
    "pt": "Anexos: A (1\u00a0página); B (5\u00a0páginas); C",
    "ro": "Anexe: A (1\u00a0pagină); B (5\u00a0pagini); C",
    "ru": "Приложения: A (1\u00a0страница); B (5\u00a0страниц); C",
    "tr": "Ekler: A (1 sayfa); B (5 sayfa); C",
    "uk": "Додатки: A (1\u00a0сторінка); B (5\u00a0сторінок); C",
    "zh": "附件：A（共1页）；B（共5页）；C",
}
TITLES = {"ar": ("أ", "ب", "ج"), "fa": ("أ", "ب", "ج")}


@pytest.mark.parametrize("language", SEVERAL)
def test_several(language: str) -> None:
    first, second, third = TITLES.get(language, ("A", "B", "C"))
    spoken = tongue(language)
    line = enclosure_line(labels(spoken), [(first, 1), (second, 5), (third, None)], spoken.semicolon)
    assert line == SEVERAL[language]


def test_no_language_is_left_out() -> None:
    assert {language.partition("-")[0] for language in program_languages()} == set(SEVERAL)


def test_one_and_none() -> None:
    english = labels(tongue("en"))
    assert enclosure_line(english, [], "; ") is None
    assert enclosure_line(english, [("A", 3)], "; ") == "Enclosure: A (3 pages)"
    assert enclosure_line(english, [("A", None)], "; ") == "Enclosure: A"


def test_a_language_without_a_word_for_several() -> None:
    """An office's own file of before has none."""
    words = {"language": "cy", "enclosure.other": "Amgaeir {{: {title} ({pages} tudalen)"}
    line = enclosure_line(words, [("A", 2), ("B", 3)], "; ")
    assert line == "Amgaeir {: A (2 tudalen); B (3 tudalen)"
