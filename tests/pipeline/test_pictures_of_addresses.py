"""`check --pictures` lays out every letter, measures its address, and draws where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run, edit
from PIL import Image


def red_frame(picture: Path) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the red frame, in mm."""
    with Image.open(picture) as image:
        mask = Image.new("1", image.size)
        mask.putdata([pixel == (200, 0, 0) for pixel in image.convert("RGB").get_flattened_data()])
        box = mask.getbbox()
        assert box
        left, top, right, bottom = (side / image.info["dpi"][0] * 25.4 for side in box)
        return left, top, right, bottom


def test_pictures_of_all_letters(run: Run, workspace: Path) -> None:
    edit(
        workspace / "recipients.yaml",
        'organisation: "UNESCO"\n',
        'organisation: "UNESCO"\n        window: nf-right\n',
    )
    result = run("check", "january-20", "--pictures")
    assert result.code == 0, result.err
    assert f"Pictures of 3 letters, the place of the address in red: {Path('out', 'pictures')}" in result.out
    pictures = workspace / "out" / "pictures" / "january-20"
    assert sorted(path.stem for path in pictures.iterdir()) == [
        "embassy-in-berlin",
        "un-secretary-general",
        "unesco",
    ]
    assert red_frame(pictures / "un-secretary-general.png") == pytest.approx((25, 62.7, 105, 90), abs=0.5)
    assert red_frame(pictures / "unesco.png") == pytest.approx((110, 55, 195, 80), abs=0.5)
    assert not (workspace / "register.sqlite").exists()


def test_the_picture_of_an_address_that_is_refused(run: Run, workspace: Path) -> None:
    whole = '{street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}'
    edit(workspace / "recipients.yaml", whole, "{lines: [A, B, C, D, E, F], country: FR}")
    result = run("check", "january-20", "--pictures", "--out", "looked-at", "--json")
    assert result.code == 3
    assert [problem["code"] for problem in result.json["problems"] if problem["level"] == "error"] == [
        "address-too-long"
    ]
    assert [Path(path).stem for path in result.json["pictures"]] == [
        "un-secretary-general",
        "unesco",
        "embassy-in-berlin",
    ]
    assert (workspace / "looked-at" / "january-20" / "unesco.png").exists()


def test_every_letter_is_measured_and_not_only_one_of_each_kind(run: Run, workspace: Path) -> None:
    """The first letter of this template is right; the style sheet spoils the one whose address is longer."""
    css = workspace / "templates" / "letter" / "letter.css"
    css.write_text(css.read_text("utf-8") + ".address { height: 22mm; overflow: hidden }", "utf-8")
    edit(
        workspace / "recipients.yaml",
        'post: "The Director-General"',
        'attention: "Registry"\n        post: "The Director-General"',
    )
    assert run("check", "january-20").code == 0
    result = run("check", "january-20", "--pictures")
    assert result.code == 3
    assert "The letter to unesco: " in result.err
    assert "“FRANCE”" in result.err


def test_a_folder_for_no_pictures(run: Run) -> None:
    assert run("check", "--out", "here").code == 2
