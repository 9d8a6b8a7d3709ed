"""What a file says of itself: title, subject, author, language, dates, and the profiles that it conforms to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from pikepdf import Name, Pdf, Stream, String

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
{claimed}{said}
{extension}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_CLAIMED = """<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
"""
_EXTENSION = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
"""

_SAID = (
    ("/Title", '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>'),
    (
        "/Subject",
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>',
    ),
    ("/Author", "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"),
    ("/Producer", "<pdf:Producer>{}</pdf:Producer>"),
)
_DATES = (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate"))
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)(?:Z|([+-]\d\d)'(\d\d)'?))?")


def conforms(pdf: Pdf) -> bool:
    """Whether the file says that it conforms to PDF/A and PDF/UA, as all do that are made here of the office's words."""
    return Name.Metadata in pdf.Root and b"pdfaid:part" in pdf.Root.Metadata.read_bytes()


def describe(pdf: Pdf, *, conforming: bool = True) -> None:
    """Writes the file's XMP after its document information, so that the two say the same (ISO 19005-2, 6.6.2.3).

    Whether it is `conforming` to PDF/A-2a and PDF/UA-1: of pages from elsewhere nobody here can say so.
    """
    info = pdf.docinfo
    if "/CreationDate" in info:
        info["/ModDate"] = info["/CreationDate"]
    said = {str(key): str(value) for key, value in info.items()}
    described = xmp(said, str(pdf.Root.Lang), conforming=conforming)
    pdf.Root.Metadata = Stream(pdf, described, Type=Name.Metadata, Subtype=Name.XML)


def xmp(info: Mapping[str, str], language: str, *, conforming: bool) -> bytes:
    """The XMP packet that says the same as a document information (by its keys, as `/Title`)."""
    said = [form.format(escape(info[key])) for key, form in _SAID if key in info]
    said += [f"<{tag}>{_iso(info[key])}</{tag}>" for key, tag in _DATES if key in info]
    said.append(f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>")
    claimed, extension = (_CLAIMED, _EXTENSION) if conforming else ("", "")
    return _XMP.format(claimed=claimed, said="\n".join(said), extension=extension).encode()


def info_entries(info: Mapping[str, str]) -> bytes:
    """A document information as a PDF dictionary."""
    entries = (b"%s %s" % (key.encode(), String(value).unparse()) for key, value in sorted(info.items()))
    return b"<<%s>>" % b"".join(entries)


def _iso(date: str) -> str:
    """A date of PDF (ISO 32000-1, 7.9.4) as XMP writes it: `D:20210119` is 2021-01-19."""
    found = _DATE.match(date)
    assert found is not None, date
    year, month, day, hour, minute, second, zone, zone_minute = found.groups()
    clock = f"T{hour}:{minute}:{second}" + (f"{zone}:{zone_minute}" if zone else "Z") if hour else ""
    return f"{year}-{month}-{day}{clock}"
