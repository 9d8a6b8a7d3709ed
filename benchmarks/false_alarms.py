"""Counts false alarms of the verification in generated mailings of ordinary content.

    python benchmarks/false_alarms.py 5000

A mailing is a list of addressees and a statement that speaks of them and of what they are called after: bodies, persons
and towns in running text, headings, tables and lists, parts of their names where two texts meet, numbers of forms that
look like references, words from right to left in brackets. To be affordable the statements of many mailings stand in one
file, each with its own title as a heading, and their addressees in one list: what is somebody's mark in one mailing is one
in all of them, so nothing is looked for less. Of every fifth mailing a cover letter is made as well, on a page whose
letterhead names a body, and whose stylesheet sets capitals, wide letters or a drop capital. The same seed gives the same mailings.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from letterbook.errors import InputError
from letterbook.model import Chunk, Order, in_the_file
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.pipeline.rendering import render_and_verify
from letterbook.verification import personal, recipient_marks

ROOT = Path(__file__).resolve().parents[1]
A_FILE = 25  # mailings in a file
A_COVER = 5  # mailings for a cover letter
A_HALF = 0.5

LOOKS = (
    "",
    ".subject, .closing { text-transform: uppercase }",
    ".letter .text p:first-child::first-letter { font-size: 30pt; float: left; line-height: 1 }",
    ".reference-line, .address { letter-spacing: .6pt }",
    ".text { text-transform: uppercase; font-size: 9pt }",
    ".office-name { font-variant: small-caps; letter-spacing: 2pt }",
)


@dataclass(frozen=True)
class Tongue:
    """Words of a language: names of bodies in two parts, first names, surnames, towns, and phrases to put them into."""

    begins: tuple[str, ...]
    ends: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    towns: tuple[str, ...]
    phrases: tuple[str, ...]
    form: str


TONGUES = {
    "en": Tongue(
        ("Human Rights", "National", "Central", "Council of", "Office of the", "Alpha"),
        ("Council", "Institute", "Bank", "Europe", "President", "House"),
        ("Ann", "John", "Mary", "Peter"),
        ("Archer", "Quill", "Fisher", "O’Neill"),
        ("Vienna", "Graz", "Saint John", "Stratford-upon-Avon"),
        (
            "In spring {} spoke of peace.",
            "We thank {} for the offer.",
            "The office met {} again, and found it first-rate.",
        ),
        "form",
    ),
    "fr": Tongue(
        ("Conseil de", "Office du", "Institut", "Banque", "Maison", "Haut-Commissariat"),
        ("l’Europe", "Président", "national", "centrale", "d’Alpha", "aux réfugiés"),
        ("Anne", "Jean-Luc", "Zoé", "Cœur"),
        ("Lefèvre", "de la Tour", "Œuvrard", "Noël"),
        ("Vienne", "Aix-en-Provence", "L’Haÿ", "Besançon"),
        (
            "Au printemps, {} a parlé : « paix ».",
            "Nous remercions {} de l’offre.",
            "Le bureau a revu {} ; c’était important !",
        ),
        "formulaire",
    ),
    "es": Tongue(
        ("Consejo de", "Oficina del", "Instituto", "Banco", "Casa", "Comisión"),
        ("Europa", "Presidente", "Nacional", "Central", "Alfa", "de Derechos"),
        ("Ana", "Juan", "María", "Íñigo"),
        ("Arquero", "Núñez", "de la Peña", "Güell"),
        ("Viena", "Logroño", "Alcalá", "Cádiz"),
        (
            "En primavera {} habló de la paz.",
            "¿Agradecemos a {} la oferta?",
            "¡La oficina vio a {} de nuevo!",
        ),
        "formulario",
    ),
    "az": Tongue(
        ("İnsan Hüquqları", "Milli", "Mərkəzi", "Avropa", "Dövlət", "Işıq"),
        ("Şurası", "İnstitutu", "Bankı", "Evi", "Agentliyi", "İdarəsi"),
        ("Əli", "İlqar", "Leyla", "Gülşən"),
        ("Məmmədov", "Quliyeva", "İsmayılov", "Çələbi"),
        ("Bakı", "Gəncə", "Şəki", "Naxçıvan"),
        (
            "Yazda {} sülhdən danışdı.",
            "Biz {} təklifinə görə təşəkkür edirik.",
            "Ofis {} ilə yenidən görüşdü.",
        ),
        "forma",
    ),
    "ru": Tongue(
        ("Совет", "Институт", "Центральный", "Дом", "Управление", "Альфа"),
        ("Европы", "права", "банк", "дружбы", "Президента", "Фонд"),
        ("Анна", "Иван", "Мария", "Пётр"),
        ("Стрелкова", "Перов", "Йорданов", "Щукин"),
        ("Вена", "Грац", "Санкт-Петербург", "Орёл"),
        (
            "Весной {} говорил о мире.",
            "Мы благодарим {} за предложение.",
            "Бюро снова встретило {} — и не раз.",
        ),
        "форма",
    ),
    "ar": Tongue(
        ("مجلس", "معهد", "البنك", "بيت", "مكتب", "دار"),
        ("أوروبا", "الحقوق", "المركزي", "السلام", "الرئيس", "الكتب"),
        ("علي", "ليلى", "حسن", "مريم"),
        ("الكاتب", "النجار", "بن سعيد", "الحداد"),
        ("فيينا", "القاهرة", "الرباط", "بغداد"),
        ("في الربيع تحدث {} عن السلام.", "نشكر {} على العرض.", "التقى المكتب {} مرة أخرى (2021)."),
        "نموذج",
    ),
    "zh": Tongue(
        ("人权", "中央", "国家", "欧洲", "总统", "和平"),
        ("理事会", "研究院", "银行", "委员会", "办公室", "之家"),
        ("安娜", "伟", "芳", "秀英"),
        ("王", "欧阳", "李", "张"),
        ("维也纳", "北京", "上海", "广州"),
        ("春天，{}谈到了和平。", "我们感谢{}的提议。", "办公室再次会见了{}。"),
        "表格",
    ),
}
FOREIGN = (
    "(كتاب جديد)",
    "[ספר חדש]",
    "“(בית)”",
    "«دار ١٢»",
    "(2/2021)",
    "Große Straße",
    "İzmir",
    "10⁴",
    "5\u00a0%",
)


@dataclass
class Mailing:
    """One generated mailing: its addressees as YAML, and its statement as Markdown without a title of its own."""

    number: int
    chance: random.Random
    words: Tongue

    def __post_init__(self) -> None:
        pick = self.chance.choice
        self.bodies = [f"{pick(self.words.begins)} {pick(self.words.ends)}" for _ in range(4)]
        self.people = [(pick(self.words.first), pick(self.words.last)) for _ in range(3)]

    def recipients(self) -> Iterator[str]:
        for index, body in enumerate(self.bodies):
            person = " ".join(self.people[index]) if index < len(self.people) else ""
            named = f'person: "{person}", ' if person else ""
            more = f" {self.chance.choice(FOREIGN)}" if self.chance.random() < 0.2 else ""
            yield (
                f'      - {{id: r{self.number}-{index}, organisation: "{body}{more}", {named}'
                f'address: {{street: "{self.chance.randint(1, 99)} {self.chance.choice(self.words.last)}", '
                f'city: "{self.chance.choice(self.words.towns)}", postcode: "{self.chance.randint(1000, 9999)}", country: AT}}}}\n'
            )

    def named(self) -> str:
        first, last = self.chance.choice(self.people)
        body = self.chance.choice(self.bodies)
        return self.chance.choice(
            (body, body.upper(), f"**{first}** {last}", last, f"{first} {last}", *body.split(" ", 1))
        )

    def sentence(self) -> str:
        said = self.chance.choice(self.words.phrases).format(self.named())
        return f"{said} {self.chance.choice(FOREIGN)}." if self.chance.random() < 0.25 else said

    def blocks(self) -> Iterator[str]:
        """Headings, paragraphs, a table, a list: parts of names stand at their ends."""
        body, (first, last) = self.chance.choice(self.bodies), self.chance.choice(self.people)
        begin, _, end = body.partition(" ")
        yield f"## {begin}"
        yield f"{end} {self.sentence()}"
        kind = self.chance.randrange(5)
        if kind == 0:
            rows = "".join(f"| {one} | {two} |\n" for one, two in self.people)
            yield f"| {self.words.form} {self.chance.randint(1, 40)}/2021 | {body} |\n|---|---|\n{rows}"
        elif kind == 1:
            yield f"- {first}\n- {last}\n- {begin}\n- {end}"
        elif kind == 2:
            yield f"1. {body}\n2. {first}\n3. {last} {self.words.form} {self.chance.randint(1, 40)}/2021"
        elif kind == 3:
            yield f"> {self.sentence()} {first}\n\n{last} {self.sentence()}"
        else:
            yield f"{self.sentence()} {first}\n\n{last}. {self.words.form} {self.chance.randint(1, 40)}/2021"
        yield self.sentence()


def write(folder: Path, language: str, mailings: list[Mailing], chance: random.Random) -> None:
    """An office that issues these mailings as one."""
    for name in ("letterbook.yaml", "office", "templates"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copyfile(ROOT / name, folder / name)
    office = folder / "letterbook.yaml"
    office.write_text(
        office.read_text("utf-8").replace('"1-{number:04d}/{year}"', '"{number}/{year}"'), "utf-8"
    )
    recipients = "".join(line for mailing in mailings for line in mailing.recipients())
    (folder / "recipients.yaml").write_text(
        f'groups:\n  - id: all\n    name: "x"\n    language: {language}\n    formats: [pdf]\n    salutation: "—"\n'
        f"    recipients:\n{recipients}",
        "utf-8",
    )
    statement = folder / "statements" / "s"
    statement.mkdir(parents=True)
    blocks = "\n\n".join(block for mailing in mailings for block in mailing.blocks())
    head = f'---\ntitle: "{mailings[0].named().replace("*", "")}"\ndate: 2021-01-19\nplace: "Baku"\n---\n'
    (statement / f"{language}.md").write_text(f"{head}{mailings[0].sentence()}\n\n{blocks}\n", "utf-8")
    page = folder / "templates/letter"
    # A person belongs into the list and not into the words of a template, which check tells; a body may stand there.
    subject, *said = (
        chance.choice(mailing.words.phrases).format(mailing.bodies[0]) for mailing in mailings[:3]
    )
    words = f'---\nsubject: "{subject}"\nclosing: "—"\n---\n{said[0]}\n\n{said[1]}\n'
    (page / f"{language}.md").write_text(words, "utf-8")
    with (page / "letter.css").open("a", encoding="utf-8") as css:
        # A drop capital that floats is no way to set Arabic, whose letters are joined.
        css.write(chance.choice([look for look in LOOKS if language != "ar" or "first-letter" not in look]))
    with (page / "letter.html").open("a", encoding="utf-8") as html:
        html.write(f"<p>{chance.choice(mailings).bodies[0]} · {mailings[0].words.form} 3/2021</p>")


def alarms(language: str, count: int, seed: int) -> list[str]:
    """What is found in so many mailings of this language; none of it is right."""
    chance = random.Random(seed)
    mailings = [Mailing(number, chance, TONGUES[language]) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, language, mailings, chance)
        try:
            prepared = prepare_mailing(folder, Order("s"), UNWATCHED)
        except InputError as error:
            return [f"not made: {problem}" for problem in error.problems]
        letters = [draft.numbered(at, f"{at}/2021") for at, draft in enumerate(prepared.drafts, start=1)]
        if chance.random() < A_HALF:  # the others get no letter: the statement may speak of them all the same
            letters = letters[::2]
        asked = {letter.recipient_id for letter in letters}
        others = [
            personal(recipient, is_earlier=chance.random() < A_HALF)
            for recipient in prepared.recipients
            if recipient.id not in asked
        ]
        some = tuple(chance.sample(letters, max(1, count // A_COVER)))
        draft = prepared.drafts[0]
        template = prepared.inputs.templates[draft.letter.template]
        enclosures = in_the_file(prepared.enclosed[draft.enclosure_language])
        pdfs = prepared.layouts.pdfs[template.name, draft.enclosure_language]
        names = tuple(f"{letter.recipient_id}.pdf" for letter in some)
        results = render_and_verify(
            recipient_marks(letters, others), Chunk(template, some, enclosures, "pdf", name, names, pdfs)
        )
        failed = [str(result.outcome) for result in results if result.verified is None]
        findings = [
            str(found) for result in results if result.verified for found in result.verified.verified.findings
        ]
        return failed + findings


def main() -> None:
    wanted, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    made, covers, found, began = 0, 0, list[str](), time.monotonic()
    while made < wanted:
        language = tuple(TONGUES)[(made // A_FILE) % len(TONGUES)]
        said = alarms(language, A_FILE, seed + made)
        made, covers, found = made + A_FILE, covers + max(1, A_FILE // A_COVER), found + said
        for line in dict.fromkeys(said):
            print(f"  {language}, seed {seed + made - A_FILE}: {line}", flush=True)
        if made % 500 == 0:
            print(
                f"{made} mailings, {covers} cover letters: {len(found)} alarms, {time.monotonic() - began:.0f} s",
                flush=True,
            )
    print(f"{made} mailings, {covers} cover letters: {len(found)} alarms")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
