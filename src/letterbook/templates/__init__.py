"""Template folders: read, their placeholders looked through, and the environments in which they are filled."""

from letterbook.templates.environments import (
    Absent,
    MissingValueError,
    compiled_line,
    compiled_markdown,
    html_environment,
    line_environment,
    markdown_environment,
    missing_in,
    missing_names,
    one_line,
    plain_environment,
    with_absent,
)
from letterbook.templates.field_checks import used_fields, wrong_uses
from letterbook.templates.field_values import FORMS, TemplateValue, WrongFormError, template_values
from letterbook.templates.mailing_words import in_own_words, subject_in
from letterbook.templates.own_outputs import NOTHING_OWN, OwnOutputs, own_outputs
from letterbook.templates.page_sources import check_page_sources
from letterbook.templates.page_words import printed_strings, typeset_words, words_of_letterhead, words_of_page
from letterbook.templates.placeholders import (
    Known,
    check_placeholders,
    dotted_names,
    in_single_braces,
    names_in,
    printed_names,
    prints,
    prints_address,
    single_brace,
    why_unread,
)
from letterbook.templates.template_folder import (
    WORDS_KEYS,
    no_subject,
    read_template,
    read_words,
    template_names,
)
from letterbook.templates.typed_text import VALUE, TypedText, typed_in_page, typed_in_style, typed_in_text

__all__ = [
    "FORMS",
    "NOTHING_OWN",
    "VALUE",
    "WORDS_KEYS",
    "Absent",
    "Known",
    "MissingValueError",
    "OwnOutputs",
    "TemplateValue",
    "TypedText",
    "WrongFormError",
    "check_page_sources",
    "check_placeholders",
    "compiled_line",
    "compiled_markdown",
    "dotted_names",
    "html_environment",
    "in_own_words",
    "in_single_braces",
    "line_environment",
    "markdown_environment",
    "missing_in",
    "missing_names",
    "names_in",
    "no_subject",
    "one_line",
    "own_outputs",
    "plain_environment",
    "printed_names",
    "printed_strings",
    "prints",
    "prints_address",
    "read_template",
    "read_words",
    "single_brace",
    "subject_in",
    "template_names",
    "template_values",
    "typed_in_page",
    "typed_in_style",
    "typed_in_text",
    "typeset_words",
    "used_fields",
    "why_unread",
    "with_absent",
    "words_of_letterhead",
    "words_of_page",
    "wrong_uses",
]
