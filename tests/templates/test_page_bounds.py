"""What no letter needs is told with its line before a page is laid out, and what letters need is let through."""

from __future__ import annotations

import pytest

from letterbook.model import Template
from letterbook.templates import check_page_sources


def told(page: str = "", css: str = "") -> list[tuple[str, str, int | None]]:
    template = Template("letter", "templates/letter", {}, page, css, None, {})
    return [
        (problem.code, problem.place.file.removeprefix("templates/letter/"), problem.place.line)
        for problem in check_page_sources(template)
    ]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ('<table><tr><td colspan="1000000">x</td></tr></table>', "too-large"),
        ('<table><tr><td rowspan=" 60000">x</td></tr></table>', "too-large"),
        ('<table><colgroup span="100000000"></colgroup></table>', "too-large"),
        (f'<td colspan="{"9" * 5000}">', "too-large"),
        ("<div>" * 60, "too-deep"),
        ("<b><div>" * 30, "too-deep"),
        ("<p>x</p>" * 6_000, "too-large"),
        ("<br>" * 6_000, "too-large"),
        (f"<p {' '.join(f'a{count}' for count in range(100))}>", "too-large"),
        (f'<p style="width:{"calc(" * 60}1mm">', "too-deep"),
        ('<p style="height: 300000000mm">', "too-large"),
        (f"<style>{':is(' * 60}p{')' * 60}{{color:red}}</style>", "too-deep"),
    ],
)
def test_a_page_beyond_measure_is_told_with_its_line(page: str, code: str) -> None:
    assert told("<p>\n\n" + page) == [(code, "letter.html", 3)]


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("p { grid-template-columns: repeat(1000000, 1mm) }", "too-large"),
        ("p { grid-area: 1 / 1 / 100000000 / 2 }", "too-large"),
        ("p { columns: 1000000 }", "too-large"),
        ("p { column-count: 1000000 }", "too-large"),
        ("p { font-size: 9999999mm }", "too-large"),
        ("p { margin: -9999999px }", "too-large"),
        ("p { width: 9999999% }", "too-large"),
        ("p { font-size: 0.0000001pt }", "too-large"),
        ("p { border: 0.0001px dotted black }", "too-large"),
        ("p { background: repeating-linear-gradient(red, blue 0.0001px) }", "too-large"),
        (f"p {{ background: {','.join(['linear-gradient(red, blue)'] * 50)} }}", "too-large"),
        (":has(" * 60 + "p" + ")" * 60 + "{ color: red }", "too-deep"),
        ("a { b: " + "(" * 100_000, "too-deep"),
        ("a {" * 60, "too-deep"),
        ("p { color: black } " * 1_500, "too-large"),
        (
            ":root { --a: x x; " + "".join(f"--a{n}: var(--a{n - 1}) var(--a{n - 1});" for n in range(1, 30)),
            "too-large",
        ),
        (
            "p { " + "".join(f"--a{n}: var(--a{n - 1}) var(--a{n - 1});" for n in range(29, 0, -1)),
            "too-large",
        ),
    ],
)
def test_a_sheet_beyond_measure_is_told_with_its_line(css: str, code: str) -> None:
    assert told(css="p { color: black }\n\n" + css) == [(code, "letter.css", 3)]


@pytest.mark.parametrize(
    ("page", "css"),
    [
        ('<table><tr><td colspan="4" rowspan="30">x</td></tr></table>', ""),
        ("<div>" * 30 + "</div>" * 30 + "<p>x</p>" * 300, ""),
        ("<p>one<p>two<div>three</div>" * 60, ""),
        ("<table>" + "<tr><th>x<td>x<td><p>x" * 60 + "</table>", ""),
        ("<ul>" + "<li>x" * 60 + "</ul><dl>" + "<dt>x<dd>x" * 60 + "</dl>", ""),
        ("<li><b>x</b>" + "<br>" * 200, ""),
        (
            "",
            "p { width: calc((100% - 2 * (3mm + 1pt)) / 2); letter-spacing: 0.005em; border: 0.25pt dotted black }",
        ),
        ("", "p { display: grid; grid-template-columns: repeat(12, 1fr); z-index: 9999; font-weight: 700 }"),
        ("", ":root { --ink: #222; --rule: 0.5pt solid var(--ink) } p { border: var(--rule); margin: -3mm }"),
        ("", "p { --a: var(--a) }"),
        ("", "@media print { @supports (display: grid) { p:not(:is(.a, .b)) > b { color: black } } }"),
    ],
)
def test_what_letters_need_is_let_through(page: str, css: str) -> None:
    assert told(page, css) == []
