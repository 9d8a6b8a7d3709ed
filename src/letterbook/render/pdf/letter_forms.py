"""Letters of one kind: the first is laid out, the others are set into its form, to the same byte.

Whether a form may be used is found out, not assumed. Each slot has to come out as it was laid out. The first letter in which the words
of a slot are wider or narrower than in the form is laid out as well and compared, slot by slot, since they might move others; where
the two differ, all letters of the kind are laid out. It is found out for each kind, and once for a template's slots in boxes of the same
kinds that are as wide whatever stands in them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from letterbook.language.bidi import drawn_out_of_order
from letterbook.pdf import FileForm, Particulars, append, file_form, page_count
from letterbook.render.pdf.slots import PageSource, parted

if TYPE_CHECKING:  # it loads the layout engine, which has to be shut off from the machine's fonts before
    from letterbook.render.pdf.page_form import Broken, PageForm

MOST_BYTES = 50_000_000
"""What the forms of a template may take; whoever was not used for longest goes."""
MOST_FORMS = 40
"""Forms of a kind, which differ in how many lines their paragraphs take; whichever was not used for longest goes."""


@dataclass(frozen=True)
class MadeLetter:
    """A letter's file, how many pages it has, and how many of them are the cover; and the slots whose words are wider or narrower
    than in the form that it was set into, with whether they are cut.
    """

    data: bytes
    pages: int
    cover_pages: int
    is_laid_out: bool
    moved: frozenset[tuple[Hashable, bool]] = frozenset()


@dataclass(frozen=True)
class _LetterForm:
    """The form of a letter: what its pages draw, and the file around it."""

    page: PageForm
    file: FileForm

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
    """Letters whose pages differ in the words of their slots alone; their forms by what fits them, the last used last."""

    forms: dict[object, _LetterForm] = field(default_factory=dict)
    first: PageForm | None = None
    """By it is known what fits, as all forms of a kind break lines alike, but for those that are as wide as their words."""
    proved: set[tuple[Hashable, bool]] = field(default_factory=set)
    """Slots by their numbers whose words may be wider or narrower, and nothing else is moved."""
    is_refused: bool = False

    def take(self, form: _LetterForm) -> None:
        """Keeps a form, if it breaks lines as the others do."""
        self.first = self.first or form.page
        if page := form.page.beside(self.first):
            fit = self.first.fit(page.source, self.first.broken(page.source))
            self.forms[fit] = replace(form, page=page)
        if len(self.forms) > MOST_FORMS:
            del self.forms[next(iter(self.forms))]

    def letter(self, source: PageSource, particulars: Particulars) -> MadeLetter | None:
        """A letter set into the form that fits it; None where it has to be laid out."""
        if self.is_refused or self.first is None:
            return None
        broken = self.first.broken(source)
        fit = self.first.fit(source, broken)
        form = self.forms.pop(fit, None)
        if form is None:
            return None
        self.forms[fit] = form
        return form.letter(source, particulars, broken)

    @property
    def size(self) -> int:
        return sum(len(form.file.shared) for form in self.forms.values())


LayOut = Callable[[PageSource], "tuple[bytes, PageForm]"]
"""Lays a page out: the cover as a PDF, and the form of its pages."""


class LetterForms:
    """The forms of one template's letters."""

    def __init__(self) -> None:
        self._kinds: dict[Hashable, _Kind] = {}
        self._proved: set[tuple[Hashable, bool]] = set()
        """The same of slots by their places, for all kinds."""

    def letter(
        self,
        page: str,
        particulars: Particulars,
        enclosures: Sequence[bytes],
        beside: Hashable,
        lay_out: LayOut,
    ) -> MadeLetter:
        """A letter with its enclosures, set into a form where there is one that fits. `page` is its HTML, `beside` what decides
        over its looks and is not in it.
        """
        source = parted(page)
        kind = self._kind((source.frame, beside))
        made = kind.letter(source, particulars)
        if made is not None and made.moved <= kind.proved | self._proved:
            return made
        form, laid_out = self._laid_out(source, particulars, enclosures, lay_out)
        if made is not None:
            kind.is_refused = made.data != laid_out.data
            if not kind.is_refused:
                by_number = {moved for moved in made.moved if isinstance(moved[0], int)}
                kind.proved |= by_number
                self._proved |= made.moved - by_number
        elif _is_fit(source):
            kind.take(form)
            self._make_room()
        return laid_out

    def _kind(self, key: Hashable) -> _Kind:
        kind = self._kinds.pop(key, None) or _Kind()
        self._kinds[key] = kind
        return kind

    @staticmethod
    def _laid_out(
        source: PageSource, particulars: Particulars, enclosures: Sequence[bytes], lay_out: LayOut
    ) -> tuple[_LetterForm, MadeLetter]:
        cover, page = lay_out(source)
        form = _LetterForm(page, file_form(append(cover, *enclosures), page_count(cover)))
        letter = form.letter(source, particulars, {}, is_laid_out=True)
        assert letter is not None  # its own words are those of the form
        return form, letter

    def _make_room(self) -> None:
        while len(self._kinds) > 1 and sum(kind.size for kind in self._kinds.values()) > MOST_BYTES:
            del self._kinds[next(iter(self._kinds))]


def _is_fit(source: PageSource) -> bool:
    """Whether a form may be taken of a page: no tag of it has words of its slots, and no name made of them."""
    return not drawn_out_of_order(source.said) and "<footnote" not in source.frame
