"""What is wrong with a template's Word letterhead for the letters that shall be made with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from letterbook.envelope_windows import PAPERS, WINDOWS, Area, Paper
from letterbook.model import Recipient, Template
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.templates import prints_address

_OTHER_KINDS = ("letter.doc", "letter.dot", "letter.odt", "letter.rtf")
"""How the names of files begin that are a letterhead of another kind, or are spelt with capitals."""
_FORM_B = ("din-b", "none")
_SAME_SHEET_MM = 1.5  # programs round inches and points in their own ways
_SAME_PLACE_MM = 0.5


def wrong_letterhead(template: Template, recipients: Sequence[Recipient]) -> Iterator[Problem]:
    """The problems of letter.docx for those of the template's recipients who get a Word file.

    Codes: no-letterhead, letterhead-paper, letterhead-window.
    """
    word_users = [recipient for recipient in recipients if "docx" in recipient.formats]
    if not word_users:
        return
    place = Place(f"{template.folder}/letter.docx")
    if template.docx is None:
        yield _no_letterhead(template, place)
        return
    yield from _paper_of(template.docx, place, word_users)
    yield from _address_of(template.docx, place, word_users)


def _no_letterhead(template: Template, place: Place) -> Problem:
    hint: str = "Save a Word letterhead under this name, or take docx out of the formats."
    other = next((name for name in template.assets if name.lower().startswith(_OTHER_KINDS)), None)
    if other:
        hint = say(
            "The folder has {other}: open it in Word, and save it anew (File, Save As) as “Word Document (*.docx)” "
            "under the name letter.docx.",
            other=other,
        )
    what = say("The template “{template_name}” has no Word letterhead.", template_name=template.name)
    return Problem("no-letterhead", place, what, hint)


def _paper_of(letterhead: bytes, place: Place, word_users: Sequence[Recipient]) -> Iterator[Problem]:
    """A letterhead on another paper than its letters: a mistake where none of them has its paper, else a notice."""
    from letterbook.render.docx.letterhead_text import letterhead_sheets

    wanted = {recipient.window: WINDOWS[recipient.window].paper for recipient in word_users}
    for width, height in dict.fromkeys(letterhead_sheets(letterhead)):
        others = {
            window: paper for window, paper in wanted.items() if not _is_sheet(PAPERS[paper], width, height)
        }
        if others:
            what = say(
                "The Word letterhead is made for a sheet of {width} × {height} mm; letters for the window “{windows}” "
                "are on {papers}.",
                width=round(width),
                height=round(height),
                windows="”, “".join(sorted(others)),
                papers=", ".join(sorted(set(others.values()))),
            )
            hint: str = "In Word: Layout, Size and Orientation, for the whole document; then save it."
            if len(others) < len(wanted):
                hint = "Give these recipients a template of their own, or print their letters from the PDF."
            level: Literal["error", "warning"] = "warning" if len(others) < len(wanted) else "error"
            yield Problem("letterhead-paper", place, what, hint, level=level)


def _is_sheet(paper: Paper, width: float, height: float) -> bool:
    return max(abs(paper.width - width), abs(paper.height - height)) < _SAME_SHEET_MM


def _address_of(letterhead: bytes, place: Place, word_users: Sequence[Recipient]) -> Iterator[Problem]:
    """A notice for each window that does not show where the letterhead has its address.

    Where that is told by no frame on the page, it is believed to be right for form B, and for nothing else.
    """
    from letterbook.render.docx.letterhead_text import address_frame, letterhead_text

    frame = address_frame(letterhead)
    if frame is None and not prints_address(letterhead_text(letterhead)):
        return
    for window in sorted({recipient.window for recipient in word_users}):
        if frame is None and window in _FORM_B:
            continue
        shown = WINDOWS[window].address
        if frame is None:
            what = say(
                "Some letters are meant for the window “{window}”; the Word letterhead decides itself where its "
                "address stands.",
                window=window,
            )
        elif _is_within(frame, shown):
            continue
        else:
            what = say(
                "The Word letterhead has its address at {left}–{right}, {top}–{bottom} mm; the window “{window}” asks for "
                "{shown_left}–{shown_right}, {shown_top}–{shown_bottom} mm.",
                window=window,
                **_borders(frame, ""),
                **_borders(shown, "shown_"),
            )
        hint = "Move the address frame in the letterhead, or print these letters from the PDF."
        yield Problem("letterhead-window", place, what, hint, window, "warning")


def _is_within(frame: Area, shown: Area) -> bool:
    over = (
        shown.left - frame.left,
        shown.top - frame.top,
        frame.right - shown.right,
        frame.bottom - shown.bottom,
    )
    return max(over) < _SAME_PLACE_MM


def _borders(area: Area, prefix: str) -> dict[str, str]:
    sides = {"left": area.left, "right": area.right, "top": area.top, "bottom": area.bottom}
    return {f"{prefix}{side}": f"{millimetres:.0f}" for side, millimetres in sides.items()}
