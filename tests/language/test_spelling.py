"""Texts as a person types them."""

import pytest

from letterbook.language.spelling import typed


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("20\N{NO-BREAK SPACE}January", "20 January"),
        ("la pièce\N{NARROW NO-BREAK SPACE}: 1", "la pièce : 1"),
        ("\N{LEFT-TO-RIGHT MARK}1-7/2021\N{LEFT-TO-RIGHT MARK} رقم", "1-7/2021 رقم"),
        ("Do\N{SOFT HYPHEN}nau", "Donau"),
        ("می\N{ZERO WIDTH NON-JOINER}شود", "می\N{ZERO WIDTH NON-JOINER}شود"),
        ("议题\N{IDEOGRAPHIC SPACE}一", "议题\N{IDEOGRAPHIC SPACE}一"),
    ],
)
def test_nothing_is_left_that_only_the_setting_needs(text: str, plain: str) -> None:
    assert typed(text) == plain
