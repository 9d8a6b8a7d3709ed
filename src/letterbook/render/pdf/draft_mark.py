"""The word DRAFT across a page that has no number yet."""

from __future__ import annotations

import base64

from markupsafe import escape


def draft_mark(word: str) -> str:
    """The word across the page, as a picture: decoration, which is not read aloud."""
    drawing = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 210">
<text transform="translate(105 105) rotate(-52)" text-anchor="middle" y="12" fill="#e2e2e2"
 font-family="Letterbook Sans, Letterbook Naskh, Letterbook Song" font-weight="bold" font-size="32">{escape(word)}</text></svg>"""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
