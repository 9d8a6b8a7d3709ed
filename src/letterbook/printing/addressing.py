"""Where sender, note and address of a letter stand on an envelope or a label; what does not fit is named, and nothing is cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from letterbook.composing.address_block import AddressBlock, DoesNotFit, fit_address
from letterbook.envelope_windows import Area
from letterbook.fonts import SERIF_BOLD, measuring, width_mm
from letterbook.model import OwnFont
from letterbook.render.pdf.post_pages import Block, Kind
from letterbook.sentences import say
from letterbook.stationery.address_room import AddressRoom
from letterbook.stationery.envelopes import Envelope
from letterbook.stationery.label_sheets import LabelSheet

_NOTE_PT, _NOTE_PITCH_PT, _NOTE_MM = 8.5, 11.0, 5.0
"""The note on delivery: its type, and what it takes with the gap below it."""
_SENDER_SIZES_PT = (9.0, 8.5, 8.0, 7.5, 7.0)
_MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Addressed:
    """What stands on the outside of a letter. `sender` and `address` are lines, `note` says how it is delivered; `language` is
    the letter's.
    """

    reference: str
    address: tuple[str, ...]
    note: str | None
    sender: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class Unfit:
    """A letter of which something does not fit, and a sentence that says what."""

    reference: str
    why: str


def on_envelope(
    letter: Addressed, envelope: Envelope, own: tuple[OwnFont, ...] = ()
) -> tuple[Block, ...] | Unfit:
    """Sender, note and address, each where the envelope has it."""
    place = say("the envelope {name}", name=envelope.name)
    sender = _fitted(letter.sender, envelope.sender, own, _SENDER_SIZES_PT)
    if isinstance(sender, DoesNotFit):
        return Unfit(letter.reference, _why(sender, place, envelope.sender.width))
    area = envelope.address
    above = Area(area.left, area.top - _NOTE_MM - 1, area.width, _NOTE_MM)
    found = _note_and_address(letter, place, above, area, own)
    if isinstance(found, Unfit):
        return found
    written = _block("sender", envelope.sender, sender, letter.language) if sender.lines else None
    return tuple(filter(None, (written, *found)))


def on_label(
    letter: Addressed, sheet: LabelSheet, number: int, own: tuple[OwnFont, ...] = ()
) -> tuple[Block, ...] | Unfit:
    """Note and address on the label with this number of the sheet, from 0, in the middle of its height."""
    room, place = sheet.room(number), say("a label {name}", name=sheet.name)
    above, area = room, room
    if letter.note:
        area = Area(room.left, room.top + _NOTE_MM, room.width, room.height - _NOTE_MM)
    found = _note_and_address(letter, place, above, area, own)
    return found if isinstance(found, Unfit) else _centred(found, room)


def _note_and_address(
    letter: Addressed, place: str, above: Area, area: Area, own: tuple[OwnFont, ...]
) -> tuple[Block, ...] | Unfit:
    address = _fitted(letter.address, area, own)
    if isinstance(address, DoesNotFit):
        return Unfit(letter.reference, _why(address, place, area.width))
    block = _block("address", area, address, letter.language)
    if not letter.note:
        return (block,)
    width = width_mm(letter.note, _NOTE_PT, SERIF_BOLD, own)
    if width > above.width:
        return Unfit(letter.reference, _why(DoesNotFit((), letter.note, width), place, above.width))
    return Block("delivery", above, (letter.note,), _NOTE_PT, _NOTE_PITCH_PT, letter.language), block


def _fitted(
    lines: tuple[str, ...], area: Area, own: tuple[OwnFont, ...], sizes: tuple[float, ...] | None = None
) -> AddressBlock | DoesNotFit:
    fit = partial(fit_address, lines, AddressRoom(area), measuring(own))
    return fit(sizes) if sizes else fit()


def _block(kind: Kind, area: Area, fitted: AddressBlock, language: str) -> Block:
    pitch = AddressRoom(area).pitch_pt(len(fitted.lines))
    if kind == "sender":
        pitch = min(pitch, fitted.size_pt * 1.22)
    return Block(kind, area, fitted.lines, fitted.size_pt, pitch, language)


def _centred(blocks: tuple[Block, ...], room: Area) -> tuple[Block, ...]:
    """The blocks lower by half of the height that they leave free."""
    last = blocks[-1]
    free = room.bottom - last.area.top - len(last.lines) * last.pitch_pt * _MM_PER_PT
    lower = max(free / 2, 0)
    return tuple(replace(block, area=replace(block.area, top=block.area.top + lower)) for block in blocks)


def _why(found: DoesNotFit, place: str, width: float) -> str:
    if found.too_wide:
        return say(
            "“{line}” is {wide:.0f} mm wide even in the smallest type; {place} has {width:.0f} mm.",
            line=found.too_wide,
            wide=found.width,
            place=place,
            width=width,
        )
    return say(
        "The address takes {count} lines even in the smallest type, more than {place} has room for.",
        count=len(found.lines),
        place=place,
    )
