"""What paragraph styles are called in the languages in which offices write: those of Word, LibreOffice and others."""

from __future__ import annotations

import re

TITLE = 0
"""The level of a title, above that of the highest heading."""

_HEADINGS = (
    *(
        "heading",
        "überschrift",
        "titre",
        "заголовок",
        "título",
        "titolo",
        "titulo",
        "nagłówek",
        "başlık",
        "başlıq",
        "rubrik",
    ),
    *(
        "kop",
        "encabezado",
        "overskrift",
        "otsikko",
        "címsor",
        "nadpis",
        "επικεφαλίδα",
        "titlu",
        "cabeçalho",
        "заглавие",
    ),
    *(
        "antraštė",
        "virsraksts",
        "pealkiri",
        "naslov",
        "наслов",
        "тақырып",
        "intestazione",
        "კატეგორია",
        "სათაური",
        "վերնագիր",
    ),
    *("عنوان", "العنوان", "כותרת", "سرصفحه", "标题", "標題", "見出し", "제목"),
)
_HEADING = re.compile(rf"(?:{'|'.join(_HEADINGS)})[ _-]?([1-9])(?:\D.*)?", re.IGNORECASE)
_TITLES = frozenset(
    {
        *(
            "title",
            "titel",
            "titre",
            "título",
            "titulo",
            "titolo",
            "tytuł",
            "konu başlığı",
            "başlıq",
            "название",
            "назва",
        ),
        *(
            "заголовок документа",
            "cím",
            "název",
            "názov",
            "otsikko",
            "tittel",
            "τίτλος",
            "titlu",
            "наслов",
            "naslov",
        ),
        *(
            "pavadinimas",
            "nosaukums",
            "tiitel",
            "атауы",
            "العنوان",
            "عنوان",
            "כותרת טקסט",
            "标题",
            "標題",
            "表題",
            "제목",
        ),
    }
)
_QUOTES = frozenset(
    {
        *(
            "quote",
            "intense quote",
            "quotations",
            "block text",
            "block quotation",
            "zitat",
            "intensives zitat",
            "citation",
        ),
        *(
            "citation intense",
            "cita",
            "cita destacada",
            "citazione",
            "citazione intensa",
            "цитата",
            "выделенная цитата",
        ),
        *(
            "alıntı",
            "güçlü alıntı",
            "citação",
            "citação intensa",
            "cytat",
            "cytat intensywny",
            "citaat",
            "duidelijk citaat",
        ),
        *(
            "цитата виділена",
            "блочная цитата",
            "текст цитати",
            "اقتباس",
            "ציטוט",
            "引用",
            "明显引用",
            "引用文",
            "인용",
        ),
    }
)
_CAPTIONS = frozenset(
    {"caption", "illustration", "figure", "drawing", "image caption", "beschriftung", "abbildung"}
)
_CONTENTS = re.compile(
    r"(?:toc|contents|index|verzeichnis|inhaltsverzeichnis|tm|оглавление) ?(?:[1-9]|heading)", re.IGNORECASE
)


def heading_level(name: str) -> int | None:
    """The level of a heading, from 1, or TITLE, by the name of its style; None for any other style."""
    name = name.strip()
    found = _HEADING.fullmatch(name)
    if found:
        return int(found[1])
    return TITLE if name.casefold() in _TITLES else None


def is_quote(name: str) -> bool:
    """Whether a style of this name is one for quotations."""
    return name.strip().casefold() in _QUOTES


def is_caption(name: str) -> bool:
    """Whether a style of this name is one for words below a picture; Word and ODF call it so in every language."""
    return name.strip().casefold() in _CAPTIONS


def is_contents(name: str) -> bool:
    """Whether a style of this name is one for a table of contents."""
    return _CONTENTS.fullmatch(name.strip()) is not None
