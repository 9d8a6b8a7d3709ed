"""What a new office alone can say of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OwnOffice:
    """Name, address (a line each), who signs, and the emblem: the content of a picture file, and what the file is called."""

    name: str
    address: tuple[str, ...]
    signatory: str
    signatory_title: str = ""
    emblem: bytes | None = None
    emblem_name: str = "emblem"
