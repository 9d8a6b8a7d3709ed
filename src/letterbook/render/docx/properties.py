"""The document's own particulars, as Word shows them under File, Information."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from letterbook.render.docx.package import HEAD

PART = "docProps/core.xml"
TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_NAMESPACES = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def core_properties(*, title: str, subject: str, author: str, language: str, issued: date) -> bytes:
    """The part with these particulars; made and changed at the first minute of the day of issue."""
    moment = f"{issued.isoformat()}T00:00:00Z"
    lines = (
        ("dc:title", title),
        ("dc:subject", subject),
        ("dc:creator", author),
        ("cp:lastModifiedBy", author),
        ("dc:language", language),
    )
    texts = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in lines if text)
    dates = "".join(
        f'<dcterms:{which} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{which}>'
        for which in ("created", "modified")
    )
    return HEAD + f"<cp:coreProperties {_NAMESPACES}>{texts}{dates}</cp:coreProperties>".encode()
