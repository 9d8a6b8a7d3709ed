from __future__ import annotations

from pathlib import Path

import pyphen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterbook.language.hyphenation import (
    TURKIC,
    register_hyphenation,
    rules_of,
    turkic_lower,
    turkic_patterns,
)
from letterbook.language.hyphenation_patterns import read_dictionary
from letterbook.language.known import FOLDER
from letterbook.model.language import Hyphenation


def hyphenated(word: str, language: str = "az") -> str:
    register_hyphenation()
    return str(pyphen.Pyphen(lang=language, left=2, right=2).inserted(word))


VOWELS, CONSONANTS = TURKIC["az"].vowels, TURKIC["az"].consonants


@pytest.mark.parametrize("tag", TURKIC)
def test_the_file_is_what_the_rule_gives(tag: str) -> None:
    assert (FOLDER / f"{tag}.dic").read_text(encoding="utf-8") == turkic_patterns(tag)


def test_the_alphabet_has_its_32_letters() -> None:
    assert len(set(VOWELS + CONSONANTS)) == len(VOWELS + CONSONANTS) == 32


@pytest.mark.parametrize(
    "word",
    [
        "azər-bay-can",
        "om-buds-man",
        "bey-nəl-xalq",
        "müs-tə-qil-lik",
        "in-san-lıq",
        "dün-ya-nın",
        "hü-quq-la-rı",
        "mü-əl-lif",
        "ida-rə-et-mə",
        "sa-at",
        "struk-tur",
        "mə-su-liy-yət",
        "res-pub-li-ka-sı",
        "xalq",
    ],
)
def test_words_are_parted_by_syllables(word: str) -> None:
    assert hyphenated(word.replace("-", "")) == word


def test_a_region_changes_nothing_and_other_languages_stay() -> None:
    assert hyphenated("insanlıq", "az-AZ") == "in-san-lıq"
    assert hyphenated("hyphenation", "en_GB") == "hy-phen-a-tion"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("fr", "azer-baïd-ja-nais"),
        ("fr", "an-ni-ver-saire"),
        ("fr", "in-ter-na-tio-nal"),
        ("ru", "го-дов-щи-на"),
        ("ru", "упол-но-мо-чен-но-го"),
        ("es", "de-cla-ra-ción"),
        ("es", "ani-ver-sa-rio"),
        ("es", "re-pú-bli-ca"),
        ("de", "Jah-res-tag"),
        ("de", "völ-ker-recht-lich"),
        ("tr", "cum-hu-ri-yet"),
        ("tr", "ulus-la-ra-ra-sı"),
        ("tr", "sa-a-ti-miz"),
        ("uk", "на-се-ле-н-ня"),
        ("pt", "ani-ver-sá-rio"),
        ("pt-BR", "ani-ver-sá-rio"),
        ("it", "di-chia-ra-zio-ne"),
        ("pl", "oświad-cze-nie"),
        ("nl", "ver-kla-ring"),
        ("ro", "ani-ver-sa-re"),
        ("el", "αν-θρω-πί-νων"),
        ("kk", "рес-пуб-ли-ка-сы"),
        ("kk", "мә-лім-де-ме"),
    ],
)
def test_the_other_languages_that_part_words(language: str, word: str) -> None:
    assert hyphenated(word.replace("-", ""), language) == word


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("az", "Respublikasının"), ("en", "Confederation"), ("fr", "Azerbaïdjan"), ("ru", "Республики"), ("es", "República"),
        ("de", "Aserbaidschans"), ("de", "Aserbaidschan"), ("kk", "Әзербайжан"), ("tr", "TÜRKİYE"), ("pt-BR", "Azerbaijão"),
    ],
)  # fmt: skip
def test_no_name_is_parted(language: str, name: str) -> None:
    assert hyphenated(name, language) == name


def test_an_office_has_patterns_of_its_own_and_the_next_office_does_not() -> None:
    own = {"cy": Hyphenation(patterns="UTF-8\n1ddaf\n"), "fr": Hyphenation(), "gsw": Hyphenation("de_CH")}
    register_hyphenation(own)
    parted = [
        pyphen.Pyphen(lang=tag).inserted(word)
        for tag, word in (("cy", "unddaf"), ("fr", "anniversaire"), ("gsw", "Gemeinde"), ("az", "insan"))
    ]
    assert parted == ["un-ddaf", "anniversaire", "Ge-mein-de", "in-san"]
    register_hyphenation()
    assert pyphen.language_fallback("cy") is None is pyphen.language_fallback("gsw")
    assert hyphenated("anniversaire", "fr") == "an-ni-ver-saire"


@pytest.mark.parametrize("language", ["ar", "zh", "fa", "he", "ja", "ka", "hy"])
def test_these_part_no_words(language: str) -> None:
    word = {"fa": "جمهوری", "he": "הרפובליקה"}.get(language, "")
    assert pyphen.language_fallback(language) is None or hyphenated(word, language) == word


@given(st.from_regex(f"[{CONSONANTS}]{{0,3}}([{VOWELS}Iİ][{CONSONANTS}]{{0,4}}){{1,6}}", fullmatch=True))
def test_every_part_has_a_vowel_and_no_line_a_single_letter(word: str) -> None:
    parts = hyphenated(word).split("-")
    assert "".join(parts) == word
    if len(parts) > 1:
        assert all(set(turkic_lower(part)) & set(VOWELS) for part in parts)
        assert len(parts[0]) >= 2 <= len(parts[-1])


def test_weasyprint_parts_azerbaijani_words() -> None:
    from weasyprint import HTML

    register_hyphenation()
    page = HTML(string="<html lang=az><body style='hyphens:auto;width:60px'>müstəqillik").render().pages[0]
    texts = [getattr(box, "text", "") for box in page._page_box.descendants()]
    assert [text for text in texts if text] == ["müstə‐", "qillik"]


def test_an_offices_own_rules_are_others() -> None:
    register_hyphenation()
    before = rules_of("az"), rules_of("az-AZ"), rules_of("xx")
    assert before[0] == before[1] and before[0] is not None and before[2] is None
    try:
        register_hyphenation({"az": Hyphenation(patterns="UTF-8\na1b\n")})
        assert rules_of("az") != before[0]
        register_hyphenation()
        assert rules_of("az") == before[0]
    finally:
        register_hyphenation()


@pytest.mark.parametrize(
    "name", ["fr", "ca", "af_ZA"]
)  # the second changes letters, the third writes some as codes
def test_a_dictionary_is_read_as_pyphen_reads_it(name: str) -> None:
    file = next(path for path in FILES if path.stem.removeprefix("hyph_") == name)
    theirs, ours = pyphen.HyphDict(file), read_dictionary(file)
    assert ours.maxlen == theirs.maxlen
    assert ours.patterns.keys() == theirs.patterns.keys()
    for letters, (offset, values) in theirs.patterns.items():
        mine = ours.patterns.get(letters)
        assert mine == (offset, values)
        assert [vars(each) if type(each) is not int else each for each in mine[1]] == [
            vars(each) if type(each) is not int else each for each in values
        ]


FILES = sorted(path for path in (Path(pyphen.__file__).parent / "dictionaries").iterdir())
