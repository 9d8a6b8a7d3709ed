"""The command line. It alone knows the clock, the terminal and the clerk's name; everything below takes them as arguments."""

from letterbook.cli.commands import main

__all__ = ["main"]
