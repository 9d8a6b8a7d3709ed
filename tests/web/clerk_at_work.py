"""A clerk at the page in a real browser: what is pressed, typed and waited for, by mouse or by keyboard, in any language of the page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Keyboard, Locator, Page, Route, expect

from letterbook.web.words import Words

MOST_TABS = 400
"""Steps with the Tab key from one control of a page to another."""
_PDFS = re.compile(r"/files/.*\.pdf$|/register/reprint$")


class Hand(Protocol):
    """How a clerk reaches the controls of a page."""

    def press(self, control: Locator) -> None:
        """Presses a button or follows a link."""

    def write(self, control: Locator, text: str) -> None:
        """Puts this text in the place of the one that stands there."""

    def choose(self, control: Locator, option: str) -> None:
        """Chooses an option by its words."""

    def send(self, control: Locator, file: Path) -> None:
        """Chooses a file."""


class Pointing:
    """A hand at the mouse."""

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def choose(self, control: Locator, option: str) -> None:
        control.select_option(label=option)

    def send(self, control: Locator, file: Path) -> None:
        control.set_input_files(file)


class Typing:
    """A hand that only types: the Tab key leads from control to control."""

    def press(self, control: Locator) -> None:
        _reached(control).press("Enter")

    def write(self, control: Locator, text: str) -> None:
        keyboard = _reached(control)
        keyboard.press("Control+A")
        keyboard.insert_text(text)

    def choose(self, control: Locator, option: str) -> None:
        _reached(control).type(option)
        expect(control.locator("option:checked")).to_have_text(option)

    def send(self, control: Locator, file: Path) -> None:
        keyboard = _reached(control)
        with control.page.expect_file_chooser() as chooser:
            keyboard.press("Space")
        chooser.value.set_files(file)


def _reached(control: Locator) -> Keyboard:
    """The keyboard, when the Tab key has led to this control, and what has the focus can be seen."""
    control.wait_for()
    for _ in range(MOST_TABS):
        if control.evaluate("control => control === document.activeElement"):
            expect(control).to_be_in_viewport()
            return control.page.keyboard
        control.page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {control}")


@dataclass
class Cost:
    """What a step has cost: what was pressed or chosen, the fields that were written, and the seconds that it took."""

    clicks: int = 0
    fields: int = 0
    seconds: float = 0.0


Look = Callable[[Page, str], None]
"""Looks at a page at this point of the work."""


@dataclass
class Clerk:
    """A clerk who reads these words in this window. Whoever looks over the shoulder sees each page that is worth it."""

    page: Page
    words: Words
    hand: Hand
    look: Look = lambda _page, _name: None
    costs: dict[str, Cost] = field(default_factory=dict)
    _cost: Cost = field(default_factory=Cost)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step of the work, whose cost is noted."""
        self._cost = self.costs[name] = Cost()
        begun = time.monotonic()
        yield
        self._cost.seconds += time.monotonic() - begun

    def shows(self, name: str) -> None:
        """The page as it is now is looked at; that takes none of the clerk's time."""
        begun = time.monotonic()
        self.look(self.page, name)
        self._cost.seconds -= time.monotonic() - begun

    def presses(self, key: str) -> None:
        """The button with these words."""
        self.press(self.button(key))

    def follows(self, key: str) -> None:
        """The first link with these words."""
        self.press(self.link(key))

    def follows_text(self, text: str) -> None:
        """The first link with this text, which is the office's own."""
        self.press(self.page.get_by_role("link", name=text).first)

    def press(self, control: Locator) -> None:
        """A button or a link."""
        self._cost.clicks += 1
        self.hand.press(control)

    def writes(self, key: str, text: str) -> None:
        """In the field with this label."""
        self.writes_in(self.page.get_by_label(self.words.text(key), exact=True), text)

    def writes_in(self, control: Locator, text: str) -> None:
        self._cost.fields += 1
        self.hand.write(control, text)

    def chooses(self, control: Locator, key: str) -> None:
        """The option with these words."""
        self._cost.clicks += 2
        self.hand.choose(control, self.words.text(key))

    def sends(self, key: str, file: Path) -> None:
        """This file, in the field with this label."""
        self._cost.clicks += 2
        self.hand.send(self.page.get_by_label(self.words.text(key), exact=True), file)

    def prints(self, press: Callable[[], None]) -> bytes:
        """The PDF that opens in a window of its own; the browser's viewer would keep it to itself."""
        found: list[bytes] = []

        def keep(route: Route) -> None:
            answer = route.fetch()
            assert answer.headers["content-type"] == "application/pdf", answer.text()
            found.append(answer.body())
            route.fulfill(status=204)

        context = self.page.context
        context.route(_PDFS, keep)
        with context.expect_event("response", lambda answer: bool(_PDFS.search(answer.url))):
            press()
        context.unroute(_PDFS)
        return found[0]

    def sees(self, key: str, **values: object) -> None:
        """These words stand on the page."""
        expect(self.page.get_by_text(self.words.text(key, **values)).first).to_be_visible()

    def heading(self, key: str) -> None:
        """The page has this heading; what takes long is waited for."""
        found = self.page.get_by_role("heading", level=1, name=self.words.text(key), exact=True)
        expect(found).to_be_visible()

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(f"^{re.escape(self.words.text(key))}"))

    def link(self, key: str) -> Locator:
        return self.page.get_by_role("link", name=self.words.text(key), exact=True).first
