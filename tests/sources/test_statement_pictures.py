"""Pictures in a statement: where they lie, what they are, and what is said of one that cannot be printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from statement_pictures import STATEMENTS, bars, put_pictures, saved

import letterbook

SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heic"


def written(workspace: Path, text: str) -> list[letterbook.Problem]:
    """What is wrong with the statement in English once this stands below its words."""
    put_pictures(workspace, "")
    file = workspace / STATEMENTS / "en.md"
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n{text}\n", encoding="utf-8")
    line = before.count("\n") + 2
    found = letterbook.open_office(workspace).check("january-20")
    assert all(problem.place.file == f"{STATEMENTS}/en.md" for problem in found), found
    assert all(line <= (problem.place.line or 0) <= line + text.count("\n") for problem in found), found
    return found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("![](pictures/chart.png)", "no-description"),
        ("![ ](pictures/chart.png)", "no-description"),
        ("![Bars](pictures/cart.png)", "missing-picture"),
        ("![Bars](../../../chart.png)", "outside-workspace"),
        ("![Bars](/etc/passwd)", "outside-workspace"),
        ("![Bars](https://example.org/chart.png)", "outside-workspace"),
        ("![Bars](//example.org/chart.png)", "outside-workspace"),
        ("![Bars](pictures/wrong.jpg)", "broken-picture"),
        ("![Bars](pictures/phone.png)", "broken-picture"),
        ("![Bars](pictures/script.svg)", "unsafe-picture"),
        ("Words ![Bars](pictures/chart.png) and words.", "unsupported-markup"),
        ("## A heading ![Bars](pictures/chart.png)", "unsupported-markup"),
        ("|Head|\n|-|\n|![Bars](pictures/chart.png)|", "unsupported-markup"),
        ("Words.[^1]\n\n[^1]: ![Bars](pictures/chart.png)", "unsupported-markup"),
        ("- ![Bars](pictures/chart.png)", "unsupported-markup"),
        ("[![Bars](pictures/chart.png)](https://example.org)", "unsupported-markup"),
        ("![One](pictures/chart.png)\n![Two](pictures/chart.png)", "unsupported-markup"),
        ('![Bars](pictures/chart.png "Figure *one*")', "unsupported-markup"),
        ("![Bars][1]\n\n[1]: pictures/chart.png", "unsupported-markup"),
        ("![Bars]({{ place }}.png)", "unsupported-markup"),
        ("![Bars](pictures/small.png)", "coarse-picture"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_named_with_its_line(
    workspace: Path, text: str, code: str
) -> None:
    folder = workspace / STATEMENTS / "pictures"
    folder.mkdir()
    (folder / "wrong.jpg").write_bytes(saved(bars()))
    (folder / "phone.png").write_bytes(HEIC)
    (folder / "script.svg").write_text(SCRIPT, encoding="utf-8")
    (folder / "small.png").write_bytes(saved(bars(size=(240, 140))))
    codes = {problem.code for problem in written(workspace, text)}
    assert codes == {code}
