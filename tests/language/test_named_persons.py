"""The form of address stands before a name, behind nothing but what it knows, and once."""

from __future__ import annotations

import pytest

from letterbook.language.named_persons import named_person


@pytest.mark.parametrize(
    ("language", "form", "honorific", "person", "line"),
    [
        ("de", "Herr", "Botschafter", "Max Muster", "Herrn Botschafter Max Muster"),
        ("de", "Herr", "PD Dr.", "Max Muster", "Herrn PD Dr. Max Muster"),
        ("de", "Herr", "Priv.-Doz. Dr.", "Max Muster", "Herrn Priv.-Doz. Dr. Max Muster"),
        ("de", "Herr", "Generaldirektor Dr.", "Max Muster", "Herrn Generaldirektor Dr. Max Muster"),
        ("de-AT", "Frau", "DDr.", "Eva Muster", "Frau DDr. Eva Muster"),
        ("de-AT", "Frau", "Ass.-Prof. DI", "Eva Muster", "Frau Ass.-Prof. DI Eva Muster"),
        ("de", "Frau", "Professorin", "Eva Muster", "Frau Professorin Eva Muster"),
        ("de", "Herr", "S.E.", "Max Muster", "S.E. Max Muster"),
        ("de", "Herr", "H.E. Mr", "Max Muster", "H.E. Mr Max Muster"),
        ("de", "Herr", "Hr. Dr.", "Max Muster", "Hr. Dr. Max Muster"),
        ("de", "Frau", "Dr. Frau", "Eva Muster", "Dr. Frau Eva Muster"),
        ("de", "Herr", "Graf", "Max Muster", "Graf Max Muster"),
        ("pl", "Pan", "gen.", "Jan Kowal", "Pan gen. Jan Kowal"),
        ("pl", "Pani", "Ambasador", "Ewa Kowal", "Pani Ambasador Ewa Kowal"),
        ("pl", "Pan", "ks.", "Jan Kowal", "ks. Jan Kowal"),
        ("nl", "Mevrouw", "ambassadeur", "J. Jansen", "ambassadeur J. Jansen"),
        ("nl", "De heer", "prof. dr.", "J. de Vries", "De heer prof. dr. J. de Vries"),
        ("fr", "Monsieur", "Prof.", "Jean Exemple", "Prof. Jean Exemple"),
    ],
)
def test_a_title_stands_behind_the_form_or_alone(
    language: str, form: str, honorific: str, person: str, line: str
) -> None:
    assert named_person(form, honorific, person, language) == line


@pytest.mark.parametrize(
    ("language", "form", "honorific", "person", "line"),
    [
        ("de", "Frau Dr.", None, "Eva Muster", "Frau Dr. Eva Muster"),
        ("de", "Frau Dr.", "Dr. med.", "Eva Muster", "Frau Dr. med. Eva Muster"),
        ("de", "Frau Dr.", None, "Dr. Eva Muster", "Frau Dr. Eva Muster"),
        ("de", "Frau Dr", None, "Drusilla Muster", "Frau Dr Drusilla Muster"),
        ("de", "Herr Prof.", "Dr.", "Max Muster", "Herrn Prof. Dr. Max Muster"),
        ("de", "Herr Dr.", "Prof.", "Max Muster", "Herrn Prof. Dr. Max Muster"),
        ("de", "Herr und Frau", None, "Eva und Max Muster", "Eva und Max Muster"),
        ("de", "FRAU", None, "Eva Muster", "Frau Eva Muster"),
        ("de", "Frau", None, "Fr. Eva Muster", "Fr. Eva Muster"),
        ("nl", "De heer", None, "De Vries", "De heer De Vries"),
        ("nl", "dhr.", None, "J. Jansen", "De heer J. Jansen"),
        ("nl", "mevrouw", None, "J. Jansen", "Mevrouw J. Jansen"),
        ("fr", "M", None, "Jean Exemple", "M. Jean Exemple"),
        ("fr", "Mme", None, "M. Exemple", "Mme M. Exemple"),
        ("en", "mr.", None, "John Doe", "Mr. John Doe"),
        ("ru", "г-жа", None, "Анна", "Анна"),
    ],
)
def test_a_form_is_printed_as_an_address_has_it(
    language: str, form: str, honorific: str | None, person: str, line: str
) -> None:
    assert named_person(form, honorific, person, language) == line
