"""Countries as people write them."""

from __future__ import annotations

import pytest

from letterbook.problems import Place
from letterbook.sources.countries import country_code, country_hint, not_a_country

HERE = Place("list.csv", 2)


@pytest.mark.parametrize("text", ["AZ", "NO", "XK", "AQ", "az", "Us"])
def test_codes(text: str) -> None:
    assert country_code(text) == text.upper()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "XX",
        "EU",
        "UN",
        "ZZ",
        "AC",
        "001",
        "276",
        "ß",
        "N/A",
        "k.A.",
        "?",
        "-",
        "X",
        "ČR",
        "Muş",
        "van de Ven",
    ],
)
def test_no_country(text: str) -> None:
    assert country_code(text) is None
    assert country_hint(text).endswith(".")
    assert "Did you mean" not in country_hint(text)


def test_a_name_of_several_is_a_mistake_that_names_them() -> None:
    assert country_code("Korea") is None
    problem = not_a_country("Korea", HERE)
    assert (problem.code, problem.place) == ("unclear-country", HERE)
    assert "(KP) or Republic of Korea (KR)" in problem.what


def test_a_typing_error_is_proposed_and_nothing_else() -> None:
    assert "Did you mean Germany (DE)?" in country_hint("Grmany")
    assert "Did you mean Albania (AL)?" in country_hint("Republic of Albnia")
    assert "such as" in country_hint("XX")
    assert not_a_country("Ruritania", HERE).code == "unknown-country"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Italien/Südtirol", "IT"),
        ("Südtirol (Italien)", "IT"),
        ("Südtirol", "IT"),
        ("Italien / Trentino", "IT"),
        ("Österreich – Tirol", "AT"),
        ("USA (California)", "US"),
        ("EE.UU. / Texas", "US"),
        ("Portugal (Madeira)", "PT"),
        ("España - Canarias", "ES"),
    ],
)
def test_a_country_with_one_of_its_parts(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Schweiz/Liechtenstein",  # two countries
        "Kosovo (Serbien)",
        "Guinea (Konakri)",  # the name is within that of Guinea-Bissau
        "Georgia (Atlanta)",
        "Mexico (New)",
        "Mongolei (Innere)",
        "BZ / Bozen",
        "CA/Sacramento",
        "Bozen/Trient",
        "Bozen, Italien-Südtirol",
    ],
)
def test_a_country_that_is_not_sure_is_a_mistake(text: str) -> None:
    assert country_code(text) is None
