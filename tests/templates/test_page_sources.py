"""What a page and its style sheets ask for is looked at before it is laid out, each with its line."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from io import BytesIO

import pytest
from PIL import Image

from letterbook.model import Template
from letterbook.sources.fonts import font_sum
from letterbook.templates import check_page_sources
from letterbook.templates.open_elements import open_elements


def png(size: tuple[int, int] = (8, 8), mode: str = "RGB") -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, "PNG")
    return file.getvalue()


def written_in(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">%b</svg>'


def told(
    page: str = "", css: str = "", assets: Mapping[str, bytes] | None = None
) -> list[tuple[str, str, int]]:
    files = {"seal.png": png(), "face.ttf": b"\0\1\0\0", "more.css": b"", **(assets or {})}
    listed = frozenset({font_sum(files["face.ttf"])})
    template = Template("letter", "templates/letter", {}, page, css, None, files, fonts=listed)
    return [
        (problem.code, problem.place.file.removeprefix("templates/letter/"), problem.place.line or 0)
        for problem in check_page_sources(template)
    ]


@pytest.mark.parametrize(
    "page",
    [
        "",
        '<img src="seal.png"><img src="./seal.png" alt="">',
        "{# <iframe> #}<p {% if a < b %}class=x{% endif %}>{{ emblem }}</p>",
        '<img src="{{ logo }}">',
        f'<img src="{written_in(png())}">',
        '<link rel="stylesheet" href="more.css"><a href="https://example.org/">x</a><a href="#a">b</a>',
        '<svg viewBox="0 0 9 9"><linearGradient id="g"/><rect width="9" height="9" fill="url(#g)"/></svg>',
        '<div style="background: url(seal.png)"></div><style>.a { background: url("seal.png") }</style>',
        "<!-- <iframe src=x> -->",
    ],
)
def test_a_page_that_asks_for_its_own(page: str) -> None:
    assert told(page) == []


@pytest.mark.parametrize(
    "css",
    [
        "@font-face { font-family: F; src: url(face.ttf) } .a { cursor: pointer; mask: none; background: none }",
        "@import 'more.css'; @import url(more.css) print;",
        ".a { background: url(seal.png) no-repeat, linear-gradient(red, blue) }",
        f".a {{ background: url({written_in(png())}) }}",
        '@namespace svg url(http://www.w3.org/2000/svg); .a::before { content: "url(x)" }',
        "@page :first { @top-left { content: url(seal.png) } }",
    ],
)
def test_a_sheet_that_asks_for_its_own(css: str) -> None:
    assert told(css=css) == []


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ('<img src="sael.png">', "refused-file"),
        ('<img src="http://127.0.0.1/x.png">', "refused-file"),
        ('<img src="//127.0.0.1/x.png">', "refused-file"),
        ('<img src="file:///etc/passwd">', "refused-file"),
        ('<img src="../note/seal.png">', "refused-file"),
        ('<link rel="stylesheet" href="http://127.0.0.1/x.css">', "refused-file"),
        ('<img src="seal.png" srcset="seal.png 2x">', "not-for-letters"),
        ('<picture><img src="seal.png"></picture>', "not-for-letters"),
        ('<iframe src="seal.png"></iframe>', "not-for-letters"),
        ('<iframe srcdoc="&lt;p&gt;x"></iframe>', "not-for-letters"),
        ('<object data="seal.png"></object>', "not-for-letters"),
        ('<embed src="seal.png">', "not-for-letters"),
        ("<script>x()</script>", "not-for-letters"),
        ('<base href="http://127.0.0.1/">', "not-for-letters"),
        ('<link rel="attachment" href="seal.png">', "not-for-letters"),
        ('<a rel="nofollow Attachment" href="seal.png">x</a>', "not-for-letters"),
        ('<link rel="icon" href="seal.png">', "not-for-letters"),
        ('<table background="seal.png"></table>', "not-for-letters"),
        ('<div style="background: url(no.png)"></div>', "refused-file"),
        ("<div style=\"background: image-set('seal.png' 1x)\"></div>", "not-for-letters"),
        (f'<img src="{written_in(SVG % b"<script/>", "image/svg+xml")}">', "unsafe-picture"),
        (f'<img src="{written_in(SVG % b"<script/>")}">', "unsafe-picture"),
        (f'<img src="{written_in(b"MZ program")}">', "broken-picture"),
        (f'<img src="{written_in(png((9000, 9000), "1"))}">', "huge-picture"),
        ('<img src="data:image/png;base64,AAA">', "broken-picture"),
        ("<svg><script>x</script></svg>", "unsafe-picture"),
        ('<svg><image href="http://127.0.0.1/x.png"/></svg>', "refused-file"),
        ('<svg><g id="a"><use href="#a"/></g></svg>', "huge-picture"),
        ("<svg>" + "<text>a</text>" * 10_000 + "</svg>", "huge-picture"),
    ],
)
def test_a_page_s_mistake_has_its_line(element: str, code: str) -> None:
    assert (code, "letter.html", 3) in told(f"<p>\n{{# a\n remark #}}{element}\n</p>")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (".a { background: url(no.png) }", "refused-file"),
        (".a { background: URL( 'http://127.0.0.1/x.png' ) }", "refused-file"),
        (r".a { background: u\72l(no.png) }", "refused-file"),
        (".a { --b: url(no.png) }", "refused-file"),
        (".a { list-style-image: url(no.png) }", "refused-file"),
        (".a { border-image: url(no.png) 3 }", "refused-file"),
        (".a::after { content: url(no.png) }", "refused-file"),
        (".a { filter: url(no.svg#x) }", "refused-file"),
        ("@import 'no.css';", "refused-file"),
        ("@import url(https://example.org/x.css) print;", "refused-file"),
        ("@font-face { font-family: F; src: url(no.ttf) }", "refused-file"),
        ("@media print { @supports (display: grid) { .a { background: url(no.png) } } }", "refused-file"),
        ("@page { @top-left { content: url(no.png) } }", "refused-file"),
        (".a { .b & { background: url(no.png) } }", "refused-file"),
        ("@font-face { font-family: F; src: local('Arial'), url(face.ttf) }", "not-for-letters"),
        (".a { background: image-set('seal.png' 1x, 'no.png' 2x) }", "not-for-letters"),
        (".a { background: -webkit-image-set(url(seal.png) 1x) }", "not-for-letters"),
        (".a { background: cross-fade(url(seal.png), url(seal.png), 50%) }", "not-for-letters"),
        (".a { cursor: url(seal.png), auto }", "not-for-letters"),
        (".a { background: element(#seal) }", "not-for-letters"),
        (".a { mask: url(seal.png) }", "not-for-letters"),
        (".a { -webkit-mask-image: linear-gradient(red, blue) }", "not-for-letters"),
        (f".a {{ background: url({written_in(b'MZ program')}) }}", "broken-picture"),
    ],
)
@pytest.mark.parametrize("where", ["letter.css", "more.css", "letter.html"])
def test_a_sheet_s_mistake_has_its_line(rule: str, code: str, where: str) -> None:
    source = f"/* a\n remark */\n{rule}\n.z {{ color: red }}"
    match where:
        case "letter.css":
            assert told(css=source) == [(code, where, 3)]
        case "more.css":
            assert told(assets={where: source.encode()}) == [(code, where, 3)]
        case _:
            assert told(f"<p>a\n<style>{source}</style>") == [(code, where, 4)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "broken-picture"),
        (SVG % b"<script/>", "unsafe-picture"),
        (b"MZ", "broken-picture"),
    ],
)
@pytest.mark.parametrize("name", ["seal.heic", "seal.dat", "seal"])
def test_a_file_is_what_its_content_says(name: str, data: bytes, code: str) -> None:
    assert told(f'\n<img src="{name}">', assets={name: data}) == [(code, "letter.html", 2)]
    assert told(assets={name: data}) == []


# --- Directions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declaration",
    [
        "direction: rtl",
        "direction: ltr",
        "DIRECTION: RTL !important",
        r"d\69 rection: rtl",
        "direction: var(--d)",
        "unicode-bidi: bidi-override",
        "unicode-bidi: isolate-override",
        "unicode-bidi: plaintext",
        "Unicode-Bidi: BIDI-OVERRIDE",
        "unicode-bidi: var(--b)",
    ],
)
def test_a_style_that_turns_a_text(declaration: str) -> None:
    assert told(css=f"\n.a {{ {declaration} }}") == [("not-for-letters", "letter.css", 2)]
    assert told(css=f"\n@media print {{ .a {{ {declaration} }} }}") == [("not-for-letters", "letter.css", 2)]
    assert told(css=f"\n@page {{ @top-left {{ {declaration} }} }}") == [("not-for-letters", "letter.css", 2)]
    assert told(f'\n<p style="{declaration}">x</p>') == [("not-for-letters", "letter.html", 2)]
    assert told(f"<p>\n<style>.a {{ {declaration} }}</style>") == [("not-for-letters", "letter.html", 2)]


@pytest.mark.parametrize(
    "page",
    [
        "<bdo>{{ reference }}</bdo>",
        '<bdo dir="ltr">fixed</bdo>',
        '<p dir="rtl">{{ reference }}</p>',
        "<p dir=RTL>a <span>{{ reference }}</span></p>",
        "<p dir=auto>{{ reference }}</p>",
        '<p dir="rtl"/>{{ reference }}</p>',
        '<p dir="rtl" dir="ltr">{{ reference }}</p>',
        '<p dir="{{ reference }}">{{ reference }}</p>',
        "<div dir=rtl><div>a</div>{{ reference }}</div>",
        "<b dir=rtl><b>a</b><i>b</i>{{ reference }}</b>",
        '<svg width="9" height="9"><text direction="rtl">1</text></svg>',
        '<svg width="9" height="9"><text unicode-bidi="bidi-override">1</text></svg>',
    ],
)
def test_a_page_that_turns_a_text(page: str) -> None:
    assert ("not-for-letters", "letter.html", 2) in told(f"\n{page}")


@pytest.mark.parametrize(
    "page",
    [
        '<p dir="rtl" lang="ar">مكتب</p><p>{{ reference }}</p>',
        "<div dir=rtl><div>a</div></div>{{ reference }}",
        '<p dir="ltr">{{ reference }}</p>',
        '<img dir="rtl" alt="" src="seal.png">{{ reference }}',
        "<style>[dir=rtl] .a { left: 0; unicode-bidi: isolate } .b { flex-direction: row }</style>",
        "<p dir=rtl>{# {{ reference }} #}a<br>b</p>{{ reference }}",
    ],
)
def test_a_page_with_words_in_another_script(page: str) -> None:
    assert told(page) == []


@pytest.mark.parametrize(
    ("page", "where"),
    [
        ("<header>\n<b>x</header>", [("<b>", "2:1")]),
        ("<div>\n {{ body }} <div>", [("<div>", "1:1"), ("<div>", "2:13")]),
        ("x\n</b>", [("</b>", "2:1")]),
        (
            "{% if subject %}<div>{% else %}<div class=x>{% endif %}<p>a<p>b<br><ul><li>c</ul></div>{# <i> #}",
            [],
        ),
        ("<svg viewBox='0 0 9 9'><path d='M0 0'/><g></g></svg><table><tr><td>x</table>", []),
    ],
)
def test_an_element_without_its_end_or_its_beginning(page: str, where: list[tuple[str, str]]) -> None:
    found = [
        (problem.what.split()[1], str(problem.place).partition(":")[2])
        for problem in open_elements(page, "f")
    ]
    assert found == where
