"""Why a picture cannot be taken, whoever looks at it."""

from __future__ import annotations

DRAW_ANEW = "Open the picture in a drawing program and save it anew as PNG or plain SVG."
FEWER_PIXELS = "Save it with fewer pixels; 2000 across are enough for print."


class PictureRefusedError(Exception):
    """The picture cannot be taken: a stable `code`, `what` is wrong (as it goes on after its name), and what to do."""

    def __init__(self, code: str, what: str, hint: str) -> None:
        super().__init__(code, what, hint)
        self.code, self.what, self.hint = code, what, hint

    def __str__(self) -> str:
        return self.what
