"""Letters of one kind: the first is laid out, the others are set into its form, to the same byte.

Whether a form may be used is found out, not assumed. Each slot has to come out as it was laid out. The first letter of a kind in which
the words of a slot are wider or narrower than in the form is laid out as well and compared, slot by slot, since they might move
others; where the two differ, all letters of the kind are laid out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from letterbook.language.bidi import drawn_out_of_order
from letterbook.pdf import LetterFile, Particulars, append, letter_file, page_count
from letterbook.render.pdf.slots import PageSource, parted

if TYPE_CHECKING:  # it loads the layout engine, which has to be shut off from the machine's fonts before
    from letterbook.render.pdf.page_form import Broken, PageForm

MOST_BYTES = 50_000_000
"""What the forms of a template may take; whoever was not used for longest goes."""
MOST_FORMS = 40
"""Forms of a kind, which differ in how many lines their paragraphs take."""


@dataclass(frozen=True)
class MadeLetter:
    """A letter's file, how many pages it has, and how many of them are the cover; and the slots whose words are wider or narrower
    than in the form that it was set into.
    """

    data: bytes
    pages: int
    cover_pages: int
    is_laid_out: bool
    moved: frozenset[int] = frozenset()


@dataclass(frozen=True)
class LetterForm:
    """The form of a letter: what its pages draw, and the file around it."""

    page: PageForm
    file: LetterFile

    def letter(
        self, source: PageSource, particulars: Particulars, broken: Broken, *, is_laid_out: bool = False
    ) -> MadeLetter | None:
        """The letter to somebody else; None where it has to be laid out."""
        pages = self.page.set(source, broken)
        if pages is None:
            return None
        data = self.file.written(pages.contents, particulars)
        return MadeLetter(data, self.file.pages, len(pages.contents), is_laid_out, pages.moved)


@dataclass
class _Kind:
    """Letters whose pages differ in the words of their slots alone."""

    forms: list[LetterForm] = field(default_factory=list)
    proved: set[int] = field(default_factory=set)
    """Slots whose words may be wider or narrower, and nothing else is moved."""
    is_refused: bool = False

    def take(self, form: LetterForm) -> None:
        """Keeps a form, if there is room for it, and it breaks lines as the others do."""
        if len(self.forms) < MOST_FORMS and all(
            form.page.measures == other.page.measures for other in self.forms[:1]
        ):
            self.forms.append(form)

    @property
    def size(self) -> int:
        return sum(len(form.file.shared) for form in self.forms)


LayOut = Callable[[], "tuple[bytes, PageForm]"]
"""Lays a letter out: its cover as a PDF, and the form of its pages."""


class LetterForms:
    """The forms of one template's letters."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[object, ...], _Kind] = {}

    def letter(
        self,
        page: str,
        particulars: Particulars,
        enclosures: Sequence[bytes],
        window: str,
        lay_out: LayOut,
    ) -> MadeLetter:
        """A letter with its enclosures, set into a form where there is one that fits. `page` is its HTML."""
        source = parted(page)
        kind = self._kind((source.frame, window, *enclosures))
        made = self._set(kind, source, particulars)
        if made is not None and made.moved <= kind.proved:
            return made
        form, laid_out = self._laid_out(source, particulars, enclosures, lay_out)
        if made is not None:
            kind.proved |= made.moved
            kind.is_refused = made.data != laid_out.data
        elif _is_fit(source):
            kind.take(form)
            self._make_room()
        return laid_out

    def _kind(self, key: tuple[object, ...]) -> _Kind:
        kind = self._kinds.pop(key, None) or _Kind()
        self._kinds[key] = kind
        return kind

    @staticmethod
    def _set(kind: _Kind, source: PageSource, particulars: Particulars) -> MadeLetter | None:
        if kind.is_refused or not kind.forms:
            return None
        broken = kind.forms[0].page.broken(source)
        letters = (form.letter(source, particulars, broken) for form in kind.forms)
        return next((letter for letter in letters if letter is not None), None)

    @staticmethod
    def _laid_out(
        source: PageSource, particulars: Particulars, enclosures: Sequence[bytes], lay_out: LayOut
    ) -> tuple[LetterForm, MadeLetter]:
        cover, page = lay_out()
        form = LetterForm(page, letter_file(append(cover, *enclosures), page_count(cover)))
        letter = form.letter(source, particulars, {}, is_laid_out=True)
        assert letter is not None  # its own words are those of the form
        return form, letter

    def _make_room(self) -> None:
        while len(self._kinds) > 1 and sum(kind.size for kind in self._kinds.values()) > MOST_BYTES:
            del self._kinds[next(iter(self._kinds))]


def _is_fit(source: PageSource) -> bool:
    """Whether a form may be taken of a page: no tag of it has words of its slots, and no name made of them."""
    return not drawn_out_of_order(source.said) and "<footnote" not in source.frame
