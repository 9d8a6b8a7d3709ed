"""A line that was set before is taken for another one only where nothing is different that WeasyPrint asks for."""

from __future__ import annotations

import inspect
import re

from letterbook.render.engine import weasyprint


def test_all_that_decides_over_a_line_is_looked_at() -> None:
    weasyprint()
    from weasyprint.text import fonts, line_break

    from letterbook.render.pdf.known_lines import PROPERTIES

    asked = (
        line_break.split_first_line,
        line_break.first_line_metrics,
        line_break.line_size,
        line_break.create_layout,
        line_break.Layout,
        fonts.get_font_description,
    )
    names = {name for each in asked for name in re.findall(r"style\['(\w+)'\]", inspect.getsource(each))}
    assert len(names) > 20
    assert names <= set(PROPERTIES), names - set(PROPERTIES)
    own = {name for each in asked for name in re.findall(r"style\.(\w+)", inspect.getsource(each))}
    assert own == {"font_config"}  # which is one for all letters of a template
