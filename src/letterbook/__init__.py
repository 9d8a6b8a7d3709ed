"""letterbook: official mailings from one statement and one list of addressees."""

from importlib.metadata import version

__version__ = version("letterbook")
