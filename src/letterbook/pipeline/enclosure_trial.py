"""Every enclosure read back as it was laid out: what is wrong is told once, at its source, before a number is taken."""

from __future__ import annotations

from collections.abc import Mapping

from letterbook.archive.expectation import expected_enclosure
from letterbook.composing.compose import Inputs
from letterbook.model import Enclosure, Template
from letterbook.pipeline.enclosure_layout import EnclosureLayouts
from letterbook.pipeline.wide_words import TOO_WIDE, too_wide
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say, values_of
from letterbook.verification import enclosure_findings


def enclosure_problems(
    inputs: Inputs, enclosures: Mapping[str, Enclosure], layouts: EnclosureLayouts
) -> list[Problem]:
    """What the verification would find in the enclosures, each mistake once, whatever the letters that they go with."""
    found: dict[tuple[Place, str], Problem] = {}
    for (name, language), pdf in sorted(layouts.pdfs.items()):
        template, statement = inputs.templates[name], inputs.statements[language]
        findings = enclosure_findings(pdf, expected_enclosure(enclosures[language]))
        for code, what in sorted(
            findings, key=lambda finding: -len(str(values_of(finding[1]).get("text", "")))
        ):
            problem = too_wide(statement, what) if code in TOO_WIDE else _hidden(template, what)
            found.setdefault((problem.place, "" if code in TOO_WIDE else what), problem)
    return list(found.values())


def _hidden(template: Template, what: str) -> Problem:
    said = say("The enclosure is not whole: {what}", what=what)
    hint = "The template's letter.css hides it, or changes it; correct that."
    return Problem(
        "page-not-right", Place(f"{template.folder}/letter.css"), said, hint, remedy=Remedy.PREVIEW
    )
