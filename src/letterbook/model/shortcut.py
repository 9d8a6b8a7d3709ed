"""For which system a file is that starts the program by a double click."""

from __future__ import annotations

from typing import Literal, get_args

System = Literal["linux", "macos", "windows"]
SYSTEMS: tuple[System, ...] = get_args(System)
