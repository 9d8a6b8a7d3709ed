"""What is set of a mailing's letters: template, formats, who signs, what goes along, their words and languages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import cast

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letterbook.api import languages_to_begin_with
from letterbook.api.letter_settings import SettingsOfLetters
from letterbook.errors import InputError, UsageError
from letterbook.model import Format
from letterbook.model.letter_settings import LetterForm, LetterSettings, SentEnclosure
from letterbook.problems import Problem
from letterbook.web.changing import Change
from letterbook.web.orders import mailing_of
from letterbook.web.rendering import desk_of, page
from letterbook.web.uploads import drop_sent, keep_sent

MOST_BYTES = 100_000_000
"""Of a form with finished PDFs, one for each language. Each may be smaller than that; the page then says so."""
MOST_OF_LETTER = 21_000_000
"""Of a form with a letter, which itself has at most 20 MB."""
_MOST_FILES = 40

Work = Callable[
    [SettingsOfLetters, LetterSettings, FormData], Awaitable[tuple[Callable[..., None], tuple[object, ...]]]
]
"""What a form asks for: the change, and what it takes."""


async def show(request: Request) -> Response:
    """The settings, each with a form to change it."""
    return await _shown(request)


async def _shown(
    request: Request,
    status: int = 200,
    section: str = "",
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    what: str = "",
    taken: str = "",
) -> Response:
    mailing = await mailing_of(request)
    settings = await desk_of(request).ask(desk_of(request).office.letter_settings(mailing.id).read)
    known = languages_to_begin_with()
    return page(
        request,
        "letter-settings.html",
        status,
        mailing=mailing,
        settings=settings,
        known=known,
        named_languages=[(tag, known.get(tag, tag)) for tag in settings.languages],
        alike=lambda names: [(name, name) for name in names],
        section=section,
        typed=typed or {},
        problems=problems,
        what=what,
        taken=taken,
    )


async def take_words(request: Request) -> Response:
    """The words of a letter that was sent, in the field of those that they may replace; they are not saved yet."""
    mailing, desk = await mailing_of(request), desk_of(request)
    letters = desk.office.letter_settings(mailing.id)
    async with request.form(max_files=1, max_fields=4) as form:
        file = _text(form, "file")
        sent = await keep_sent(request, form.get("letter"))
    try:
        settings = await desk.ask(letters.read)
        if file not in [words.file for words in settings.words]:
            raise HTTPException(400)
        made = await desk.ask(letters.words_of, sent.path, file)
    except InputError as refused:
        return await _shown(request, 409, "words", {"file": file}, refused.problems)
    except UsageError as refused:
        return await _shown(request, 409, "words", {"file": file}, what=refused.what)
    finally:
        drop_sent(request, sent.id)
    typed = {"file": file, "text": made.text}
    return await _shown(request, 200, "words", typed, made.problems, taken=sent.name)


def _changes(section: str, work: Work) -> Callable[[Request], Awaitable[Response]]:
    """A handler that does what the form of a section asks for, and shows it; what was typed stays where it is refused."""

    async def change(request: Request) -> Response:
        mailing, desk = await mailing_of(request), desk_of(request)
        letters = desk.office.letter_settings(mailing.id)
        async with request.form(max_files=_MOST_FILES) as form:
            typed = {name: value for name, value in form.items() if isinstance(value, str)}
            try:
                asked, given = await work(letters, await desk.ask(letters.read), form)
                await desk.ask(asked, *given)
            except InputError as refused:
                return await _shown(request, 409, section, typed, refused.problems)
            except UsageError as refused:
                return await _shown(request, 409, section, typed, what=refused.what)
        return RedirectResponse(f"/mailings/{mailing.id}/letter#{section}", 303)

    return change


async def _form(
    letters: SettingsOfLetters, _settings: LetterSettings, form: FormData
) -> tuple[Callable[..., None], tuple[object, ...]]:
    formats = cast("tuple[Format, ...]", tuple(_text(form, "formats").split()))
    signatories = tuple(filter(None, (_text(form, "first"), _text(form, "second"))))
    return letters.change_form, (
        _text(form, "version"),
        LetterForm(_text(form, "template"), formats, signatories),
    )


async def _enclosure(
    letters: SettingsOfLetters, settings: LetterSettings, form: FormData
) -> tuple[Callable[..., None], tuple[object, ...]]:
    languages = ("", *settings.languages)
    titles = {language: _text(form, f"title{language}").strip() for language in languages}
    files = {}
    for language in languages:
        sent = form.get(f"file{language}")
        if isinstance(sent, UploadFile) and sent.filename:
            files[language] = (sent.filename, await sent.read())
    return letters.add_enclosure, (_text(form, "version"), SentEnclosure(titles, files))


async def _without_enclosure(
    letters: SettingsOfLetters, _settings: LetterSettings, form: FormData
) -> tuple[Callable[..., None], tuple[object, ...]]:
    number = _text(form, "number")
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        raise HTTPException(400)
    return letters.remove_enclosure, (_text(form, "version"), int(number))


async def _words(
    letters: SettingsOfLetters, _settings: LetterSettings, form: FormData
) -> tuple[Callable[..., None], tuple[object, ...]]:
    return letters.change_words, (_text(form, "file"), _text(form, "version"), _text(form, "text"))


async def _signatories(
    letters: SettingsOfLetters, settings: LetterSettings, form: FormData
) -> tuple[Callable[..., None], tuple[object, ...]]:
    """The texts of the form that are other than they are now."""
    texts = {}
    for known in settings.signatories:
        for key, now in (("name", known.name), ("title", known.title)):
            for language in now or ("",):
                typed = _text(form, f"{key}-{known.id}-{language}").strip()
                if typed != now.get(language, ""):
                    texts[known.id, key, language] = typed
    return letters.change_signatories, (_text(form, "version"), texts)


async def _languages(
    letters: SettingsOfLetters, _settings: LetterSettings, form: FormData
) -> tuple[Callable[..., None], tuple[object, ...]]:
    return letters.change_languages, (
        _text(form, "version"),
        _text(form, "language"),
        _text(form, "fallback"),
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise HTTPException(400)
    return value


_ADDRESS = "/mailings/{mailing}/letter"
routes = [
    Route(_ADDRESS, show),
    Change(_ADDRESS, _changes("form", _form), role="prepare"),
    Change(
        f"{_ADDRESS}/enclosures",
        _changes("enclosures", _enclosure),
        role="prepare",
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)],
    ),
    Change(f"{_ADDRESS}/enclosures/remove", _changes("enclosures", _without_enclosure), role="prepare"),
    Change(f"{_ADDRESS}/words", _changes("words", _words), role="prepare"),
    Change(
        f"{_ADDRESS}/words/letter",
        take_words,
        role="prepare",
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_OF_LETTER)],
    ),
    Change(f"{_ADDRESS}/signatories", _changes("signatories", _signatories), role="prepare"),
    Change(f"{_ADDRESS}/languages", _changes("languages", _languages), role="prepare"),
]
