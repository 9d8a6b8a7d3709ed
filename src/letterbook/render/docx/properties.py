"""The document's own particulars, as Word shows them under File, Information."""

from __future__ import annotations

from datetime import date, datetime, time

from docx.opc.constants import CONTENT_TYPE
from docx.oxml.coreprops import CT_CoreProperties

from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

PART = "docProps/core.xml"
TYPE = CONTENT_TYPE.OPC_CORE_PROPERTIES


def core_properties(*, title: str, subject: str, author: str, language: str, issued: date) -> bytes:
    """The part with these particulars; made and changed at the first minute of the day of issue."""
    core: Node = CT_CoreProperties.new()
    said = {
        "title": title,
        "subject": subject,
        "creator": author,
        "lastModifiedBy": author,
        "language": language,
    }
    for which, text in said.items():
        if text:
            # Not `title_text` and the like: they refuse more than 255 characters, and a subject may be longer.
            getattr(core, f"get_or_add_{which}")().text = text
    core.created_datetime = core.modified_datetime = datetime.combine(issued, time())
    return xml.write(core)
