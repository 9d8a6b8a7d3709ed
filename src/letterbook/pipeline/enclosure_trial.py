"""Every enclosure read back as it was laid out: what is wrong is told once, at its source, before a number is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from letterbook.archive.expectation import expected_enclosure
from letterbook.composing.inputs import Inputs
from letterbook.model import Enclosure, FinishedFile, Part, Template, in_the_file
from letterbook.pipeline.enclosure_layout import EnclosureLayouts
from letterbook.pipeline.wide_words import TOO_WIDE, too_wide
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say, values_of
from letterbook.verification import enclosure_findings


def enclosure_problems(
    inputs: Inputs, enclosed: Mapping[str, tuple[Part, ...]], layouts: EnclosureLayouts
) -> list[Problem]:
    """What the verification would find in the enclosures, each mistake once, whatever the letters that they go with."""
    found: dict[tuple[Place, str], Problem] = {}
    for (name, language), pdfs in sorted(layouts.pdfs.items()):
        for part, pdf in zip(in_the_file(enclosed[language]), pdfs, strict=True):
            if isinstance(part, FinishedFile):  # what is in it nobody here has set
                continue
            for problem, what in _found_in(inputs, inputs.templates[name], part, pdf):
                found.setdefault((problem.place, what), problem)
    return list(found.values())


def _found_in(
    inputs: Inputs, template: Template, enclosure: Enclosure, pdf: bytes
) -> Iterator[tuple[Problem, str]]:
    """Each problem with what tells it from others at its place."""
    findings = enclosure_findings(pdf, expected_enclosure(enclosure))
    for code, what in sorted(findings, key=lambda finding: -len(str(values_of(finding[1]).get("text", "")))):
        if code in TOO_WIDE:
            yield too_wide(inputs.statement_of(enclosure), what), ""
        else:
            yield _hidden(template, what), what


def _hidden(template: Template, what: str) -> Problem:
    said = say("The enclosure is not whole: {what}", what=what)
    hint = "The template's letter.css hides it, or changes it; correct that."
    return Problem(
        "page-not-right", Place(f"{template.folder}/letter.css"), said, hint, remedy=Remedy.PREVIEW
    )
