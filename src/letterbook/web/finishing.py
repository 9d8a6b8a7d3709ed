"""What becomes of a page's HTML after its template: addresses under the path of a proxy, and no form that the clerk may not send.

Both read what the templates have written. A value cannot be mistaken for it: every quotation mark of a value is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable

from starlette.routing import BaseRoute

from letterbook.model.clerk import Clerk, Role
from letterbook.web.changing import Change

ADDRESSES = ("href", "src", "action", "formaction", "data-events")
"""The attributes that hold addresses of the page."""
_ADDRESS = re.compile(rf'(\s(?:{"|".join(ADDRESSES)})=")/(?!/)')
_FORM = re.compile(
    r'<form\b(?=[^>]*\smethod="post")(?=[^>]*\saction="(?P<action>[^"]*)")[^>]*>.*?</form>', re.DOTALL
)


def under_path(page: str, prefix: str) -> str:
    """The page with its own addresses below the path."""
    return _ADDRESS.sub(rf"\g<1>{prefix}/", page) if prefix else page


def without_forbidden(
    page: str, clerk: Clerk, routes: Iterable[BaseRoute], sentence: Callable[[Role], str]
) -> str:
    """The page without the forms that this clerk may not send; where the first of a role stood, the sentence of it."""
    changes = [route for route in routes if isinstance(route, Change) and not clerk.may(route.role)]
    said: set[Role] = set()

    def kept(form: re.Match[str]) -> str:
        path = html.unescape(form["action"]).partition("?")[0]
        role = next((change.role for change in changes if change.path_regex.match(path)), None)
        if role is None:
            return form[0]
        first = role not in said
        said.add(role)
        return f'<p class="none">{html.escape(sentence(role))}</p>' if first else ""

    return _FORM.sub(kept, page) if changes else page
