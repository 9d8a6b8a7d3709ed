"""What the golden pictures show, as PDF and as Word file: a mailing in seven languages by both templates, with its enclosure,
and the letter alone in each of the program's other languages.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT, make_workspace, run_outside
from every_language import LANGUAGES, letters_office

FONTS = ROOT / "src/letterbook/fonts"
TEMPLATES = ("letter", "note-verbale")


@dataclass(frozen=True)
class Tongue:
    """A language's words for the mailing: how letter and note name their addressees, and a short statement."""

    place: str
    salutation: str
    to_body: str
    to_embassy: str
    title: str
    said: str
    heading: str
    grounds: tuple[str, str]
    table: tuple[tuple[str, str], tuple[str, str]]

    @property
    def statement(self) -> str:
        head = "\n".join(
            f'{key}: "{value}"'
            for key, value in (("title", self.title), ("occasion", "1990-01-20"), ("date", "2021-01-19"))
        )
        rows = [f"| {left} | {right} |" for left, right in self.table]
        lists = [f"1. {self.grounds[0]}", f"2. {self.grounds[1]}"]
        blocks = [
            self.said,
            f"## {self.heading}",
            "\n".join(lists),
            "\n".join([rows[0], "|---|---|", rows[1]]),
            self.said,
        ]
        return (
            f"---\n{head}\nplace: {self.place}\nsignatory: commissioner\n---\n" + "\n\n".join(blocks) + "\n"
        )


TONGUES: Mapping[str, Tongue] = {
    "en": Tongue(
        "Baku",
        "Excellency,",
        "the United Nations",
        "the Embassy of the French Republic",
        "Statement on the {{ anniversary }} anniversary of the tragedy of 20 January",
        "In the night of 19 to 20 January 1990 troops entered Baku and opened fire on civilians. The office recalls "
        "the victims and asks that the events be examined under international law (resolution A/RES/46/242).",
        "Legal grounds",
        ("the right to life, which admits of no exception", "the duty to investigate every loss of life"),
        (("Year", "Event"), ("1990", "Entry of troops into Baku")),
    ),
    "az": Tongue(
        "Bakı",
        "Zati-aliləri,",
        "Birləşmiş Millətlər Təşkilatına",
        "Fransa Respublikasının Səfirliyinə",
        "20 Yanvar faciəsinin {{ anniversary }} ildönümü ilə əlaqədar Bəyanat",
        "1990-cı il yanvarın 19-dan 20-nə keçən gecə qoşunlar Bakıya daxil olaraq mülki əhaliyə atəş açmışdır. "
        "Müvəkkil qurbanların xatirəsini yad edir və hadisələrə beynəlxalq hüquq baxımından qiymət verilməsini xahiş "
        "edir (A/RES/46/242 nömrəli qətnamə).",
        "Hüquqi əsaslar",
        ("istisnasız qorunan yaşamaq hüququ", "hər bir ölüm hadisəsini araşdırmaq vəzifəsi"),
        (("İl", "Hadisə"), ("1990", "Qoşunların Bakıya daxil olması")),
    ),
    "fr": Tongue(
        "Bakou",
        "Excellence,",
        "à l’Organisation des Nations Unies",
        "à l’Ambassade de la République française",
        "Déclaration à l’occasion du {{ anniversary }} anniversaire de la tragédie du 20 janvier",
        "Dans la nuit du 19 au 20 janvier 1990, des troupes sont entrées à Bakou et ont ouvert le feu sur la "
        "population civile. Le Commissaire rappelle la mémoire des victimes et demande que ces faits soient examinés "
        "au regard du droit international (résolution A/RES/46/242).",
        "Fondements juridiques",
        ("le droit à la vie, qui ne souffre aucune exception", "l’obligation d’enquêter sur chaque décès"),
        (("Année", "Événement"), ("1990", "Entrée des troupes à Bakou")),
    ),
    "ru": Tongue(
        "Баку",
        "Ваше Превосходительство,",
        "Организации Объединенных Наций",
        "Посольству Французской Республики",
        "Заявление в связи с {{ anniversary }} годовщиной трагедии 20 января",
        "В ночь с 19 на 20 января 1990 года войска вошли в Баку и открыли огонь по мирному населению. Уполномоченный "
        "чтит память погибших и просит рассмотреть эти события в свете международного права (резолюция A/RES/46/242).",
        "Правовые основания",
        ("право на жизнь, не допускающее исключений", "обязанность расследовать каждый случай гибели"),
        (("Год", "Событие"), ("1990", "Ввод войск в Баку")),
    ),
    "es": Tongue(
        "Bakú",
        "Excelencia:",
        "a las Naciones Unidas",
        "a la Embajada de la República Francesa",
        "Declaración con motivo del {{ anniversary }} aniversario de la tragedia del 20 de enero",
        "En la noche del 19 al 20 de enero de 1990 las tropas entraron en Bakú y abrieron fuego contra la población "
        "civil. El Comisionado recuerda a las víctimas y pide que los hechos se examinen a la luz del derecho "
        "internacional (resolución A/RES/46/242).",
        "Fundamentos jurídicos",
        ("el derecho a la vida, que no admite excepción", "el deber de investigar toda pérdida de vidas"),
        (("Año", "Hecho"), ("1990", "Entrada de las tropas en Bakú")),
    ),
    "ar": Tongue(
        "باكو",
        "صاحب السعادة،",
        "الأمم المتحدة",
        "سفارة الجمهورية الفرنسية",
        "بيان بمناسبة الذكرى السنوية {{ anniversary }} لمأساة 20 كانون الثاني/يناير",
        "في ليلة 19 إلى 20 كانون الثاني/يناير 1990 دخلت القوات باكو وأطلقت النار على السكان المدنيين. ويستذكر المفوض "
        "الضحايا ويطلب النظر في هذه الأحداث في ضوء القانون الدولي (القرار A/RES/46/242).",
        "الأسس القانونية",
        ("الحق في الحياة الذي لا يقبل أي استثناء", "واجب التحقيق في كل حالة وفاة"),
        (("السنة", "الحدث"), ("1990", "دخول القوات إلى باكو")),
    ),
    "zh": Tongue(
        "巴库",
        "阁下：",
        "联合国",
        "法兰西共和国大使馆",
        "关于1990年1月20日惨案{{ anniversary }}周年的声明",
        "1990年1月19日至20日夜间，军队进入巴库，并向平民开枪。本专员缅怀遇难者，并请根据国际法审议上述事件（第A/RES/46/242号决议）。",
        "法律依据",
        ("生命权，不容任何例外", "调查每一起死亡事件的义务"),
        (("年份", "事件"), ("1990", "军队进入巴库")),
    ),
}


def recipients() -> str:
    """A letter to the United Nations and a note to an embassy in each language."""
    groups = []
    for language, tongue in TONGUES.items():
        groups.append(f"""\
  - id: {language}
    name: "{language}"
    language: {language}
    formats: [pdf, docx]
    recipients:
      - id: {language}-letter
        post: "The Secretary-General"
        organisation: "United Nations ({language})"
        salutation: "{tongue.salutation}"
        in_text: "{tongue.to_body}"
        address: {{street: "405 East 42nd Street", city: "New York", region: "NY", postcode: "10017", country: US}}
        cc: ["UNESCO"]
      - id: {language}-note-verbale
        template: note-verbale
        organisation: "Embassy of the French Republic ({language})"
        in_text: "{tongue.to_embassy}"
        address: {{street: "9 Rəsul Rza küçəsi", city: "Bakı", postcode: "AZ1000", country: AZ}}
""")
    return "groups:\n" + "".join(groups)


def issue(folder: Path) -> Path:
    """Issues the mailing in a workspace of its own; the folder of its files."""
    workspace = make_workspace(folder / "office", recipients())
    shutil.rmtree(workspace / "statements")
    (workspace / "statements/golden").mkdir(parents=True)
    for language, tongue in TONGUES.items():
        (workspace / f"statements/golden/{language}.md").write_text(tongue.statement, encoding="utf-8")
    done = run_outside(workspace, "issue", "golden", "--jobs", "1", timeout=300)
    assert done.code == 0, done.err
    return workspace / "out/golden-2021-01-19"


LATER = tuple(language for language in LANGUAGES if language not in TONGUES)
"""The languages of which the pictures show the letter alone, in the words that a new office begins with."""


def issue_later(folder: Path) -> Path:
    """The same for the letters in the later languages."""
    workspace = letters_office(folder / "office", *LATER)
    done = run_outside(workspace, "issue", "january-20", "--cover-only", "--jobs", "1", timeout=300)
    assert done.code == 0, done.err
    return workspace / "out/january-20-2021-01-19"


def word_as_pdf(files: Iterable[Path], folder: Path) -> Path:
    """The Word files as LibreOffice lays them out, in a folder of PDFs.

    LibreOffice sees a Chinese and a Japanese font, as a machine with Word has SimSun and MS Mincho, and no others: those have
    to come out of the file.
    """
    fonts = folder / "fonts"
    fonts.mkdir(parents=True)
    for file in FONTS.glob("*.ttf"):
        if any(own in file.name for own in ("Song", "Mincho")):
            shutil.copy(file, fonts)
    pairs = {"SimSun": "Letterbook Song", "MS Mincho": "Letterbook Mincho"}
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{asked}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{given}</string></edit></match>'
        for asked, given in pairs.items()
    )
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir>{aliases}</fontconfig>",
        "utf-8",
    )
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder / "pdf"), *map(str, files)],
        check=True,
        capture_output=True,
        timeout=300,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "FONTCONFIG_FILE": str(folder / "fonts.conf")},
    )
    return folder / "pdf"
