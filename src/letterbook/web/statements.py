"""What a mailing says: its texts in their languages, taken from a file of the office or written in the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData, UploadFile
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letterbook.api import languages_to_begin_with
from letterbook.errors import InputError, LetterbookError, UsageError
from letterbook.model import FrontMatter
from letterbook.model.statement_text import StatementText, TextProblem
from letterbook.problems import Problem
from letterbook.remedies import Remedy
from letterbook.web.changing import Change
from letterbook.web.desk import Desk
from letterbook.web.letters import PICTURES
from letterbook.web.orders import day_in, mailing_of, text_in
from letterbook.web.rendering import desk_of, page
from letterbook.web.running import FOLDER
from letterbook.web.uploads import Sent, drop_sent, keep_sent, sent_of

if TYPE_CHECKING:
    from letterbook.usecases.overview import MailingSummary

MOST_BYTES = 21_000_000
"""Of a form with a text, which itself has at most 20 MB."""
_ASKED = ("title", "id", "language", "date", "place", "occasion", "encoding", "sent", "replace", "kind")
_LETTER = "letter"
"""The kind of a file that is the letter itself, with which nothing goes."""
_WRITTEN = ("title", "date", "place", "occasion", "body", "version")
"""The fields of a text, as StatementText has them."""


# --- A new mailing, and a text from a file ----------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    """Asks what a new mailing is about."""
    return _new(request, await _nothing_given(desk_of(request)))


async def make_new(request: Request) -> Response:
    """Makes a statement of what was sent, or an empty one, under an id that nothing has."""
    desk = desk_of(request)
    async with request.form(max_files=1, max_fields=13) as form:
        given, sent = await _given(request, form)
    if not sent and not given["title"]:
        return _new(request, given, 409, lacks_title=True)
    named = given["id"] or given["title"] or (sent.name.rpartition(".")[0] if sent else "")
    statement = await desk.ask(desk.office.statements.new_id, named)
    if sent and given["kind"] == _LETTER:
        return await _imported_letter(request, given, sent, statement)
    if sent:
        return await _imported(request, given, sent, statement, statement)
    text = StatementText(given["title"], given["date"], given["place"], given["occasion"])
    save = desk.office.statements.save
    try:
        goes_alone = given["kind"] == _LETTER
        await desk.ask(save, statement, statement, given["language"], text, unfinished=True, alone=goes_alone)
    except (InputError, UsageError) as refused:
        return _new(request, given, 409, refused)
    return RedirectResponse(f"/mailings/{statement}/statement/{given['language']}", 303)


async def show_texts(request: Request) -> Response:
    """In which languages the statement is there, and which are wanted."""
    mailing = await mailing_of(request)
    if language := request.query_params.get("language"):
        return RedirectResponse(request.url_for("text", mailing=mailing.id, language=language).path, 303)
    return await _texts(request, mailing, await _nothing_given(desk_of(request)))


async def take_text(request: Request) -> Response:
    """Makes a text of the statement of what was sent."""
    mailing = await mailing_of(request)
    async with request.form(max_files=1, max_fields=13) as form:
        given, sent = await _given(request, form)
    if not sent:
        return await _texts(request, mailing, given, 409)
    return await _imported(request, given, sent, mailing.id, mailing.statement, mailing)


async def _nothing_given(desk: Desk) -> dict[str, str]:
    """What a form begins with: a text is in the language of the office's letters, whatever that of the page is."""
    return {**dict.fromkeys(_ASKED, ""), "language": await desk.ask(desk.office.statements.usual_language)}


async def _given(request: Request, form: FormData) -> tuple[dict[str, str], Sent | None]:
    """What the fields say, and the file: the one that is sent now, or that was before."""
    given = {name: text_in(form, name) or "" for name in _ASKED}
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        sent = await keep_sent(request, file)
        return {**given, "sent": sent.id}, sent
    return given, sent_of(request, given["sent"]) if given["sent"] else None


async def _imported(
    request: Request,
    given: Mapping[str, str],
    sent: Sent,
    mailing: str,
    statement: str,
    known_mailing: MailingSummary | None = None,
) -> Response:
    """The page that says what came along; where the file cannot be taken the form with the reason."""
    desk = desk_of(request)
    try:
        made = await desk.ask(
            desk.office.import_statement,
            sent.path,
            statement,
            given["language"],
            _known(given),
            encoding=given["encoding"] or None,
            replace=bool(given["replace"]),
        )
    except (InputError, UsageError) as refused:
        given = _given_again(request, given, sent, refused)
        if known_mailing is None:
            return _new(request, given, 409, refused)
        return await _texts(request, known_mailing, given, 409, refused)
    drop_sent(request, sent.id)
    at = f"/mailings/{mailing}/statement/{given['language']}"
    return _taken(request, mailing, given["language"], sent.name, made.problems, at)


async def _imported_letter(request: Request, given: Mapping[str, str], sent: Sent, mailing: str) -> Response:
    """The page that says what came along of a letter, which is a new mailing by itself."""
    desk = desk_of(request)
    try:
        made = await desk.ask(
            desk.office.import_letter,
            sent.path,
            given["language"],
            mailing=mailing,
            known=_known(given),
            encoding=given["encoding"] or None,
        )
    except (InputError, UsageError) as refused:
        given = _given_again(request, given, sent, refused)
        return _new(request, given, 409, refused)
    drop_sent(request, sent.id)
    return _taken(
        request, mailing, given["language"], sent.name, made.problems, f"/mailings/{mailing}/letter#words"
    )


def _known(given: Mapping[str, str]) -> FrontMatter:
    return FrontMatter(
        given["title"] or None, day_in(given, "date"), given["place"] or None, day_in(given, "occasion")
    )


def _taken(
    request: Request, mailing: str, language: str, name: str, problems: Sequence[Problem], at: str
) -> Response:
    """What did not come along of a file, and the way to where its text is read and changed."""
    return page(
        request,
        "statement-imported.html",
        mailing=mailing,
        language=language,
        name=name,
        problems=problems,
        read_through=at,
    )


def _given_again(
    request: Request, given: Mapping[str, str], sent: Sent, refused: LetterbookError
) -> Mapping[str, str]:
    """What the form is filled with once more: without a file that cannot be taken, whatever the clerk says."""
    if _can_go_on(refused):
        return given
    drop_sent(request, sent.id)
    return {**given, "sent": ""}


def _can_go_on(refused: LetterbookError) -> bool:
    """Whether the same file can be taken when the clerk says more."""
    codes = {problem.code for problem in getattr(refused, "problems", ())}
    return Remedy.REPLACE_STATEMENT in refused.remedies or "wrong-encoding" in codes


def _refusal(refused: LetterbookError | None) -> dict[str, Any]:
    problems: list[Problem] = list(getattr(refused, "problems", ()))
    return {
        "what": refused.what if refused and not problems else "",
        "problems": problems,
        "may_replace": refused is not None and Remedy.REPLACE_STATEMENT in refused.remedies,
        "asks_encoding": any(problem.code == "wrong-encoding" for problem in problems),
    }


def _new(
    request: Request,
    given: Mapping[str, str],
    status: int = 200,
    refused: LetterbookError | None = None,
    *,
    lacks_title: bool = False,
) -> Response:
    return page(
        request,
        "new-mailing.html",
        status,
        given=given,
        tongues=languages_to_begin_with(),
        encodings=desk_of(request).office.lists.encodings(),
        lacks_title=lacks_title,
        **_refusal(refused),
    )


async def _texts(
    request: Request,
    mailing: MailingSummary,
    given: Mapping[str, str],
    status: int = 200,
    refused: LetterbookError | None = None,
) -> Response:
    desk = desk_of(request)
    return page(
        request,
        "statement-texts.html",
        status,
        mailing=mailing,
        texts=await desk.ask(desk.office.statements.languages, mailing.id),
        given=given,
        tongues=languages_to_begin_with(),
        encodings=desk.office.lists.encodings(),
        **_refusal(refused),
    )


# --- A text in the page -----------------------------------------------------------------------------------------------


async def edit(request: Request) -> Response:
    """The text in fields, and beside it as it would be printed."""
    mailing, desk = await mailing_of(request), desk_of(request)
    text = await desk.ask(desk.office.statements.read, mailing.statement, request.path_params["language"])
    return await _edited(request, mailing, text)


async def write(request: Request) -> Response:
    """Saves the text, or only shows it as it would be printed; what was typed stays in the fields."""
    mailing, desk, form = await mailing_of(request), desk_of(request), await request.form()
    language = request.path_params["language"]
    typed = [str(form.get(name) or "").replace("\r\n", "\n") for name in _WRITTEN]
    title, day, place, occasion, body, version = typed
    text = StatementText(title, day, place, occasion, body, version)
    if form.get("do") == "show":
        return await _edited(request, mailing, text)
    save, unfinished = desk.office.statements.save, bool(form.get("unfinished"))
    try:
        written = await desk.ask(save, mailing.id, mailing.statement, language, text, unfinished=unfinished)
    except UsageError as refused:
        return await _edited(request, mailing, text, 409, refused.what)
    if written.path is None:
        return await _edited(request, mailing, text, 409, is_refused=True)
    return RedirectResponse(f"{request.url.path}?saved=yes", 303)


async def _edited(
    request: Request,
    mailing: MailingSummary,
    text: StatementText,
    status: int = 200,
    what: str = "",
    *,
    is_refused: bool = False,
) -> Response:
    pictures, problems, refused = await _drafted(request, mailing, text)
    by_field: dict[str, list[TextProblem]] = {}
    for found in problems:
        by_field.setdefault(found.field, []).append(found)
    return page(
        request,
        "statement-edit.html",
        status,
        mailing=mailing,
        language=request.path_params["language"],
        tongues=languages_to_begin_with(),
        text=text,
        what=what,
        is_refused=is_refused,
        is_saved="saved" in request.query_params and status == 200,
        by_field=by_field,
        pictures=pictures,
        refused=refused,
        refused_problems=list(getattr(refused, "problems", ())),
    )


async def _drafted(
    request: Request, mailing: MailingSummary, text: StatementText
) -> tuple[list[str], Sequence[TextProblem], LetterbookError | None]:
    """The pages of the text as pictures, what is wrong with it, and why there is nothing to be seen at all."""
    office, language = desk_of(request).office, request.path_params["language"]
    if not text.title and not text.body:
        return [], (), None

    def pictured() -> tuple[Sequence[Path], Sequence[TextProblem]]:
        # In one question, so that no draft of another clerk comes between.
        found = office.statements.draft(mailing.id, mailing.statement, language, text, issued=_day(request))
        folder = office.out / FOLDER / PICTURES
        return office.picture_pages(found.path, folder) if found.path else (), found.problems

    try:
        pictures, problems = await desk_of(request).ask(pictured)
    except (InputError, UsageError) as refused:
        return [], (), refused
    _keep_only_last(request, pictures)
    return [picture.name for picture in pictures], problems, None


def _day(request: Request) -> date | None:
    return day_in(request.query_params, "date")


_KEPT = 30
"""So many pictures of texts that are being written are kept: those of two or three pages before may still be loading."""


def _keep_only_last(request: Request, pictures: Sequence[Path]) -> None:
    """Removes the pictures of what was typed before."""
    state = request.app.state
    if not hasattr(state, "typed_pictures"):
        state.typed_pictures = {}
    known: dict[Path, None] = state.typed_pictures
    for picture in pictures:
        known.pop(picture, None)
        known[picture] = None
    while len(known) > max(_KEPT, len(pictures)):
        oldest = next(iter(known))
        del known[oldest]
        oldest.unlink(missing_ok=True)


_LARGE = [Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)]

routes = [
    Route("/new-mailing", show_new),
    Change("/new-mailing", make_new, role="prepare", middleware=_LARGE),
    Route("/mailings/{mailing}/statement", show_texts),
    Change("/mailings/{mailing}/statement", take_text, role="prepare", middleware=_LARGE),
    Route("/mailings/{mailing}/statement/{language}", edit, name="text"),
    Change("/mailings/{mailing}/statement/{language}", write, role="prepare"),
]
