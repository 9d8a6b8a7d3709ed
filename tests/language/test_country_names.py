"""Names of countries in the languages of letters: what is accepted, what is not clear, and what is proposed."""

from __future__ import annotations

import make_country_index
import pytest
from babel.core import get_global

from letterbook.language.countries import country_codes
from letterbook.language.country_names import INDEX, countries_meant, countries_named, typing_errors
from letterbook.language.country_spelling import own_file, words_of
from letterbook.language.locales import locale

WRITTEN = {
    "AE": "UAE|U.A.E.|Vereinigte Arabische Emirate|ОАЭ|الإمارات العربية المتحدة",
    "AL": "Republic of Albania|Republika Albanii|Δημοκρατία της Αλβανίας|République d’Albanie|ALB",
    "AT": "Oesterreich|ÖSTERREICH|Republik Österreich|Autriche",
    "AZ": "Azərbaycan Respublikası|Азербайджанская Республика|Republic of Azerbaijan|Azerbaijan",
    "BY": "Weißrussland|Weissrussland|Белоруссия|Республика Беларусь",
    "CD": "DR Congo|Zaire|Congo-Kinshasa|Democratic Republic of the Congo|Congo (Kinshasa)",
    "CG": "Republic of the Congo|Congo (Brazzaville)",
    "CH": "Swiss Confederation|Confédération suisse|Schweizerische Eidgenossenschaft",
    "CI": "Côte d'Ivoire|Cote dIvoire|COTE D IVOIRE|Ivory Coast|Elfenbeinküste",
    "CN": "PRC|People's Republic of China|中华人民共和国|КНР|China",
    "CZ": "Czech Republic|Czechia|Tschechien|Česko|République tchèque",
    "DE": "Deutschland|Bundesrepublik Deutschland|BRD|GERMANY|D|Федеративная Республика Германия|Germany (Deutschland)|DEU",
    "GB": "UK|U.K.|England|Scotland|Wales|Northern Ireland|Great Britain|Großbritannien|İngiltere|英国|Великобритания",
    "GE": "Georgia|Gürcistan|საქართველო|Грузия|グルジア",
    "GM": "The Gambia|Gambia, The",
    "GR": "Hellenic Republic|EL|Ελλάς|Greece",
    "IE": "Republic of Ireland|Ireland|Éire|Irland",
    "IR": "Iran (Islamic Republic of)|Iran, Islamic Republic of|Persia|جمهوری اسلامی ایران",
    "IT": "Italian Republic|Repubblica Italiana|ITALIEN",
    "KR": "Korea, Republic of|South Korea|Republik Korea|大韩民国",
    "KP": "DPRK|North Korea|Democratic People's Republic of Korea",
    "LA": "Lao PDR|Lao People’s Democratic Republic",
    "MK": "North Macedonia|FYROM|Macedonia",
    "MM": "Burma|Myanmar (Burma)|Birma",
    "NL": "The Netherlands|Netherlands (the)|Holland|Kingdom of the Netherlands|Koninkrijk der Nederlanden",
    "PS": "State of Palestine|Palestine|Palästina",
    "RU": "Russian Federation|Российская Федерация|РФ|Россия|ROSSIYA",
    "SZ": "Swaziland|Eswatini",
    "TR": "Türkiye|Turkey|TURKIYE|Tuerkei|Türkiye Cumhuriyeti",
    "TW": "Taiwan|Taiwan, Province of China",
    "TZ": "United Republic of Tanzania|Tanzania, United Republic of",
    "US": "USA|U.S.A.|United States of America|États-Unis|Vereinigte Staaten|ABD|EE. UU.|США|アメリカ合衆国",
    "VA": "Holy See|Vatican City State|Saint-Siège|Heiliger Stuhl|Святой Престол",
    "VN": "Viet Nam|Vietnam|Socialist Republic of Viet Nam",
    "XK": "Kosovo|Kosova|Косово",
    "ZA": "Suedafrika|RSA|ЮАР|South Africa",
}


@pytest.mark.parametrize("code", WRITTEN)
def test_what_offices_write(code: str) -> None:
    names = WRITTEN[code].split("|")
    assert [name for name in names if countries_named(name) != (code,)] == []


def cldr_names() -> list[tuple[str, str]]:
    return [
        (code, str(locale(language).territories[code]))
        for language in own_file()["languages"]
        for code in country_codes()
        if code in locale(language).territories
    ]


def test_every_name_of_cldr_and_of_the_own_table_and_every_code_is_that_country() -> None:
    own = [(code, name.strip()) for code, names in own_file()["names"].items() for name in names.split("|")]
    threes = [
        (codes[0], key)
        for key, codes in get_global("territory_aliases").items()
        if len(key) == 3 and key.isalpha() and codes[0] in country_codes() and len(codes) == 1
    ]
    named = {*cldr_names(), *own, *threes, *((code, code) for code in country_codes())}
    assert len(named) > 6500
    unclear = {"".join(words_of(name)) for name in own_file()["decided"]}
    wrong = [(code, name) for code, name in named if countries_named(name) != (code,)]
    assert [pair for pair in wrong if "".join(words_of(pair[1])) not in unclear] == []
    assert len(wrong) < 25  # Korea, Congo and the like, which CLDR has for one of two


def test_a_name_in_capitals_without_accents_or_with_an_article_is_the_same() -> None:
    for _, name in cldr_names():
        assert countries_named(name.upper()) == countries_named(name) or "ß" in name, name
    assert countries_named("  the   GAMBIA. ") == ("GM",)
    assert countries_named("Saint Kitts and Nevis") == countries_named("St. Kitts & Nevis") == ("KN",)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Korea", "KP KR"), ("Congo", "CD CG"), ("Конго", "CD CG"), ("刚果", "CD CG"), ("Republic of China", "CN TW"),
        ("Czechoslovakia", "CZ SK"), ("Virgin Islands", "VG VI"), ("RF", "FR RU"),
    ],
)  # fmt: skip
def test_a_name_of_several_countries_is_not_decided(name: str, codes: str) -> None:
    assert countries_named(name) == tuple(codes.split())


@pytest.mark.parametrize(
    "name",
    ["State of Georgia", "Freistaat Bayern", "Texas", "Northern Cyprus", "Republika Srpska", "Europe", "USSR",
     "Islamic State", "Republic of", "Federal Republic", "Grand Island", "Staten Island", "Turkish Republic of Northern Cyprus"],
)  # fmt: skip
def test_what_is_no_country_is_none(name: str) -> None:
    assert countries_named(name) == countries_meant(name) == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Grmany", "DE"), ("Itlay", "IT"), ("Frence", "FR"), ("Frnace", "FR"), ("Azerbaijn", "AZ"), ("Switzerlnd", "CH"), ("Unted Kingdom", "GB"),
        ("Deutshcland", "DE"), ("Nederlend", "NL"), ("Republic of Albnia", "AL"), ("Узбекистн", "UZ"), ("Liechtenstien", "LI"),
    ],
)  # fmt: skip
def test_a_typing_error_is_found(typed: str, code: str) -> None:
    assert countries_named(typed) == ()
    assert countries_meant(typed) == (code,)


UNLIKE = """
    Berlin München Hamburg Köln Frankfurt Stuttgart Düsseldorf Leipzig Dortmund Bremen Dresden Hannover Nürnberg Bochum Bonn
    Paris Lyon Marseille Toulouse Nantes Strasbourg Bordeaux Lille Rennes Reims Toulon Grenoble Dijon Angers Sedan Nîmes Brest
    London Manchester Birmingham Leeds Glasgow Liverpool Bristol Sheffield Edinburgh Cardiff Belfast Leicester Coventry Hull
    Madrid Barcelona Valencia Sevilla Zaragoza Málaga Murcia Palma Bilbao Alicante Córdoba Valladolid Vigo Almería Soria
    Roma Milano Napoli Torino Palermo Genova Bologna Firenze Bari Catania Venezia Verona Messina Padova Trieste Brescia Parma
    Warszawa Kraków Łódź Wrocław Poznań Gdańsk Szczecin Lublin Katowice Białystok Gdynia Radom Toruń Kielce Rzeszów Olsztyn
    Москва Казань Самара Омск Ростов Уфа Пермь Воронеж Волгоград Краснодар Саратов Тюмень Иркутск Хабаровск Ярославль Тула
    Київ Харків Одеса Дніпро Львів Запоріжжя Вінниця Полтава Чернігів Черкаси Суми Житомир Рівне Луцьк Ужгород Чернівці
    Ankara İstanbul İzmir Bursa Antalya Adana Konya Gaziantep Mersin Kayseri Eskişehir Samsun Denizli Trabzon Malatya Alanya
    Bakı Gəncə Sumqayıt Mingəçevir Şəki Lənkəran Naxçıvan Şirvan Yevlax Quba Şuşa Ağdam Füzuli Zaqatala Qəbələ Xaçmaz
    Yerevan Gyumri Tbilisi Batumi Kutaisi Almaty Astana Shymkent Aktau Teheran Isfahan Tabriz Shiraz Qom Haifa Eilat Oran
    Tokyo Osaka Kyoto Nagoya Sapporo Fukuoka Kobe Chiba 北京 上海 广州 深圳 大阪 京都 القاهرة الرياض جدة دبي حلب תלאביב חיפה
    Texas Ohio Nevada Oregon Indiana Kansas Utah Alaska Idaho Maine Virginia Ontario Quebec Alberta Bavaria Bayern Sachsen
    Hessen Tirol Zürich Aargau Normandie Bretagne Alsace Lorraine Toscana Lombardia Sicilia Andalucía Galicia Asturias Cornwall
    Angela Cameron Francis George Marco Marshall Nigel Romana Germana Franco Martina Irina Natalia Mohammed Fatima Chiara Malvina
    Müller Schmidt Schneider Smith Johnson Dupont Martin García Rossi Ivanov Kovalenko Kowalski Yılmaz Əliyev Hacıyev Nakamura
    Bank Ministry Embassy Street Office unknown keine ohne none leer test asdf qwertz xxx xyzzy lorem ipsum dolor amet foo bar
    Europa Asien Afrika Africa Balkan Kaukasus Arctic Kurdistan Catalonia Transnistria Abkhazia Ruritania Atlantis Narnia Vinland Silesia Bohemia Prussia Saxony
""".split()  # noqa: SIM905


def test_no_wrong_hint_among_towns_regions_people_and_nonsense() -> None:
    assert len(set(UNLIKE)) > 300
    assert {word: countries_meant(word) for word in UNLIKE if countries_meant(word)} == {}


def test_the_index_is_what_its_tool_makes() -> None:
    assert INDEX.read_text(encoding="utf-8") == make_country_index.index(), "run tools/make_country_index.py"


def test_no_name_of_the_own_table_stands_for_two() -> None:
    of: dict[str, set[str]] = {}
    for code, names in own_file()["names"].items():
        for name in names.split("|"):
            of.setdefault("".join(words_of(name)), set()).add(code)
    assert {name: codes for name, codes in of.items() if len(codes) > 1} == {}


def test_typing_errors_are_letters() -> None:
    assert [
        typing_errors(word, "albania") for word in ("albania", "albnia", "alabnia", "albanja", "alb")
    ] == [0, 1, 1, 1, 3]
