"""Days as people type them, in every language's words, figures and order; what may be two days is not guessed at."""

from __future__ import annotations

from datetime import date

import pytest
from tables import table

from letterbook.language.typed_dates import day_of, folded_date

WRITTEN = [
    (language, row["date"], text)
    for name in ("dates.tsv", "more-dates.tsv")
    for row in table(name)
    for language, text in row.items()
    if language != "date"
]
JANUARY_20 = date(2026, 1, 20)


@pytest.mark.parametrize(("language", "day", "text"), WRITTEN)
def test_what_a_letter_says_is_read_back(language: str, day: str, text: str) -> None:
    assert day_of(text, (language,)) == date.fromisoformat(day)
    assert day_of(text.upper(), (language,)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("20 janvier 2026", "fr"),
        ("le 20 janv. 2026", "fr"),
        ("20. Januar 2026", "de"),
        ("den 20. Jan. 2026", "de"),
        ("20 Ocak 2026", "tr"),
        ("20 січня 2026", "uk"),
        ("20 січня 2026 р.", "uk"),
        ("20 января 2026 г.", "ru"),
        ("20-го января 2026", "ru"),
        ("20 stycznia 2026 r.", "pl"),
        ("20th of January 2026", "en"),
        ("January 20th, 2026", "en"),
        ("20-Jan-2026", "en"),
        ("20 yanvar 2026-cı il", "az"),
        ("20 de enero de 2026", "es"),
        ("20 Ιανουαρίου 2026", "el"),
        ("20 يناير 2026", "ar"),
        ("٢٠ يناير ٢٠٢٦", "ar"),
        ("٢٠٢٦-٠١-٢٠", "ar"),
        ("۲۰ ژانویهٔ ۲۰۲۶", "fa"),
        ("20 בינואר 2026", "he"),
        ("2026年1月20日", "ja"),
        ("２０２６年１月２０日", "ja"),
        ("2026 წლის 20 იანვარი", "ka"),
        ("20 հունվարի, 2026 թ.", "hy"),
        ("2026 ж. 20 қаң.", "kk"),
        ("20 Januari 2026", "sw"),
        ("๒๐ มกราคม ๒๐๒๖", "th"),
        ("20 มกราคม ค.ศ. 2026", "th"),
        ("20. jaanuar 2026", "et"),
        ("20.1.2026", "en-US"),
        ("20. 1. 2026", "cs"),
        ("2026/01/20", "de"),
        ("20/01/2026", "pt"),
    ],
)
def test_a_day_in_a_languages_own_words(text: str, language: str) -> None:
    assert day_of(text, (language,)) == JANUARY_20


@pytest.mark.parametrize(
    ("languages", "country", "day"),
    [
        (("en",), "GB", date(2026, 4, 3)),
        (("en",), "KE", date(2026, 4, 3)),
        (("en",), "US", date(2026, 3, 4)),
        (("en",), "PH", date(2026, 3, 4)),
        (("en-US",), "", date(2026, 3, 4)),
        (("en-GB",), "", date(2026, 4, 3)),
        (("fr",), "", date(2026, 4, 3)),
        (("de",), "AZ", date(2026, 4, 3)),
        (("fr", "en"), "GB", date(2026, 4, 3)),
    ],
)
def test_day_and_month_stand_as_in_the_office_s_country(
    languages: tuple[str, ...], country: str, day: date
) -> None:
    assert day_of("03/04/2026", languages, country) == day
    assert day_of("03.04.2026", languages, country) == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("languages", "country"),
    [
        (("en",), ""),
        (("en",), "CA"),
        (("en-US", "en"), "KE"),
        (("ja",), "JP"),
        (("es", "en"), "PA"),
    ],
)
def test_what_may_be_two_days_is_not_guessed_at(languages: tuple[str, ...], country: str) -> None:
    with pytest.raises(ValueError, match="03/04/2026"):
        day_of("03/04/2026", languages, country)
    assert day_of("30/04/2026", languages, country) == date(2026, 4, 30)


def test_a_month_of_two_languages_is_not_guessed_at() -> None:
    """Listopad is October in Croatian and November in Polish."""
    assert day_of("1. listopada 2026.", ("hr",)) == date(2026, 10, 1)
    with pytest.raises(ValueError, match="listopada"):
        day_of("1 listopada 2026", ("hr", "pl"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1.3.21", "de"),
        ("31.2.2021", "de"),
        ("20 janvier 2026", "de"),
        ("20 Januar", "de"),
        ("Januar 2026", "de"),
        ("20. Januar oder 2026", "de"),
        ("20. Januar 2026, 14", "de"),
        ("20 xJanuar 2026", "de"),
        ("20 Januarium 2026", "de"),
        ("20 Januar Februar 2026", "de"),
        ("", "de"),
        ("Januar" * 50, "de"),
        ("20 enero 26", "es"),
        ("۱۴۰۴/۱۰/۳۰", "fa"),  # of the Persian calendar
        ("20 มกราคม 2569", "th"),  # of the Buddhist era
        ("20 มกราคม พ.ศ. 2569", "th"),
    ],
)
def test_what_is_no_day(text: str, language: str) -> None:
    assert day_of(text, (language,)) is None


def test_a_plain_date_may_be_of_any_year() -> None:
    assert day_of("1492-10-12", ("en",)) == date(1492, 10, 12)


def test_an_offices_own_months() -> None:
    own = {folded_date("Ionawr Mawr"): 1}
    assert day_of("20 IONAWR MAWR 2026", ("cy",), own_months=own) == JANUARY_20
