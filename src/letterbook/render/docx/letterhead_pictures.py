"""The pictures inside a Word letterhead, made into what is printed alike everywhere; or where one is that cannot be.

Word shows a picture by its content and without what a camera noted; what it cannot show it leaves as an empty frame.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from letterbook.render.docx import xml
from letterbook.render.docx.package import Package, Relationship
from letterbook.sources.documents.picture_refusal import PictureRefusedError
from letterbook.sources.documents.pictures import normal_picture
from letterbook.sources.documents.svg_pictures import plain_svg

_ENDINGS = {"image/png": ("png",), "image/jpeg": ("jpeg", "jpg"), "image/svg+xml": ("svg",)}


@dataclass(frozen=True)
class RefusedPicture:
    """A picture of a part (`owner`) of the letterhead that cannot be printed; `paragraph` counts from 1, if known."""

    owner: str
    paragraph: int | None
    refused: PictureRefusedError


def normal_pictures(package: Package) -> tuple[Package, list[RefusedPicture]]:
    """The package with its pictures as they are printed, and those that cannot be."""
    parts, types = dict(package.parts), dict(package.types)
    moved: dict[str, str] = {}
    refused: list[RefusedPicture] = []
    for owner, to in _pictures(package):
        if to.target in moved:
            continue
        try:
            name, kind, data = _normal(to.target, parts[to.target])
        except PictureRefusedError as error:
            refused.append(RefusedPicture(owner, _paragraph(package, owner, to.id), error))
            continue
        moved[to.target] = name
        del parts[to.target], types[to.target]
        parts[name], types[name] = data, kind
    return Package(
        dict(sorted(parts.items())), dict(sorted(types.items())), _moved(package.relationships, moved)
    ), refused


def _pictures(package: Package) -> list[tuple[str, Relationship]]:
    return [
        (owner, to)
        for owner in package.relationships
        for to in package.related(owner, "image")
        if to.target in package.parts
    ]


def _normal(part: str, data: bytes) -> tuple[str, str, bytes]:
    """The name that the part has then, its media type and its bytes."""
    picture = normal_picture(part, data, turned=False)
    normal = plain_svg(data) if picture.kind == "image/svg+xml" else picture.data
    if normal == data and part.rpartition(".")[2].lower() in _ENDINGS[picture.kind]:
        return part, picture.kind, data
    digest = hashlib.sha256(normal).hexdigest()[:16]
    return f"word/media/{digest}.{_ENDINGS[picture.kind][0]}", picture.kind, normal


def _moved(
    relationships: Mapping[str, list[Relationship]], moved: Mapping[str, str]
) -> dict[str, list[Relationship]]:
    return {
        owner: [to if to.external else replace(to, target=moved.get(to.target, to.target)) for to in known]
        for owner, known in relationships.items()
    }


def _paragraph(package: Package, owner: str, identifier: str) -> int | None:
    """In which paragraph of the part the picture stands."""
    try:
        root = xml.read(package.parts[owner])
    except (xml.BrokenXmlError, KeyError):
        return None
    for number, paragraph in enumerate(root.iter(xml.P), start=1):
        if any(identifier in node.attrib.values() for node in paragraph.iter()):
            return number
    return None
