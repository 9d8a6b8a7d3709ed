"""Which signs a letter's fonts have: not only those of its own words, but whole rows of an alphabet.

So letters that differ in their words have the same fonts, whoever the others are that are made with them.
"""

from __future__ import annotations

_PUNCTUATION = "“”‘’–—…«»§№°·\u00a0\u2010"
ROWS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]_ "
    + _PUNCTUATION,
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ¡¿ªº",
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƏəȘșȚț",
    "".join(map(chr, range(0x0410, 0x0450))) + "ЁёЂђЃѓЄєЅѕІіЇїЈјЉљЊњЋћЌќЎўЏџҐґ",
    "ҒғҚқҢңҮүҰұҺһӘәӨө",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωΆΈΉΊΌΎΏάέήίόύώΪΫϊϋΐΰ",
    "".join(map(chr, (*range(0x10D0, 0x10F1),))),
    "".join(map(chr, (*range(0x0531, 0x0557), *range(0x0561, 0x0588)))),
)
"""Signs that come together; the first row goes with every letter."""

LIGATURES = " fi fl ff ffi ffl"


_SIGNS = tuple(map(frozenset, ROWS))


def rows_of(said: str) -> tuple[str, ...]:
    """The rows that these words touch, the first always; and last what they have beside, in the order of its numbers."""
    beside = set(said) - _SIGNS[0]
    rows = [ROWS[0]]
    for row, signs in zip(ROWS[1:], _SIGNS[1:], strict=True) if beside else ():
        if not beside.isdisjoint(signs):
            rows.append(row)
            beside -= signs
    return (*rows, "".join(sorted(beside)))
