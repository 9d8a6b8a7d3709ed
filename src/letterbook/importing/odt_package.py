"""The parts of an ODT file, unpacked and parsed within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from letterbook.importing.odt_names import MANIFEST
from letterbook.render.docx.package import UnreadableDocxError, entries

_MIME = b"application/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class OdtFile:
    """Its parts by name, and its text and styles as trees."""

    parts: Mapping[str, bytes]
    content: Any
    styles: Any | None

    @classmethod
    def of(cls, data: bytes) -> OdtFile:
        """Raises `render.docx.package.UnreadableDocxError`."""
        parts = entries(data)
        if parts.get("mimetype", b"").strip() != _MIME or "content.xml" not in parts:
            what = "cannot be read: it is a zip file, but not of an ODT document."
            hint = "Open it in LibreOffice and save it as “ODF Text Document (.odt)”."
            raise UnreadableDocxError("letterhead-no-docx", what, hint)
        manifest = parts.get("META-INF/manifest.xml")
        if manifest and next(_parsed(manifest).iter(MANIFEST + "encryption-data"), None) is not None:
            hint = "Save a copy without the password."
            raise UnreadableDocxError("letterhead-encrypted", "is protected with a password.", hint)
        styles = parts.get("styles.xml")
        return cls(parts, _parsed(parts["content.xml"]), _parsed(styles) if styles else None)


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _broken("it declares a document type")
    return root


def _broken(why: str) -> UnreadableDocxError:
    hint = "Open it in LibreOffice, let it repair the file, and save it again."
    return UnreadableDocxError("letterhead-broken", f"is damaged inside: {why}.", hint)
