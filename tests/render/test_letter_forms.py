"""Letters that are set into the form of another one are those that would have been laid out, to the byte."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from conftest import make_workspace
from every_language import LANGUAGES, letters_office
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterbook.model import Draft, Letter, Order, Template
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.render.pdf import letter_renderer
from letterbook.render.pdf.letter_forms import MadeLetter
from letterbook.render.pdf.slots import parted

NAMES = (
    "Jane Doe",
    "Ægir Þórsson",
    "Nuñez de la Peña y Álvarez",
    "Fiona Fi-Flaherty",
    "A. V. To",
    "Łukasz Żółć",
    "ƏLİYEV İsmayıl",
    "Иван Петров",
    "O’Neill & Sons",
)


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sequence[Draft], dict[str, Template]]:
    workspace = make_workspace(tmp_path_factory.mktemp("forms") / "office")
    prepared = prepare_mailing(workspace, Order("january-20", formats=("pdf",)), UNWATCHED)
    return prepared.drafts, dict(prepared.inputs.templates)


def letters_to(draft: Draft, names: Sequence[str]) -> Iterator[Letter]:
    """The same letter to each of these people, who stand in its address, its salutation and its running text."""
    letter = draft.numbered(1, "1-0001/2021")
    for number, name in enumerate(names, start=1):
        yield replace(
            letter,
            recipient_id=f"person-{number}",
            recipient_name=f"{name}, {letter.recipient_name}",
            address=(name, *letter.address[1:]),
            salutation=f"Dear {name},",
            reference=f"1-{number:04}/2021",
            copy_line=f"Copy to: {name}",
        )


def made(template: Template, letters: Sequence[Letter], enclosures: Sequence[bytes] = ()) -> list[MadeLetter]:
    setter = letter_renderer._page_setter(template)
    return [setter.whole(letter, enclosures) for letter in letters]


def laid_out(template: Template, letter: Letter) -> bytes:
    """The letter by itself, as nobody's form."""
    letter_renderer.forget_page_setters()
    [alone] = made(template, [letter])
    assert alone.is_laid_out
    return alone.data


def named(drafts: Sequence[Draft], template: str) -> Draft:
    return next(draft for draft in drafts if draft.letter.template == template)


def test_letters_are_the_same_whichever_way_they_are_made(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    template = drafts[1]["letter"]
    letters = [*letters_to(named(drafts[0], "letter"), NAMES)] * 2
    letter_renderer.forget_page_setters()
    found = made(template, letters)
    set_anew = [letter for letter in found if not letter.is_laid_out]
    assert len(set_anew) > len(NAMES), [letter.is_laid_out for letter in found]
    for letter, one in zip(letters[: len(NAMES)], found[len(NAMES) :], strict=True):
        assert laid_out(template, letter) == one.data, letter.recipient_name


def test_the_addressee_at_the_foot_of_a_note_is_set_anew(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    template = drafts[1]["note-verbale"]
    missions = [f"Embassy of {name}" for name in ("Xland", "Yland", "Zland")]
    letters = [*letters_to(named(drafts[0], "note-verbale"), missions)]
    letter_renderer.forget_page_setters()
    found = made(template, letters)
    assert not found[-1].is_laid_out
    assert laid_out(template, letters[-1]) == found[-1].data


def test_nothing_of_one_letter_is_in_the_file_of_another(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    first, second, third = letters_to(
        named(drafts[0], "letter"), ["Xaver Qwertz", "Yvonne Asdfg", "Zoe Hjklm"]
    )
    letter_renderer.forget_page_setters()
    data = made(drafts[1]["letter"], [first, second, third])[2]
    assert not data.is_laid_out
    reader = pypdf.PdfReader(io.BytesIO(data.data), strict=True)
    said = "".join(page.extract_text() for page in reader.pages) + repr(reader.metadata)
    assert "Hjklm" in said and "1-0003/2021" in said
    with pikepdf.Pdf.open(io.BytesIO(data.data)) as pdf:
        assert not pdf.check_pdf_syntax()
        streams = [found.read_bytes() for found in pdf.objects if isinstance(found, pikepdf.Stream)]
        everything = b"".join((data.data, *streams, *(found.unparse(resolved=True) for found in pdf.objects)))
    for word in ("Qwertz", "Asdfg", "1-0001/2021", "1-0002/2021"):
        assert word.encode() not in everything
        assert word not in said


def test_a_block_as_wide_as_its_words_grows_with_them(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    letter = named(drafts[0], "letter").numbered(1, "1-1/2021")
    letters = [replace(letter, reference=f"1-{'7' * wide}/2021") for wide in (1, 5, 2, 9, 3)]
    letter_renderer.forget_page_setters()
    found = made(drafts[1]["letter"], letters)
    assert [one.is_laid_out for one in found] == [True, True, False, False, False]


def test_a_form_of_other_signs_is_kept_whose_block_is_as_wide_as_other_words(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    """Numbers grow, and each kind of letter would be laid out for ever that had not its forms by then."""
    names, widths = ("Jane Doe", "Łukasz Żółć"), (1, 5, 2, 9, 3)
    plain, other = letters_to(named(drafts[0], "letter"), names)
    letters = [
        replace(letter, reference=f"1-{'7' * width}/2021") for letter in (plain, other) for width in widths
    ]
    letters = [*letters[:2], *letters[-4:]]
    letter_renderer.forget_page_setters()
    found = made(drafts[1]["letter"], letters)
    assert [one.is_laid_out for one in found] == [True, True, True, False, False, False]
    for letter, one in zip(letters[3:], found[3:], strict=True):
        assert laid_out(drafts[1]["letter"], letter) == one.data, letter.reference


TEXTS = st.text(
    st.sampled_from("abcdefgh ijklmnop qrstuvwxyz AVTWY fiffl .,-–’&1234567890 éöüßñ"),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() and text == text.strip())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(TEXTS, min_size=1, max_size=3))
def test_any_name_is_set_as_it_would_be_laid_out(
    drafts: tuple[Sequence[Draft], dict[str, Template]], names: list[str]
) -> None:
    template = drafts[1]["letter"]
    for letter in letters_to(named(drafts[0], "letter"), names):
        one = letter_renderer._page_setter(template).whole(letter, ())
        if not one.is_laid_out:
            page = letter_renderer._PageSetter(template)
            assert page.whole(letter, ()).data == one.data


def test_a_page_on_which_words_move_others_is_laid_out_each_time(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    template = drafts[1]["letter"]
    moved = replace(
        template, css=f"{template.css}\n.salutation {{ float: left }} .text {{ padding-top: 40pt }}"
    )
    pushing = replace(
        moved,
        html=moved.html.replace('<p class="salutation">', '<p class="salutation" style="margin-right: 2mm">'),
    )
    letters = [
        *letters_to(named(drafts[0], "letter"), ["A", "A very long name, which moves the text beside it"])
    ] * 2
    letter_renderer.forget_page_setters()
    found = made(pushing, letters)
    for letter, one in zip(letters, found, strict=True):
        assert laid_out(pushing, letter) == one.data


@pytest.mark.slow
def test_every_language_both_ways(tmp_path: Path) -> None:
    workspace = letters_office(tmp_path / "office", *LANGUAGES)
    prepared = prepare_mailing(workspace, Order("january-20", formats=("pdf",)), UNWATCHED)
    seen = set()
    for draft in prepared.drafts:
        seen.add(draft.letter.language)
        template = prepared.inputs.templates[draft.letter.template]
        first = draft.numbered(1, "1-0001/2021")
        others = [
            replace(
                first,
                reference=f"1-{number:04}/2021",
            )
            for number in (1, 2, 3)
        ]
        setter = letter_renderer._page_setter(template)
        last = [setter.whole(letter, ()) for letter in others][-1]
        assert letter_renderer._PageSetter(template).whole(others[-1], ()).data == last.data, (
            draft.letter.language
        )
    assert seen == set(LANGUAGES)


def test_a_running_head_is_cut_where_it_would_be(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    template = drafts[1]["letter"]
    first = named(drafts[0], "letter").numbered(1, "1-0001/2021")
    long = replace(first, body=first.body * 8)
    names = ("Ann", "Commission " * 7 + "of Inquiry", "Bob", "Commission " * 9, "Cyd", "Committee " * 9)
    letters = [replace(long, recipient_name=name.strip()) for name in names]
    letter_renderer.forget_page_setters()
    found = made(template, letters)
    assert found[0].cover_pages > 1
    # The first that is as long as its words, and the first that is cut, are laid out to see whether they move others.
    assert [one.is_laid_out for one in found] == [True, True, True, False, False, False]
    for letter, one in zip(letters, found, strict=True):
        assert laid_out(template, letter) == one.data, letter.recipient_name


def test_words_that_are_no_slot_of_a_form_are_laid_out(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    """The form that fits need not have all the slots of the kind's first one, by which the lines were broken."""
    template = drafts[1]["letter"]
    letters = [*letters_to(named(drafts[0], "letter"), ("Jane Doe", "Joan Dee"))]
    letter_renderer.forget_page_setters()
    made(template, letters[:1])
    setter = letter_renderer._page_setter(template)
    [kind] = setter._forms._kinds.values()
    assert kind.first
    source = parted(setter.source(letters[1]))
    broken = kind.first.broken(source)
    assert kind.first.set(source, broken) is not None
    for number in broken:
        others = {slot: kind.first.slots[slot] for slot in kind.first.slots if slot != number}
        assert replace(kind.first, slots=others).set(source, broken) is None


def of_two_kinds(draft: Draft) -> list[Letter]:
    """Two letters each of two kinds, of which the second has a line more in its address."""
    first, second = letters_to(draft, ("Jane Doe", "Fiona Fi-Flaherty"))
    longer = [
        replace(each, address=(*each.address[:1], "Second floor", *each.address[1:]))
        for each in (first, second)
    ]
    return [first, second, *longer]


def test_what_is_found_out_of_one_kind_is_known_of_all_whose_boxes_are_alike(
    drafts: tuple[Sequence[Draft], dict[str, Template]],
) -> None:
    template = drafts[1]["letter"]
    letters = of_two_kinds(named(drafts[0], "letter"))
    letter_renderer.forget_page_setters()
    found = made(template, letters)
    assert [one.is_laid_out for one in found] == [True, True, True, False]
    assert laid_out(template, letters[-1]) == found[-1].data


@pytest.mark.parametrize("look", ["float: left", "display: inline-block", "position: absolute; right: 0"])
def test_boxes_as_wide_as_their_words_are_looked_at_in_each_kind(
    drafts: tuple[Sequence[Draft], dict[str, Template]], look: str
) -> None:
    template = drafts[1]["letter"]
    other = replace(template, css=f"{template.css}\n.salutation {{ {look} }}")
    letters = of_two_kinds(named(drafts[0], "letter"))
    letter_renderer.forget_page_setters()
    found = made(other, letters)
    assert [one.is_laid_out for one in found] == [True, True, True, True]
