"""The namespaces of OpenDocument, as lxml writes them before a name, and the elements that are read alike."""

from __future__ import annotations

from collections.abc import Iterator

_BASE = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE, TEXT, STYLE, TABLE, DRAW, MANIFEST, FORM = (
    f"{{{_BASE}:{name}:1.0}}" for name in ("office", "text", "style", "table", "drawing", "manifest", "form")
)
FO, SVG = (f"{{{_BASE}:{name}-compatible:1.0}}" for name in ("xsl-fo", "svg"))
NUMBER = f"{{{_BASE}:datastyle:1.0}}"
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"


def _each(namespace: str, *names: str) -> Iterator[str]:
    return (namespace + name for name in names)


NOTHING = frozenset(
    (
        *_each(TEXT, "sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls"),
        *_each(TEXT, "soft-page-break", "bookmark", "bookmark-start", "bookmark-end", "number", "ruby-text"),
        *_each(TEXT, "reference-mark", "reference-mark-start", "reference-mark-end", "user-index-mark"),
        *_each(
            TEXT, "alphabetical-index-mark", "alphabetical-index-mark-start", "alphabetical-index-mark-end"
        ),
        *_each(TEXT, "toc-mark", "toc-mark-start", "toc-mark-end", "alphabetical-index-auto-mark-file"),
        *_each(TABLE, "table-columns", "table-column", "table-header-columns", "table-column-group"),
        *_each(TABLE, "title", "desc"),
        *_each(OFFICE, "annotation-end", "event-listeners"),
    )
)
"""What prints nothing."""
CONTENTS = frozenset(
    (
        *_each(TEXT, "table-of-content", "illustration-index", "table-index", "object-index", "user-index"),
        *_each(TEXT, "alphabetical-index", "bibliography"),
    )
)
"""What is worked out of the text."""
THROUGH = frozenset(_each(TEXT, "section", "ruby", "ruby-base", "meta", "numbered-paragraph"))
"""What is read as if its contents stood in its place."""
CHANGES = frozenset(_each(TEXT, "tracked-changes", "change", "change-start", "change-end", "changed-region"))
ROWS = frozenset(_each(TABLE, "table-rows", "table-row-group", "table-header-rows"))
"""What has rows of a table in it."""
