"""The note above an address that says how the letter goes."""

from __future__ import annotations

from letterbook.language.delivery import note_of
from letterbook.model import Recipient
from letterbook.model.language import Language
from letterbook.problems import Place, Problem
from letterbook.sentences import say


def delivery_note(recipient: Recipient, language: Language, place: Place) -> tuple[str | None, list[Problem]]:
    """The note in the letter's language, and a problem where it has none there; `place` is that of the recipient's way."""
    try:
        return note_of(recipient.delivery, language), []
    except LookupError:
        what = say(
            "{recipient_id}: there is no note for “{delivery}” in “{language}”.",
            recipient_id=recipient.id,
            delivery=recipient.delivery,
            language=language.tag,
        )
        hint = say(
            "Write the note itself, as it shall stand above the address, or write it into languages/{language}.yaml, under "
            "delivery.",
            language=language.tag,
        )
        return None, [Problem("no-text-in-language", place, what, hint, recipient.delivery or "")]
