"""Letters → PDF, laid out by WeasyPrint.

A letter is laid out with stylesheets that were read once, or set into the form of another (`letter_forms`), with the same result;
its enclosures were laid out before, once for all letters, and their pages are appended to each.
"""

from __future__ import annotations

import atexit
import hashlib
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from letterbook.composing.isolation import isolate_enclosure
from letterbook.composing.missing_glyphs import missing_glyph
from letterbook.composing.placeholders import placeholders, signatory_lines
from letterbook.envelope_windows import PAPERS, WINDOWS
from letterbook.errors import LetterbookError
from letterbook.fonts import KEPT_TOGETHER, NO_BREAK_HYPHEN, font_files
from letterbook.language.hyphenation import register_hyphenation
from letterbook.language.locales import direction
from letterbook.model import (
    Block,
    Chunk,
    Enclosure,
    Failed,
    Letter,
    Outcome,
    Rendered,
    SignatureBlock,
    Template,
)
from letterbook.pdf import Particulars, page_count
from letterbook.problems import Place
from letterbook.render.engine import NotDrawnError, font_configuration, letting_nothing_fall, weasyprint
from letterbook.render.pdf.address_field import address_field, enclosure_size, geometry
from letterbook.render.pdf.block_html import html, picture
from letterbook.render.pdf.draft_mark import draft_mark
from letterbook.render.pdf.fold_lines import clear_of_folds
from letterbook.render.pdf.ideographs import part_scripts
from letterbook.render.pdf.letter_forms import LetterForms, MadeLetter
from letterbook.render.pdf.margins import NoRoomError, refuse_without_room
from letterbook.render.pdf.page_label import around_numbers
from letterbook.render.pdf.slots import PageSource, marked
from letterbook.sentences import say
from letterbook.sources.documents.file_sums import sum_of_written
from letterbook.templates import html_environment, printed_strings, with_absent

if TYPE_CHECKING:  # it loads the engine, which has to be shut off from the machine's fonts before
    from letterbook.render.pdf.page_form import Proved


def render_enclosure(
    template: Template, enclosure: Enclosure, issued: str, *, is_draft: bool = False, is_tried: bool = False
) -> bytes:
    """The enclosure as a PDF of its own. `issued` is the ISO date that the file carries.

    Raises PageRefusedError where it cannot be made, NoRoomError, where it `is_tried`, for words that reach
    out of its column.
    """
    enclosure = isolate_enclosure(enclosure)
    page = html_environment().from_string(_read("enclosure.html"))
    source = page.render(
        language=enclosure.language,
        direction=direction(enclosure.language),
        title=enclosure.title,
        office=enclosure.office,
        issued=issued,
        place_and_date=enclosure.place_and_date,
        body=html(enclosure.body),
        name=enclosure.signature_name,
        post=enclosure.signature_title,
        addressed_to=enclosure.addressed_to,
        page=around_numbers(enclosure.labels["page"]),
        draft_mark=draft_mark(enclosure.labels["draft"]) if is_draft else "",
    )
    return _tried(lambda: _page_setter(template).lay_out(source, enclosure.page, is_tried=is_tried))


def render(chunk: Chunk) -> Iterator[Outcome]:
    """Makes the chunk's files; a letter that cannot be made becomes a Failed, and the others go on."""
    setter = _page_setter(chunk.template)
    for letter, name in zip(chunk.letters, chunk.names, strict=True):
        try:
            yield _make(setter, letter, chunk, Path(chunk.folder, name))
        except OSError:  # a full disk is no letter's fault
            raise
        except Exception as error:  # noqa: BLE001  # whatever it was, it costs this letter only
            yield Failed(letter.recipient_id, chunk.format, f"{type(error).__name__}: {error}")


def _make(setter: _PageSetter, letter: Letter, chunk: Chunk, path: Path) -> Rendered:
    made = setter.whole(letter, chunk.enclosure_pdfs, is_direct=chunk.is_direct)
    path.write_bytes(made.data)
    digest = sum_of_written(str(path), [made.data])
    enclosed = tuple(map(page_count, chunk.enclosure_pdfs)) if len(chunk.enclosure_pdfs) > 1 else ()
    pages = made.pages, made.cover_pages, enclosed
    return Rendered(letter.recipient_id, "pdf", str(path), digest, *pages, is_laid_out=made.is_laid_out)


MOST_PAGE_SETTERS = 16
"""Templates whose page setter a process keeps, the last used; each takes some ten megabytes."""

_PAGE_SETTERS: dict[bytes, _PageSetter] = {}
# WeasyPrint's fonts must go before the interpreter does, or they complain on the clerk's screen.
atexit.register(_PAGE_SETTERS.clear)


def _page_setter(template: Template) -> _PageSetter:
    """What sets the pages of this template, set up once in a process: reading its stylesheets takes as long as a letter."""
    key = hashlib.sha256(pickle.dumps(replace(template, docx=None))).digest()
    setter = _PAGE_SETTERS.pop(key, None) or _PageSetter(template)
    _PAGE_SETTERS[key] = setter
    if len(_PAGE_SETTERS) > MOST_PAGE_SETTERS:  # a program may run for weeks while templates change
        del _PAGE_SETTERS[next(iter(_PAGE_SETTERS))]
    return setter


def forget_page_setters() -> None:
    """Lets go of all page setters, which take many megabytes; the next letter sets its own up again."""
    _PAGE_SETTERS.clear()


class _PageSetter:
    """What the letters of one template share: the page as a compiled template, stylesheets, fonts, files."""

    def __init__(self, template: Template) -> None:
        css = weasyprint().CSS
        from weasyprint.urls import FatalURLFetchingError

        from letterbook.render.pdf.known_lines import KnownLines
        from letterbook.render.pdf.own_faces import face_rules, own_faces
        from letterbook.render.url_fetcher import BASE, FONTS, TEMPLATE, NoFetching

        self._own_fonts = template.own_fonts
        self._page = html_environment().from_string(template.html)
        self._base = TEMPLATE
        files_by_url = {FONTS + name: data for name, data in font_files().items()}
        files_by_url |= {FONTS + name: font.data for name, font in own_faces(template.own_fonts).items()}
        files_by_url |= {TEMPLATE + name: data for name, data in template.assets.items()}
        self._fetcher = NoFetching(files_by_url, template.fonts)
        self._fonts = font_configuration()
        self._css = template.css
        self._html = template.html
        self._hyphenation = template.hyphenation
        options: dict[str, Any] = {"font_config": self._fonts, "url_fetcher": self._fetcher}
        try:
            with letting_nothing_fall():
                self._styles = [
                    css(string=_read("base.css"), base_url=BASE, **options),
                    css(string=face_rules(template.own_fonts), base_url=BASE, **options),
                    css(
                        string=_ESCAPED_HYPHEN.sub(KEPT_TOGETHER, template.css), base_url=TEMPLATE, **options
                    ),
                ]
        except FatalURLFetchingError as refused:
            raise self._refusal("letter.css") from refused
        except NotDrawnError as left_out:
            raise _left_out(left_out, "letter.css") from left_out
        self._geometry = {name: css(string=geometry(window), **options) for name, window in WINDOWS.items()}
        self._geometry |= {name: css(string=enclosure_size(paper)) for name, paper in PAPERS.items()}
        self._images: dict[str, Any] = {}
        self._forms = LetterForms()
        self._lines = KnownLines()
        self._proved: Proved = {}

    def whole(self, letter: Letter, enclosures: Sequence[bytes], *, is_direct: bool = False) -> MadeLetter:
        """The letter with its enclosures, set into the form of another where it can be, unless it `is_direct`."""
        from letterbook.render.pdf.page_form import PageForm, Recorder

        page = self.source(letter)

        def lay_out(source: PageSource) -> tuple[bytes, PageForm]:
            forms: list[PageForm] = []

            def write(document: Any) -> bytes:
                recorder = Recorder(document, source, self._proved)
                with recorder.recording():
                    # The letter's own file has another name than this one, of which its pages are taken.
                    pdf: bytes = document.write_pdf(
                        pdf_variant=_VARIANT, pdf_identifier=False, finisher=recorder.finish
                    )
                forms.append(recorder.form())
                return pdf

            pdf = self.lay_out(marked(page), letter.window, may_lack=letter.is_draft, write=write)
            return pdf, forms[0]

        particulars = Particulars(_title(letter), letter.reference_line if letter.reference else None)
        beside = letter.window, letter.is_draft, *enclosures
        with self._own_ways():
            forms = LetterForms() if is_direct else self._forms
            return forms.letter(page, particulars, enclosures, beside, lay_out)

    def letter(self, letter: Letter, *, is_tried: bool = False) -> bytes:
        """The letter without its enclosure."""
        return self.lay_out(self.source(letter), letter.window, may_lack=letter.is_draft, is_tried=is_tried)

    def lay_out(
        self,
        source: str,
        sheet: str,
        *,
        may_lack: bool = False,
        is_tried: bool = False,
        write: Callable[[Any], bytes] | None = None,
    ) -> bytes:
        """A page's HTML as PDF on a sheet: a letter's for its window, or an enclosure's of this paper.

        Raises PageRefusedError for a file that is not there, and for a sign that no font has, unless it `may_lack` it;
        NoRoomError, where it `is_tried`, for words that reach out of their column. `write` makes the PDF of the document.
        """
        from weasyprint.urls import FatalURLFetchingError

        from letterbook.render.pdf.paragraphs import whole_at_page_ends
        from letterbook.render.pdf.tagging import own_tags

        register_hyphenation(self._hyphenation)
        styles = [*self._styles, self._geometry[sheet]]
        try:
            with self._own_ways(), self._lines.in_use(), own_tags(), letting_nothing_fall():
                page = weasyprint().HTML(string=source, base_url=self._base, url_fetcher=self._fetcher)
                _keep_together(page.etree_element)
                part_scripts(page.etree_element)

                def laid_out(*more: Any) -> Any:
                    return whole_at_page_ends(
                        lambda: page.render(
                            stylesheets=[*styles, *more], font_config=self._fonts, cache=self._images
                        )
                    )

                document = clear_of_folds(laid_out(), lambda rule: laid_out(weasyprint().CSS(string=rule)))
                _leave_one_page_unnumbered(document)
                _refuse_attachments(document)
                if is_tried:
                    refuse_without_room(document)
                pdf = (write or _written)(document)
        except FatalURLFetchingError:  # a BaseException, which nobody above would catch
            pdf = b""
        except NotDrawnError as left_out:
            # The engine keeps in mind that it has no picture, and would say nothing with the next letter.
            self._images.clear()
            raise (self._refusal() if self._fetcher.refused else _left_out(left_out)) from left_out
        if self._fetcher.refused:
            raise self._refusal()
        missing = sorted({code for font in document.fonts.values() for code in font.missing})
        if missing and not may_lack:
            raise self._lacking(chr(missing[0]))
        return pdf

    @contextmanager
    def _own_ways(self) -> Iterator[None]:
        """While lines are set, they are broken, justified and read as ours are."""
        from letterbook.render.pdf.justification import own_justification
        from letterbook.render.pdf.own_faces import own_readings
        from letterbook.render.pdf.paragraphs import whole_paragraphs

        with own_justification(), whole_paragraphs(), own_readings(self._own_fonts):
            yield

    def _lacking(self, sign: str) -> PageRefusedError:
        """Why the page cannot be: it prints a sign that no font has."""
        asker = "letter.css" if sign in "".join(printed_strings(self._css)) else "letter.html"
        problem = missing_glyph(sign, Place(asker))
        return PageRefusedError("missing-glyph", asker, problem.what, problem.hint)

    def _refusal(self, asker: str | None = None) -> PageRefusedError:
        """Why the page cannot be: it asks for a file that is not in its template; in the file that asks for it."""
        refused = self._fetcher.refused[0]
        self._fetcher.refused.clear()
        last = refused.name.rsplit("/", 1)[-1]
        in_css = any(before + last in self._css for before in ("/", "(", "'", '"'))
        asker = asker or ("letter.css" if in_css else "letter.html")
        return PageRefusedError(refused.code, asker, refused.why, refused.hint)

    def source(self, letter: Letter) -> str:
        """The letter's whole page as HTML."""
        values = dict(placeholders(letter))
        values |= {
            "body": html(cast("Sequence[Block]", values["body"])),
            "emblem": picture(letter.head.emblem, letter.head.name) if letter.head.emblem else "",
            "signature": self._signatures(letter),
            "address_field": address_field(letter),
        }
        return _FRAME.render(
            letter=letter,
            title=_title(letter),
            content=Markup(self._page.render(with_absent(values))),
            page=around_numbers(letter.labels["page"]),
            direction=direction(letter.language),
            draft_mark=draft_mark(letter.labels["draft"]) if letter.is_draft else "",
        )

    def _signatures(self, letter: Letter) -> Markup:
        """One signature; or two side by side, and below each whose it is, where the page says so."""
        if not letter.second_signature:
            return _signature(letter.signature)
        named = [_named(*lines) for lines in signatory_lines(letter, self._html)]
        signed = _side_by_side(map(_signature, letter.signatures), "signatures")
        return signed + (_side_by_side(named, "signatories") if any(named) else "")


_VARIANT = "pdf/a-2a"


def _written(document: Any) -> bytes:
    from letterbook.render.pdf.packed_fonts import pack_fonts
    from letterbook.render.pdf.tagging import tidy_tags

    def finish(finished: Any, pdf: Any) -> None:
        tidy_tags(finished, pdf)
        pack_fonts(pdf)

    pdf: bytes = document.write_pdf(pdf_variant=_VARIANT, finisher=finish)
    return pdf


def _title(letter: Letter) -> str:
    return f"{letter.subject} · {letter.reference}" if letter.reference else letter.subject


_ESCAPED_HYPHEN = re.compile(rf"{NO_BREAK_HYPHEN}|\\0{{0,2}}2011(?![0-9A-Fa-f])\s?")
"""A no-break hyphen in a stylesheet, written as itself or as an escape (CSS Syntax, 4.3.7)."""


def _keep_together(root: Any) -> None:
    """Puts the font's own hyphen in the place of each no-break hyphen that is printed, and in what running heads print."""
    body = root.find("body")
    for node in () if body is None else body.iter():
        if node.text and NO_BREAK_HYPHEN in node.text:
            node.text = node.text.replace(NO_BREAK_HYPHEN, KEPT_TOGETHER)
        if node.tail and NO_BREAK_HYPHEN in node.tail:
            node.tail = node.tail.replace(NO_BREAK_HYPHEN, KEPT_TOGETHER)
    for name, value in () if body is None else [*body.attrib.items()]:
        body.set(name, value.replace(NO_BREAK_HYPHEN, KEPT_TOGETHER))


_CORRECT = "Correct the template."


class PageRefusedError(Exception):
    """A page of a template cannot be laid out: a stable `code`, the `file` of the template's folder, why, what to do."""

    def __init__(self, code: str, file: str, why: str, hint: str = _CORRECT) -> None:
        super().__init__(code, file, why, hint)
        self.code, self.file, self.why, self.hint = code, file, why, hint

    def __str__(self) -> str:
        return self.why


def _left_out(why: NotDrawnError, file: str = "letter.html") -> PageRefusedError:
    what = say("Something of the page cannot be drawn, and would be missing: {why}.", why=why)
    return PageRefusedError("broken-page", file, what)


def _leave_one_page_unnumbered(document: Any) -> None:
    """Takes what counts the pages out of the margins of a document that has only one."""
    if len(document.pages) == 1:
        sheet = document.pages[0]._page_box  # noqa: SLF001  # it has no other way in
        sheet.children = [box for box in sheet.children if not _counts_pages(box)]


def _counts_pages(box: Any) -> bool:
    content = box.style["content"] if type(box).__name__ == "MarginBox" else ()
    return not isinstance(content, str) and any(
        kind.startswith("counter") and said[0] == "pages" for kind, said in content
    )


def _refuse_attachments(document: Any) -> None:
    """A letter is what is seen of it: files hung to it, which no paper shows, are never wanted."""
    links = (link for page in document.pages for link in page.links)
    if document.metadata.attachments or any(kind == "attachment" for kind, *_ in links):
        why = "The page hangs a file to the letter (rel=attachment), which nobody sees on paper."
        raise PageRefusedError("refused-file", "letter.html", why, "Take it out of the page.")


def try_page(template: Template, letter: Letter) -> bytes:
    """The letter without its enclosure, to be looked at and thrown away.

    Raises PageRefusedError where it cannot be made, NoRoomError where words reach out of the column of its text.
    """
    return _tried(lambda: _page_setter(template).letter(letter, is_tried=True))


def _tried(lay_out: Callable[[], bytes]) -> bytes:
    """The page; PageRefusedError where a template, which comes from outside, fails in any way."""
    try:
        return lay_out()
    except (PageRefusedError, NoRoomError, LetterbookError, OSError):  # a full disk is no template's fault
        raise
    except (MemoryError, RecursionError):  # whoever keeps the limits says it
        raise
    except Exception as error:
        raise PageRefusedError(
            "broken-page", "letter.html", say("The page cannot be laid out: {error}.", error=error)
        ) from error


_FRAME = html_environment().from_string(
    """<!DOCTYPE html>
<html lang="{{ letter.language }}" dir="{{ direction }}">
<head>
<title>{{ title }}</title>
{% if letter.reference %}<meta name="description" content="{{ letter.reference_line }}">
{% endif %}<meta name="author" content="{{ letter.head.name }}">
<meta name="dcterms.created" content="{{ letter.issued }}">
</head>
<body class="letter" data-recipient="{{ letter.recipient_name }}" data-date="{{ letter.date }}" \
data-page-before="{{ page.before }}" data-page-between="{{ page.between }}" data-page-after="{{ page.after }}">
{% if draft_mark %}<img class="draft-mark" alt="" src="{{ draft_mark }}">{% endif %}
{{ content }}
</body>
</html>
"""
)


def _side_by_side(cells: Iterable[Markup], kind: str) -> Markup:
    columns = (Markup('<div class="signature-column">{}</div>').format(cell) for cell in cells)
    return Markup('<div class="{}">{}</div>').format(kind, Markup().join(columns))


def _named(name: str | None, title: str | None) -> Markup:
    lines = (("signatory-name", name), ("signatory-title", title))
    return Markup().join(Markup('<p class="{}">{}</p>').format(kind, text) for kind, text in lines if text)


def _signature(block: SignatureBlock) -> Markup:
    if block.picture:
        return Markup('<div class="signature-picture">{}</div>').format(
            picture(block.picture, block.name or "")
        )
    return Markup('<div class="signature-space" style="height: {}mm"></div>').format(block.space_mm)


@cache
def _read(name: str) -> str:
    return files("letterbook.render.pdf").joinpath("pages", name).read_text("utf-8")


def first_light() -> bool:
    """Whether a page can be laid out at all. Raises MissingLibraryError."""
    return bool(weasyprint().HTML(string="<p>ə").render().pages)
