"""The namespaces of OpenDocument, as lxml writes them before a name."""

from __future__ import annotations

_BASE = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE, TEXT, STYLE, TABLE, DRAW, MANIFEST, FORM = (
    f"{{{_BASE}:{name}:1.0}}" for name in ("office", "text", "style", "table", "drawing", "manifest", "form")
)
FO, SVG = (f"{{{_BASE}:{name}-compatible:1.0}}" for name in ("xsl-fo", "svg"))
NUMBER = f"{{{_BASE}:datastyle:1.0}}"
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
