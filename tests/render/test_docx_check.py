"""Every way in which a Word letterhead can be unusable, each with its place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx_samples import letter, letterhead, template

from letterbook.composing.placeholders import placeholders
from letterbook.problems import Problem
from letterbook.render.docx import check_letterhead

FILE = "templates/letter/letter.docx"


def names() -> set[str]:
    found: set[str] = set()
    for name, value in placeholders(letter()).items():
        found |= {f"{name}.{key}" for key in value} if isinstance(value, dict) else {name}
    return found


def check(data: bytes | None) -> list[Problem]:
    made = template()
    return check_letterhead(template(data=data) if data is not None else made, names())


def codes(data: bytes) -> list[str]:
    return [problem.code for problem in check(data)]


@pytest.mark.parametrize("name", ["letter", "note-verbale"])
def test_our_own_letterheads_are_right(name: str) -> None:
    assert check_letterhead(template(name), names()) == []


def test_an_unknown_placeholder_has_its_place_and_the_nearest_name() -> None:
    (problem,) = check(letterhead("Dear all", "{{ offce.name }}", "{{ body }}"))
    assert problem.code == "unknown-placeholder"
    assert str(problem.place) == f"{FILE}, paragraph 2 of the text"
    assert problem.text == "offce.name"
    assert problem.hint == "Did you mean {{ office.name }}?"


def test_a_known_name_in_single_braces_would_be_printed() -> None:
    problems = check(
        letterhead("Ref. {subject}", ["{ { office", ".name } }"], "{else} {{ subject }}", "{{ body }}")
    )
    assert [(problem.code, problem.text, problem.place.part) for problem in problems] == [
        ("broken-placeholder", "{subject}", "paragraph 1 of the text"),
        ("broken-placeholder", "{ { office.name } }", "paragraph 2 of the text"),
    ]


def test_all_mistakes_are_told_at_once() -> None:
    data = letterhead("{{ office.nam }}", "{{ subject", "x {{ body }}", "{% if labels.nothing %}a{% endif %}")
    assert codes(data) == [
        "unknown-placeholder",
        "broken-placeholder",
        "placeholder-not-alone",
        "unknown-placeholder",
        "letterhead-no-body",
    ]


def test_headers_and_footers_are_named() -> None:
    document = docx.Document()
    document.add_paragraph("{{ body }}")
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "{{ a }}"
    section.footer.add_paragraph("{{ b }}")
    data = io.BytesIO()
    document.save(data)
    assert {problem.place.part for problem in check(data.getvalue())} == {
        "paragraph 1 of the first-page header",
        "paragraph 2 of the footer",
    }


def test_names_that_a_loop_sets_and_parts_of_values_are_known() -> None:
    loop = "{% for line in office.address %}{{ line }}{{ loop.index }}{% endfor %}{{ office['name'] }}{{ date | upper }}"
    assert codes(letterhead(loop, "{{ body }}")) == []


def test_a_split_placeholder_is_read_whole() -> None:
    assert codes(letterhead(["{{ sub", "ject }}"], ["{", "{ body }}"])) == []


def rezipped(change: Callable[[dict[str, bytes]], None]) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(letterhead("{{ body }}")))
    parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def relation(parts: dict[str, bytes], kind: str, target: str, mode: str = "") -> None:
    name = "word/_rels/document.xml.rels"
    added = (
        f'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"{mode}/></Relationships>'
    )
    parts[name] = parts[name].replace(b"</Relationships>", added.encode())


def nothing(parts: dict[str, bytes]) -> None:
    pass


def external(parts: dict[str, bytes]) -> None:
    relation(parts, "image", "https://example.org/a.png", ' TargetMode="External"')


def macros(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = b"x"
    relation(parts, "vbaProject", "vbaProject.bin")


def embedded(parts: dict[str, bytes]) -> None:
    parts["word/embeddings/a.bin"] = b"x"
    relation(parts, "oleObject", "embeddings/a.bin")


def macro_document(parts: dict[str, bytes]) -> None:
    old = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    new = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/media/a.png"] = bytes(20_000_000)


def crowd(parts: dict[str, bytes]) -> None:
    parts.update({f"word/media/{number}.png": b"" for number in range(1001)})


def broken(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"][:-20]


def entities(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    )


def no_document(parts: dict[str, bytes]) -> None:
    del parts["word/document.xml"]


def comment(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"</w:body>", b'<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:body>'
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (external, "letterhead-external"),
        (macros, "letterhead-macros"),
        (embedded, "letterhead-unsupported"),
        (comment, "letterhead-unsupported"),
        (macro_document, "letterhead-no-docx"),
        (no_document, "letterhead-no-docx"),
        (bomb, "letterhead-too-large"),
        (crowd, "letterhead-too-large"),
        (broken, "letterhead-broken"),
        (entities, "letterhead-broken"),
    ],
)
def test_bad_packages(change: Callable[[dict[str, bytes]], None], code: str) -> None:
    assert codes(rezipped(nothing)) == []
    assert codes(rezipped(change)) == [code]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "letterhead-no-docx"),
        (b"%PDF-1.7", "letterhead-no-docx"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "letterhead-encrypted"),
    ],
)
def test_files_of_another_kind(data: bytes, code: str) -> None:
    assert codes(data) == [code]


def test_a_zip_with_a_password() -> None:
    data = bytearray(rezipped(nothing))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert codes(bytes(data)) == ["letterhead-encrypted"]


def test_a_damaged_zip(tmp_path: Path) -> None:
    data = bytearray(rezipped(nothing))
    data[60:90] = bytes(30)
    assert codes(bytes(data)) == ["letterhead-no-docx"]


def test_no_letterhead_is_no_mistake() -> None:
    from dataclasses import replace

    assert check_letterhead(replace(template(), docx=None), names()) == []
