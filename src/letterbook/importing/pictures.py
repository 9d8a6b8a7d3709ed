"""Pictures out of an office's file, as every format prints them alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from letterbook.importing.blocks import Imported, PictureMark
from letterbook.importing.losses import Loss, Losses
from letterbook.sources.documents.picture_refusal import PictureRefusedError
from letterbook.sources.documents.pictures import normal_picture

SUFFIXES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
ELSEWHERE = "a picture that is kept elsewhere"


@dataclass
class Pictures:
    """Takes the pictures of one file, each once."""

    imported: Imported
    losses: Losses
    _taken: dict[str, int | None] = field(default_factory=dict)

    def mark(
        self, name: str, data: bytes | None, where: str, alt: str, *, is_altered: bool
    ) -> Iterator[PictureMark]:
        """The mark of the picture with this name in the file; none, with its loss told, for one that cannot be taken.

        `data` is None for a picture that is not in the file, `is_altered` one that is shown cropped or turned.
        """
        if name not in self._taken:
            self._taken[name] = self._take(name, data, where)
        index = self._taken[name]
        if index is None:
            return
        if is_altered:
            self.losses.note(Loss.CROPPED, where, alt)
        if not alt:
            self.losses.note(Loss.NO_ALT, where)
        yield PictureMark(index, alt)

    def _take(self, name: str, data: bytes | None, where: str) -> int | None:
        if data is None:
            self.losses.note(Loss.PICTURES, where, ELSEWHERE)
            return None
        short = name.rpartition("/")[2]
        try:
            picture = normal_picture(short, data)
        except PictureRefusedError as refused:
            self.losses.note(Loss.PICTURES, where, f"{short} {refused.what}")
            return None
        self.imported.pictures.append(picture)
        return len(self.imported.pictures) - 1
