"""Names and addresses that a list has in more columns than there are fields, or in fewer."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from letterbook.language.house_numbers import with_house_number
from letterbook.model import Defaults, ListLayout, Recipient
from letterbook.problems import Place, Problem
from letterbook.sources.column_map import propose_columns
from letterbook.sources.recipient_list import read_list


def saved(folder: Path, *rows: list[str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def read(path: Path, country: str = "DE") -> tuple[list[Recipient], list[Problem]]:
    groups, problems = read_list(path, path.name, Defaults(country=country), ListLayout())
    return [recipient for group in groups for recipient in group.recipients], problems


def only(path: Path, country: str = "DE") -> Recipient:
    [recipient], problems = read(path, country)
    assert problems == []
    return recipient


@pytest.mark.parametrize(
    ("headings", "cells", "country", "street"),
    [
        (["Straße", "Hausnummer"], ["Hauptstr.", "12a"], "DE", "Hauptstr. 12a"),
        (["Straße", "Hausnr."], ["Hauptstr. 12a", "12a"], "DE", "Hauptstr. 12a"),
        (["Street", "House number"], ["High Street", "5"], "GB", "5 High Street"),
        (["Voie", "Numéro de rue"], ["rue de la Paix", "12 bis"], "FR", "12 bis rue de la Paix"),
        (["Calle", "Número de portal"], ["Calle Mayor", "1"], "ES", "Calle Mayor, 1"),
        (["Ulica", "Nr domu"], ["Długa", "5"], "PL", "Długa 5"),
        (["Cadde", "Kapı No"], ["Atatürk Cad.", "7"], "TR", "Atatürk Cad. No: 7"),
        (["Улица", "Дом"], ["ул. Садовая", "3"], "RU", "ул. Садовая, 3"),
        (["Straatnaam", "Huisnr."], ["Dorpsstraat", "1"], "NL", "Dorpsstraat 1"),
        (["Address line 1", "Address line 2"], ["1 Main Street", "Suite 2"], "US", "1 Main Street\nSuite 2"),
        (["Straße", "Adresszusatz"], ["Hauptstr. 1", "Hinterhaus"], "DE", "Hauptstr. 1\nHinterhaus"),
        (
            ["Rua", "Complemento", "Bairro"],
            ["Rua X, 1", "sala 2", "Centro"],
            "BR",
            "Rua X, 1, sala 2\nCentro",
        ),
        (["Adres", "Mahalle"], ["Örnek Cad. No: 3", "Ulus Mah."], "TR", "Ulus Mah.\nÖrnek Cad. No: 3"),
        (["Adres", "Mahalle"], ["Ulus Mah. Örnek Cad. 3", "Ulus"], "TR", "Ulus Mah. Örnek Cad. 3"),
        (["Οδός", "Αριθμός"], ["Ερμού", "5"], "GR", "Ερμού 5"),
    ],
)
def test_a_street_in_several_columns(
    tmp_path: Path, headings: list[str], cells: list[str], country: str, street: str
) -> None:
    path = saved(tmp_path, ["Organisation", "Ort", *headings], ["City Library", "Town", *cells])
    [recipient], _ = read(path, country)
    assert recipient.address.street == street


def test_the_country_of_the_row_decides_where_the_number_stands(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ["Firma", "Straße", "Hausnummer", "PLZ", "Ort", "Land"],
        ["City Library", "High Street", "5", "SW1A 1AA", "London", "Großbritannien"],
    )
    assert only(path).address.street == "5 High Street"


@pytest.mark.parametrize(
    ("text", "country", "parts"),
    [
        ("10115 Berlin", "DE", ("10115", "Berlin", None)),
        ("D-10115 Berlin", "DE", ("10115", "Berlin", None)),
        ("06420 Frankfurt am Main", "DE", ("06420", "Frankfurt am Main", None)),
        ("1234 AB Utrecht", "NL", ("1234 AB", "Utrecht", None)),
        ("London SW1A 1AA", "GB", ("SW1A 1AA", "London", None)),
        ("Springfield, IL 62701", "US", ("62701", "Springfield", "IL")),
        ("1100-001 Lisboa", "PT", ("1100-001", "Lisboa", None)),
        ("01001 Київ", "UA", ("01001", "Київ", None)),
        ("Dublin", "IE", (None, "Dublin", None)),
    ],
)
def test_postcode_and_town_in_one_column(
    tmp_path: Path, text: str, country: str, parts: tuple[str | None, str, str | None]
) -> None:
    path = saved(tmp_path, ["Organisation", "Street", "PLZ/Ort"], ["City Library", "Street 1", text])
    [recipient], _ = read(path, country)
    address = recipient.address
    assert (address.postcode, address.city, address.region) == parts


@pytest.mark.parametrize("text", ["Berlin 7 Ost", "101155 Berlin", "10115"])
def test_what_cannot_be_told_apart_is_told(tmp_path: Path, text: str) -> None:
    path = saved(tmp_path, ["Organisation", "Straße", "PLZ/Ort"], ["City Library", "Hauptstr. 1", text])
    _, problems = read(path)
    [problem] = [problem for problem in problems if problem.is_error]
    assert (problem.code, problem.place.cell) == ("wrong-address", "C2")


@pytest.mark.parametrize(
    ("headings", "cells", "name", "surname"),
    [
        (["Nom", "Prénom"], ["Durand", "Anne"], "Anne Durand", "Durand"),
        (["Cognome", "Nome"], ["Rossi", "Anna"], "Anna Rossi", "Rossi"),
        (["Name", "Vorname"], ["Weber", "Ada"], "Ada Weber", "Weber"),
        (["First name", "Middle name", "Last name"], ["Ada", "M.", "Weber"], "Ada M. Weber", "Weber"),
        (
            ["Voorletters", "Tussenvoegsel", "Achternaam"],
            ["A.", "van der", "Voorbeeld"],
            "A. van der Voorbeeld",
            "van der Voorbeeld",
        ),
        (["Прізвище", "Ім'я", "По батькові"], ["Ткач", "Ганна", "Іванівна"], "Ганна Іванівна Ткач", "Ткач"),
    ],
)
def test_a_name_in_several_columns(
    tmp_path: Path, headings: list[str], cells: list[str], name: str, surname: str
) -> None:
    path = saved(tmp_path, [*headings, "Straße", "PLZ", "Ort"], [*cells, "Weg 1", "10115", "Berlin"])
    recipient = only(path)
    assert (recipient.person, recipient.surname) == (name, surname)
    columns, _ = propose_columns(path, path.name, ListLayout())
    assert columns is not None
    fields = {column.heading: column.field for column in columns.columns}
    assert {fields[heading] for heading in headings} >= {"given", "surname"}
    assert None not in fields.values()


def test_an_address_without_its_town_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, ["Organisation", "Straße"], ["City Library", "Hauptstr. 1"])
    _, problems = read(path)
    assert {(problem.code, problem.text) for problem in problems} == {
        ("missing-part", "city"),
        ("missing-part", "postcode"),
    }


def test_a_number_stands_beside_no_street_twice() -> None:
    assert with_house_number("12 High Street", "12", "GB") == "12 High Street"
    assert with_house_number("Straße des 17. Juni", "135", "DE") == "Straße des 17. Juni 135"


# --- P.O. boxes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "cells", "country", "lines"),
    [
        (["Postfach", "PLZ", "Ort"], ["12 34 56", "01067", "Dresden"], "DE", ("Postfach 12 34 56", "01067")),
        (["Postfach", "PLZ", "Ort"], ["Postfach 77", "01067", "Dresden"], "DE", ("Postfach 77", "01067")),
        (["BP", "CP", "Ville"], ["12", "75007", "Paris"], "FR", ("BP 12", "75007")),
        (["Case postale", "NPA", "Lieu"], ["12", "1200", "Genève"], "CH", ("Postfach 12", "1200")),
        (["а/я", "Индекс", "Город"], ["12", "101000", "Москва"], "RU", ("а/я 12", "101000")),
        (
            ["Skrytka pocztowa", "Kod", "Miasto"],
            ["12", "00-001", "Warszawa"],
            "PL",
            ("Skrytka pocztowa 12", "00-001"),
        ),
        (["P.O. Box", "Postcode", "Town"], ["12", "01067", "Дрезден"], "DE", ("а/я 12", "01067")),
        (
            ["Street", "P.O. Box", "Town"],
            ["1 High Street", "12", "Dubai"],
            "AE",
            ("1 High Street\nPO Box 12", None),
        ),
        (
            ["Strasse", "Postfach", "PLZ", "Ort"],
            ["Bahnhofstrasse 1", "x", "3001", "Bern"],
            "CH",
            ("Bahnhofstrasse 1\nPostfach", "3001"),
        ),
        (
            ["Straße", "Postfach", "PLZ", "Ort"],
            ["Am Ring 1", "nein", "01067", "Dresden"],
            "DE",
            ("Am Ring 1", "01067"),
        ),
        (
            ["Straße", "PLZ", "Ort", "Postfach", "PLZ Postfach"],
            ["Am Ring 1", "01067", "Dresden", "12 34", "01001"],
            "DE",
            ("Postfach 12 34", "01001"),
        ),
        (["PLZ", "Ort", "PLZ Postfach"], ["", "Dresden", "01054"], "DE", (None, "01054")),
    ],
)
def test_a_box_stands_where_its_country_has_it(
    tmp_path: Path, headings: list[str], cells: list[str], country: str, lines: tuple[str | None, str | None]
) -> None:
    address = only(saved(tmp_path, ["Organisation", *headings], ["Archiv", *cells]), country).address
    assert (address.street, address.postcode) == lines


def test_the_word_is_that_of_the_letters_language(tmp_path: Path) -> None:
    path = saved(
        tmp_path, ["Nom", "Langue", "Case postale", "NPA", "Lieu"], ["Archives", "fr", "12", "1200", "Genève"]
    )
    assert only(path, "CH").address.street == "Case postale 12"


def test_a_street_and_a_box_under_one_postcode_are_asked_about(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ["Name", "Straße", "Postfach", "PLZ", "Ort"],
        ["Archiv", "Am Ring 1", "12 34", "01067", "Dresden"],
    )
    _, [problem] = read(path)
    assert (problem.code, problem.place.cell) == ("wrong-address", "C2")
    assert "“Postfach 12 34”" in problem.what


def test_a_number_in_the_place_of_a_street_is_told(tmp_path: Path) -> None:
    path = saved(
        tmp_path, ["Name", "Straße / Postfach", "PLZ", "Ort"], ["Archiv", "12 34 56", "01067", "Dresden"]
    )
    assert [(problem.code, problem.place.cell) for problem in read(path)[1]] == [("misplaced-text", "B2")]


def test_numbers_of_boxes_may_be_numbers_and_their_postcodes_only_whole_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Name", "Postfach", "PLZ Postfach", "Ort"],
        ["A", 1234, 48143, "Münster"],
        ["B", 1235, 1067, "Dresden"],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "list.xlsx")
    recipients, problems = read(tmp_path / "list.xlsx")
    assert recipients[0].address.street == "Postfach 1234"
    assert [(problem.code, problem.place.cell) for problem in problems] == [("postcode-number", "C3")]


# --- Lists of three countries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "cells", "country", "street"),
    [
        (["Straße", "Hausnr.", "Stiege", "Tür"], ["Am Ring", "1", "2", "14"], "AT", "Am Ring 1/2/14"),
        (["Straße", "Hausnr.", "Stiege/Tür"], ["Am Ring", "1", "2/14"], "AT", "Am Ring 1/2/14"),
        (["Straße", "Top"], ["Am Ring 1", "Top 3"], "AT", "Am Ring 1, Top 3"),
        (["Ulica", "Nr domu", "Nr lokalu"], ["Długa", "5", "12"], "PL", "Długa 5/12"),
        (["Straße", "Wohnungsnummer"], ["Am Ring 1", "12"], "DE", "Am Ring 1 // 12"),
        (["Улица", "Дом", "Квартира"], ["ул. Садовая", "3", "7"], "RU", "ул. Садовая, 3, кв. 7"),
        (["Straße", "Nr."], ["Am Ring", "1"], "DE", "Am Ring 1"),
        (["N°", "Rue"], ["12 bis", "rue du Bac"], "FR", "12 bis rue du Bac"),
        (
            ["Abteilung", "c/o", "Straße"],
            ["Presse", "Werk", "Am Ring 1"],
            "DE",
            "Presse\nc/o Werk\nAm Ring 1",
        ),
    ],
)
def test_flats_numbers_and_departments_stand_in_their_place(
    tmp_path: Path, headings: list[str], cells: list[str], country: str, street: str
) -> None:
    path = saved(tmp_path, ["Organisation", *headings, "Ort"], ["Archiv", *cells, "X"])
    recipients, problems = read(path, country)
    assert "unknown-column" not in [problem.code for problem in problems]
    assert recipients[0].address.street == street


def test_a_number_that_counts_the_rows_is_no_house_number(tmp_path: Path) -> None:
    recipients, problems = read(
        saved(tmp_path, ["Nr.", "Straße", "Name", "PLZ", "Ort"], ["1", "Am Ring", "Archiv", "53111", "Bonn"])
    )
    assert [(problem.code, problem.text) for problem in problems] == [("unknown-column", "Nr.")]
    assert recipients[0].address.street == "Am Ring"


@pytest.mark.parametrize(
    ("text", "person", "surname"),
    [
        ("Beispiel, Eva Maria", "Eva Maria Beispiel", "Beispiel"),
        ("VAN BEISPIEL Eva", "Eva VAN BEISPIEL", "VAN BEISPIEL"),
        ("Beispiel Eva", "Eva Beispiel", "Beispiel"),
    ],
)
def test_a_surname_before_a_given_name(tmp_path: Path, text: str, person: str, surname: str) -> None:
    recipient = only(
        saved(tmp_path, ["Nachname Vorname", "Straße", "PLZ", "Ort"], [text, "Am Ring 1", "53111", "Bonn"])
    )
    assert (recipient.person, recipient.surname) == (person, surname)


def test_names_that_cannot_be_told_apart_stay_and_are_told(tmp_path: Path) -> None:
    path = saved(
        tmp_path, ["Nazwisko i imię", "Ulica", "Miasto"], ["Beispiel Eva Maria", "Długa 1", "Wieliczka"]
    )
    [recipient], problems = read(path, "PL")
    assert recipient.person == "Beispiel Eva Maria"
    assert [(problem.place.cell, problem.level) for problem in problems if problem.code == "wrong-value"] == [
        ("A2", "warning")
    ]


def test_degrees_stand_behind_the_name_and_not_in_the_surname(tmp_path: Path) -> None:
    headings = ["Titel vorangestellt", "Vorname", "Nachname", "Titel nachgestellt", "Straße", "PLZ", "Ort"]
    recipient = only(
        saved(tmp_path, headings, ["Mag.", "Eva", "Beispiel", "MBA", "Am Ring 1", "53111", "Bonn"])
    )
    assert (recipient.person, recipient.surname, recipient.honorific) == (
        "Eva Beispiel, MBA",
        "Beispiel",
        "Mag.",
    )


def test_the_number_beside_the_street_is_proposed(tmp_path: Path) -> None:
    path = saved(tmp_path, ["Nr.", "Name", "Straße", "Nr.", "Ort"], ["1", "Archiv", "Am Ring", "5", "Bonn"])
    found, _ = propose_columns(path, path.name, ListLayout())
    assert found is not None
    assert [column.field for column in found.columns] == [None, "person", "street", "house_number", "city"]


@pytest.mark.parametrize(
    ("cells", "street", "city"),
    [
        (["ul. Polna 3", "", "Zabierzów"], "ul. Polna 3", "Zabierzów"),
        (["ul. Polna 3", "ZABIERZÓW", "Zabierzów"], "ul. Polna 3", "Zabierzów"),
        (["ul. Polna 3", "Wzorowice", "Zabierzów"], "ul. Polna 3\nWzorowice", "Zabierzów"),
        (["118", "Wzorowice", "Zabierzów"], "Wzorowice 118", "Zabierzów"),
        (["118a/2", "Wzorowice", "Zabierzów"], "Wzorowice 118a/2", "Zabierzów"),
        (["118", "Wzorowice", "Wzorowice"], "Wzorowice 118", "Wzorowice"),
        (["118", "Wzorowice", ""], "Wzorowice 118", "Wzorowice"),
        (["Wzorowice 118", "Wzorowice", "Zabierzów"], "Wzorowice 118", "Zabierzów"),
        (["ul. Polna 3", "Wzorowice", ""], "ul. Polna 3", "Wzorowice"),
        (["ul. Lasowa 3", "Las", "Zabierzów"], "ul. Lasowa 3\nLas", "Zabierzów"),
        (["", "Wzorowice", "Zabierzów"], "Wzorowice", "Zabierzów"),
    ],
)
def test_a_village_whose_letters_go_by_another_town(
    tmp_path: Path, cells: list[str], street: str, city: str
) -> None:
    headings = ["Nazwisko i imię", "Ulica i nr", "Miejscowość", "Kod", "Poczta"]
    path = saved(tmp_path, headings, ["Przykładowa Anna", *cells[:2], "32-080", cells[2]])
    address = only(path, "PL").address
    assert (address.street, address.city) == (street, city)


@pytest.mark.parametrize(
    ("cells", "street", "city"),
    [
        (["ul. Polna 3", "Wzorowice"], "ul. Polna 3\nWzorowice", "Zabierzów"),
        (["118", "Wzorowice"], "Wzorowice 118", "Zabierzów"),
        (["ul. Polna 3", "Zabierzów"], "ul. Polna 3", "Zabierzów"),
        (["ul. Polna 3", ""], "ul. Polna 3", "Zabierzów"),
    ],
)
def test_the_town_beside_a_postcode_stays_there(
    tmp_path: Path, cells: list[str], street: str, city: str
) -> None:
    headings = ["Nazwisko i imię", "Ulica i nr", "Miejscowość", "Kod i poczta"]
    path = saved(tmp_path, headings, ["Przykładowa Anna", *cells, "32-080 Zabierzów"])
    address = only(path, "PL").address
    assert (address.street, address.postcode, address.city) == (street, "32-080", city)


def test_a_village_without_a_street_makes_no_second_address_beside_a_box(tmp_path: Path) -> None:
    headings = ["Nazwisko i imię", "Skrytka pocztowa", "Miejscowość", "Kod", "Poczta"]
    path = saved(tmp_path, headings, ["Przykładowa Anna", "12", "Wzorowice", "32-080", "Zabierzów"])
    address = only(path, "PL").address
    assert (address.street, address.city) == ("Skrytka pocztowa 12", "Zabierzów")


@pytest.mark.parametrize(("country", "street"), [("PL", "Wzorowice 118"), ("DE", "118")])
def test_a_number_alone_stands_behind_its_village(tmp_path: Path, country: str, street: str) -> None:
    headings = ["Imię i nazwisko", "Ulica i nr", "Miejscowość", "Kod"]
    path = saved(tmp_path, headings, ["Anna Przykładowa", "118", "Wzorowice", "32-080"])
    assert read(path, country)[0][0].address.street == street


def test_two_surnames_and_the_parts_of_a_mexican_address(tmp_path: Path) -> None:
    headings = [
        "Nombre(s)",
        "Apellido paterno",
        "Apellido materno",
        "Domicilio 1",
        "No. Ext.",
        "Núm. int.",
        "Colonia",
    ]
    headings += ["C.P.", "Municipio", "Estado"]
    cells = ["Ana", "Ejemplo", "Muestra", "Calle Luna", "10", "4", "Centro", "06000", "Cuauhtémoc", "CDMX"]
    recipient = only(saved(tmp_path, headings, cells), "MX")
    assert (recipient.person, recipient.surname) == ("Ana Ejemplo Muestra", "Ejemplo Muestra")
    assert recipient.address.street == "Calle Luna 10, 4\nCentro"
    assert (recipient.address.city, recipient.address.region) == ("Cuauhtémoc", "CDMX")


def test_an_institute_and_a_degree_behind_the_name(tmp_path: Path) -> None:
    headings = ["Vorname", "Nachname", "Titel nachg.", "Institut", "Straße", "PLZ Ort"]
    recipient = only(
        saved(tmp_path, headings, ["Eva", "Beispiel", "MBA", "Institut A", "Weg 3", "1010 Wien"]), "AT"
    )
    assert (recipient.person, recipient.address.street) == ("Eva Beispiel, MBA", "Institut A\nWeg 3")


@pytest.mark.parametrize(
    ("written", "honorific", "person"),
    [
        ("Dr Testowska, Irena", "Dr", "Irena Testowska"),
        ("Prof. dr hab. TESTOWSKA Irena", "Prof. dr hab.", "Irena TESTOWSKA"),
        ("Testowska Irena", None, "Irena Testowska"),
        ("o. Testowski, Jan", "o.", "Jan Testowski"),
        ("O Sample, Mary", None, "Mary O Sample"),
    ],
)
def test_a_title_before_a_surname_that_stands_first(
    tmp_path: Path, written: str, honorific: str | None, person: str
) -> None:
    headings = ["Nazwisko i imię", "Ulica", "Kod", "Poczta"]
    recipient = only(saved(tmp_path, headings, [written, "ul. Polna 3", "30-001", "Kraków"]), "PL")
    assert (recipient.honorific, recipient.person) == (honorific, person)


def test_a_second_surname_stands_behind_the_first_wherever_that_was_written(tmp_path: Path) -> None:
    headings = ["Apellidos y nombre", "Segundo apellido", "Calle", "C.P.", "Ciudad"]
    recipient = only(
        saved(tmp_path, headings, ["Ejemplo, Ana", "Muestra", "Calle Luna 10", "28001", "Madrid"]), "ES"
    )
    assert (recipient.person, recipient.surname) == ("Ana Ejemplo Muestra", "Ejemplo Muestra")


def test_a_title_beside_another_is_told_and_stays(tmp_path: Path) -> None:
    headings = ["Tytuł", "Nazwisko i imię", "Ulica", "Kod", "Poczta"]
    path = saved(tmp_path, headings, ["o.", "Dr Testowska, Irena", "ul. Polna 3", "30-001", "Kraków"])
    [recipient], [problem] = read(path, "PL")
    assert (recipient.honorific, recipient.person, problem.code) == (
        "o.",
        "Dr Testowska, Irena",
        "wrong-value",
    )


@pytest.mark.parametrize(
    ("headings", "cells", "country", "region"),
    [
        (
            ["Ulica", "Kod", "Poczta", "Województwo"],
            ["ul. Polna 3", "30-001", "Kraków", "małopolskie"],
            "PL",
            None,
        ),
        (["Straße", "PLZ Ort", "Bundesland"], ["Weg 3", "1010 Wien", "Wien"], "AT", None),
        (["Straße", "Ort", "Bundesland"], ["Weg 3", "Wien", "Wien"], "AT", "Wien"),
        (["Straße", "PLZ", "Bundesland"], ["Weg 3", "1010", "Wien"], "AT", "Wien"),
        (["Via", "CAP", "Città", "Prov."], ["Via Roma 4", "38122", "Trento", "TN"], "IT", "TN"),
        (["Calle", "C.P.", "Ciudad", "Estado"], ["Calle 5", "06700", "Cuauhtémoc", "CDMX"], "MX", "CDMX"),
    ],
)
def test_a_province_stands_in_an_address_where_its_post_has_one(
    tmp_path: Path, headings: list[str], cells: list[str], country: str, region: str | None
) -> None:
    path = saved(tmp_path, ["Name", *headings], ["Anna Przykładowa", *cells])
    assert read(path, country)[0][0].address.region == region
    said = ListLayout(
        columns={headings[-1]: "address.region"}, places={headings[-1]: Place("letterbook.yaml")}
    )
    groups, _ = read_list(path, path.name, Defaults(country=country), said)
    assert groups[0].recipients[0].address.region == cells[-1], "the office means it"


def test_a_country_in_the_column_of_provinces_is_the_country(tmp_path: Path) -> None:
    headings = ["Nazwisko i imię", "Ulica", "Kod", "Poczta", "Województwo"]
    path = saved(
        tmp_path, headings, ["Przykładowa Anna", "1 Sample Street", "SW1A 1AA", "London", "Wielka Brytania"]
    )
    address = only(path, "PL").address
    assert (address.country, address.region) == ("GB", None)
