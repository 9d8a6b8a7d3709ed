"""What a file has that a text of ours cannot keep: one message a kind, with the places, in the words of the office's program."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import Enum

from letterbook.problems import Place, Problem
from letterbook.sentences import listed, say
from letterbook.sources.text_checks import shortened


class Loss(Enum):
    """A kind of thing: what it is called, and what to do about it. Those of `_REFUSED` stop the import."""

    CHANGES = (
        "changes that nobody has accepted or rejected yet",
        "In Word: Review, Accept, Accept All Changes and Stop Tracking (LibreOffice: Edit, Track Changes, Accept All); then save it.",
    )
    INSERTED_FILE = (
        "another document inside it, whose words cannot be read",
        "Open that document, copy its words into the text, and take the inserted document out.",
    )
    NESTED_TABLE = ("a table inside a table", "Take the inner table out, and put it below the outer one.")
    HEADING_NOTES = (
        "footnotes in a title, in a heading or in the first row of a table, where no text calls one",
        "Take each out there, and put it behind a word of the text below.",
    )
    TWO_TEXTS = (
        "a place with two versions that say different things, for newer and for older programs",
        "Type the words anew as ordinary text, and delete the place.",
    )

    HIDDEN = (
        "hidden text",
        "If it belongs to the text, show it with ¶ (Home, Show/Hide), take Hidden away (Home, Font), and import it again.",
    )
    UNSEEN = (
        "words that nobody sees on paper: in the colour of the ground, under 6 pt, or in a line too low for them",
        "If they belong to the text, write them into the text.",
    )
    COMMENTS = ("comments", "They stay in the file; nobody else gets them.")
    CONTENTS = ("a table of contents or an index", "The text has none; its headings are kept.")
    TEXT_BOXES = ("text boxes or frames", "If their words belong to the text, write them into the text.")
    DRAWN = (
        "drawings, charts, SmartArt or WordArt",
        "If they belong to the text, save each as a picture (PNG), and put the picture in its place.",
    )
    FORMULAS = ("formulas", "Write them as words, or put them in as pictures (PNG).")
    OBJECTS = (
        "embedded objects or form controls",
        "If they belong to the text, put them in as pictures (PNG).",
    )
    MARGINS = ("words in a header or a footer", "Letter and enclosure have their own, from the template.")
    PROMPTS = ("prompts of fields that nobody has filled in", "Fill them in, or leave them out.")
    SYMBOLS = (
        "signs from a font of symbols, which are other letters in any other font",
        "Type them anew (Insert, Symbol, with the font “(normal text)”).",
    )
    PICTURES = ("pictures that cannot be printed", "Save each as PNG, and put it in anew.")
    DIRECTION_SIGNS = ("invisible signs that turn the direction of the text", "Nothing need be done.")
    UNKNOWN = ("something that this program does not know", "Compare the text with the file.")

    AROUND = (
        "lines above the opening and below the close",
        "Sender, address, date and number, names and enclosures are set for each letter. What else belongs to the letter, write into its text.",
    )
    NOT_IN_LETTERS = (
        "pictures or footnotes, which the text of a letter cannot have",
        "A picture can stand in the page of the template. What a note says, write into the text.",
    )

    FIELDS = (
        "fields, which are worked out anew each time",
        "Their present text was taken as ordinary words; read them once more.",
    )
    CONTROLS = (
        "content controls or form fields",
        "Their present text was taken as ordinary words; read them once more.",
    )
    MERGED = (
        "merged cells",
        "The words stand in the first of the cells, the others are empty. Look at the table.",
    )
    CELLS = (
        "cells of a table with several paragraphs, lists or pictures",
        "The words of a cell stand one after another in one line. Look at the table.",
    )
    NO_HEADINGS = ("tables without a row of headings", "The first row was taken for it. Look at the table.")
    FRAMES = ("tables of one cell, which frame a text", "Their words are ordinary paragraphs now.")
    NUMBERS = (
        "numbers that no list of the text can have, such as a), II. or one out of order",
        "They are ordinary words before their paragraphs now.",
    )
    NOTES = (
        "footnotes with lists, tables, pictures, several paragraphs or signs of their own",
        "Their words stand one after another, with an ordinary number.",
    )
    BROKEN_LINKS = (
        "links that do not lead to the web, to an e-mail or to a telephone",
        "Their words were taken without them.",
    )
    EMPHASIS = ("bold, italic or struck signs in the middle of a word", "These words were taken without it.")
    UNDERLINE = (
        "underlined words",
        "They were taken without the line. Make them bold or italic where it matters.",
    )
    COLOURS = ("coloured or highlighted words", "They were taken without the colour.")
    RAISED = (
        "raised or lowered signs where the text can have none, such as several words or a title",
        "They were taken as ordinary signs. Look whether m2 should be m².",
    )
    SMALL_CAPITALS = ("small capitals", "They were taken as ordinary letters.")
    CAPITALS = ("words that are shown in capitals but typed in small letters", "They were taken as typed.")
    COLUMNS = ("text in columns", "It is in one column now.")
    DEEP_HEADINGS = ("headings below the sixth level", "They are of the sixth level now.")
    TABS = (
        "tabulators between words",
        "A space stands in their place. Make a table where columns were meant.",
    )
    CROPPED = (
        "pictures that are cropped or turned",
        "They came whole and unturned. Look at what is seen now.",
    )
    NO_ALT = (
        "pictures without a description",
        "Write in the brackets what each shows, for those who cannot see it.",
    )
    OTHER_DIRECTION = (
        "words set from right to left in a text that runs from left to right",
        "Read them once more.",
    )
    ONE_LINE_PARAGRAPHS = ("no empty line anywhere", "Every line was taken for a paragraph of its own.")
    CONTROL_SIGNS = ("control characters, which print nothing", "They were taken out.")


_REFUSED = frozenset(
    {Loss.CHANGES, Loss.INSERTED_FILE, Loss.NESTED_TABLE, Loss.HEADING_NOTES, Loss.TWO_TEXTS}
)
_LEFT_OUT = frozenset(
    {
        *(
            Loss.HIDDEN,
            Loss.UNSEEN,
            Loss.COMMENTS,
            Loss.CONTENTS,
            Loss.TEXT_BOXES,
            Loss.DRAWN,
            Loss.FORMULAS,
            Loss.OBJECTS,
        ),
        *(Loss.MARGINS, Loss.PROMPTS, Loss.SYMBOLS, Loss.PICTURES, Loss.DIRECTION_SIGNS, Loss.UNKNOWN),
        *(Loss.AROUND, Loss.NOT_IN_LETTERS),
    }
)
FEW, MANY = 5, 20
"""So many places are named of one kind; of lines that are left out of a letter more, as each may be of its text."""


@dataclass
class Losses:
    """Collects them while a file (`file`, as its user knows it) is read."""

    file: str
    _found: dict[Loss, dict[tuple[str, str], None]] = field(default_factory=dict)

    def note(self, loss: Loss, where: str, words: str = "") -> None:
        """There is one of this kind at this place (“paragraph 3”), which holds or begins with these words."""
        self._found.setdefault(loss, {})[where, shortened(words, 40)] = None

    def places(self, loss: Loss) -> frozenset[str]:
        """Where there is one of this kind."""
        return frozenset(where for where, _ in self._found.get(loss, ()))

    def forget_looks(self, places: Collection[str]) -> None:
        """The words at these places are left out, so that nobody need know how they looked."""
        for loss, found in [*self._found.items()]:
            kept = {at: None for at in found if at[0] not in places}
            if loss in _REFUSED | _LEFT_OUT or len(kept) == len(found):
                continue
            self._found[loss] = kept
            if not kept:
                del self._found[loss]

    @property
    def is_refused(self) -> bool:
        """Whether one of them stops the import."""
        return not _REFUSED.isdisjoint(self._found)

    def problems(self) -> Iterator[Problem]:
        """One a kind, those that stop the import first."""
        for loss in Loss:
            if loss in self._found:
                yield self._problem(loss, [_shown(*at) for at in self._found[loss]])

    def _problem(self, loss: Loss, places: list[str]) -> Problem:
        called, hint = loss.value
        most = MANY if loss is Loss.AROUND else FEW
        part, rest = listed(list(filter(None, places))[:most]), len(places) - most
        if rest > 0:
            part = say("{named} and {rest} more", named=part, rest=rest)
        place = Place(self.file, part=part or None)
        if loss in _REFUSED:
            what = say("The file has {called}; nothing was taken from it.", called=called)
            return Problem("cannot-import", place, what, hint)
        if loss in _LEFT_OUT:
            what = say("The file has {called}: left out.", called=called)
            return Problem("left-out", place, what, hint, level="warning")
        what = say("The file has {called}, which the text does not keep.", called=called)
        return Problem("not-kept", place, what, hint, level="warning")


def _shown(where: str, words: str) -> str:
    quoted = say("“{words}”", words=words) if words else ""
    return say("{where} ({quoted})", where=where, quoted=quoted) if quoted and where else quoted or where


def paragraph(number: int) -> str:
    """The name of a paragraph by its number from 1."""
    return say("paragraph {number}", number=number)
