"""What a process keeps of the templates that it has set letters of does not grow without end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import OFFICE

from letterbook.render.pdf import letter_renderer
from letterbook.templates import read_template


def test_a_few_templates_are_kept_and_a_letterhead_makes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    template, _ = read_template(Path(OFFICE), "letter")
    assert template is not None
    letter_renderer.forget_page_setters()
    monkeypatch.setattr(letter_renderer, "MOST_PAGE_SETTERS", 2)
    first = letter_renderer._page_setter(template)
    assert letter_renderer._page_setter(replace(template, docx=b"another letterhead")) is first
    second = letter_renderer._page_setter(replace(template, css=f"{template.css}\n"))
    assert letter_renderer._page_setter(template) is first  # now the last used
    letter_renderer._page_setter(replace(template, css=f"{template.css}\n\n"))
    assert len(letter_renderer._PAGE_SETTERS) == 2
    assert letter_renderer._page_setter(template) is first
    assert letter_renderer._page_setter(replace(template, css=f"{template.css}\n")) is not second
    letter_renderer.forget_page_setters()
