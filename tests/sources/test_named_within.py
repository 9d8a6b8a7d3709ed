"""“z. Hd. …” and “c/o …” in the column of a name: put where they belong, and left out of what opens the letter."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from letterbook.model import Defaults, ListLayout, Recipient
from letterbook.sources.recipient_list import read_list

BODY, NAMED = ["Firma"], ["Firma", "Name"]
PARTS = ["Firma", "Anrede", "Vorname", "Nachname"]


def read(folder: Path, headings: list[str], *rows: list[str]) -> tuple[list[Recipient], list[str]]:
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*headings, "Straße", "PLZ", "Ort"])
        writer.writerows([*row, "Am Ring 1", "01067", "Dresden"] for row in rows)
    path = folder / "list.csv"
    groups, problems = read_list(path, path.name, Defaults(country="DE"), ListLayout())
    return [member for group in groups for member in group.recipients], [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("headings", "cells", "attention", "names", "street"),
    [
        (BODY, ["Stadtwerke, z. Hd. Frau Beispiel"], "Frau Beispiel", ("Stadtwerke", None), "Am Ring 1"),
        (BODY, ["Stadtwerke\nz.Hd. Frau Beispiel"], "Frau Beispiel", ("Stadtwerke", None), "Am Ring 1"),
        (BODY, ["Landesamt\nfür Umwelt"], None, ("Landesamt für Umwelt", None), "Am Ring 1"),
        (BODY, ["Landesamt\nAbteilung 3"], None, ("Landesamt", None), "Abteilung 3\nAm Ring 1"),
        (BODY, ["Attention Verlag"], None, ("Attention Verlag", None), "Am Ring 1"),
        (BODY, ["z. Hd. Frau Beispiel"], None, ("z. Hd. Frau Beispiel", None), "Am Ring 1"),
        (
            NAMED,
            ["Stadtwerke", "zu Händen Frau Beispiel"],
            "Frau Beispiel",
            ("Stadtwerke", None),
            "Am Ring 1",
        ),
        (NAMED, ["Office", "Attn: Ms Doe"], "Ms Doe", ("Office", None), "Am Ring 1"),
        (NAMED, ["Mairie", "À l’attention de Mme Exemple"], "Mme Exemple", ("Mairie", None), "Am Ring 1"),
        (NAMED, ["", "z. Hd. Eva Beispiel"], None, (None, "Eva Beispiel"), "Am Ring 1"),
        (NAMED, ["", "Eva Beispiel c/o Muster"], None, (None, "Eva Beispiel"), "c/o Muster\nAm Ring 1"),
        (NAMED, ["", "Attila Attner"], None, (None, "Attila Attner"), "Am Ring 1"),
        (PARTS, ["Amt", "Frau", "z. Hd. Eva", "Beispiel"], None, ("Amt", "Eva Beispiel"), "Am Ring 1"),
        (PARTS, ["Amt", "Frau", "", "z.Hd. Frau Beispiel"], None, ("Amt", "Beispiel"), "Am Ring 1"),
        (["Firma", "Adresszusatz"], ["Amt", "z. Hd. Frau Doe"], "Frau Doe", ("Amt", None), "Am Ring 1"),
        (["Firma", "Adresszusatz"], ["Amt", "c/o Werk"], None, ("Amt", None), "c/o Werk\nAm Ring 1"),
        (["Firma", "Adresszusatz"], ["Amt", "Zimmer 3"], None, ("Amt", None), "Am Ring 1\nZimmer 3"),
        (["Firma", "z. Hd."], ["Amt", "z. Hd. Frau Doe"], "Frau Doe", ("Amt", None), "Am Ring 1"),
        (["Firma", "c/o"], ["Amt", "Werk"], None, ("Amt", None), "c/o Werk\nAm Ring 1"),
    ],
)
def test_each_stands_in_its_line_of_the_address(
    tmp_path: Path,
    headings: list[str],
    cells: list[str],
    attention: str | None,
    names: tuple[str | None, str | None],
    street: str,
) -> None:
    [recipient], codes = read(tmp_path, headings, cells)
    assert codes == []
    assert recipient.attention == attention
    assert (recipient.organisation, recipient.person) == names
    assert recipient.address.street == street


def test_two_people_of_one_body_get_a_letter_each(tmp_path: Path) -> None:
    rows = [["Amt", "z. Hd. Frau Beispiel"], ["Amt", "z. Hd. Herrn Muster"]]
    recipients, codes = read(tmp_path, NAMED, *rows)
    assert codes == []
    assert [recipient.id for recipient in recipients] == [
        "amt-dresden-am-ring-1-frau-beispiel",
        "amt-dresden-am-ring-1-herrn-muster",
    ]
    assert read(tmp_path, NAMED, rows[0], rows[0])[1] == ["double-recipient"]
