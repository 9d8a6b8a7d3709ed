"""A letter and an enclosure in Arabic and in Chinese, with Latin names, figures, lists and a table in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conftest import OFFICE
from docx_samples import enclosure, letter

from letterbook.model import (
    Block,
    Emphasis,
    Enclosure,
    Heading,
    Letter,
    LetterheadText,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    SignatureBlock,
    Strong,
    Table,
    Template,
    Text,
)

EMBLEM = Picture("emblem.svg", "image/svg+xml", (OFFICE / "office/emblem.svg").read_bytes(), 40, 40)


@dataclass(frozen=True)
class Script:
    """What differs from script to script."""

    language: str
    sentence: str
    foreign: str
    office: str
    post: str
    subject: str
    salutation: str
    closing: str
    date: str
    heading: str
    labels: dict[str, str]
    joint: str = " "

    def body(self, sentences: int) -> tuple[Block, ...]:
        words = (Text(self.joint.join([self.sentence] * sentences)), Strong((Text(self.foreign),)))
        return (Paragraph(words), Paragraph((Text(self.sentence), Emphasis((Text(self.foreign),)))))

    def letter(self, **changes: Any) -> Letter:
        """A letter to a body whose address is in Latin letters."""
        head = LetterheadText(
            self.office,
            ("40 Rəşid Behbudov küçəsi", "AZ1000 Bakı"),
            ("office@example.org", "+994 12 000 00 00"),
            "Ombudsman · 40 Rəşid Behbudov küçəsi · AZ1000 Bakı",
            EMBLEM,
        )
        address = (
            "The Secretary-General",
            "United Nations",
            "405 East 42nd Street",
            "New York, NY 10017",
            "UNITED STATES OF AMERICA",
        )
        values: dict[str, Any] = {
            "language": self.language,
            "recipient_name": "The Secretary-General, United Nations",
            "date": self.date,
            "place_and_date": self.date,
            "address": address,
            "head": head,
            "subject": self.subject,
            "salutation": self.salutation,
            "body": self.body(2),
            "closing": self.closing,
            "signature": SignatureBlock(self.office, self.post, None, 25),
            "enclosure_line": self.subject,
            "copy_line": "Permanent Mission to the United Nations",
            "labels": self.labels,
        }
        return letter(**(values | changes))

    def enclosure(self) -> Enclosure:
        """A statement of some pages with every kind of block."""
        said = Text(self.sentence)
        blocks: tuple[Block, ...] = (
            *self.body(6),
            Heading(2, (Text(self.heading),)),
            ListBlock(((Paragraph((said,)),), (Paragraph((Text(self.foreign),)),)), start=1),
            ListBlock(((Paragraph((said,)),), (Paragraph((Text(self.foreign),)),))),
            Quote((Paragraph((said,)),)),
            Table((((Text(self.heading),), (Text("UNESCO"),)), ((Text("1990"),), (said,)))),
            *self.body(9),
            *self.body(9),
        )
        return enclosure(
            language=self.language,
            title=self.subject,
            place_and_date=self.date,
            body=blocks,
            signature_name=self.office,
            signature_title=self.post,
            addressed_to=self.sentence,
            labels=self.labels,
            office=self.office,
        )


ARABIC = Script(
    language="ar",
    sentence=(
        "تود المفوّضة لحقوق الإنسان (أمينة المظالم) في جمهورية أذربيجان أن تحيل إليكم طيّه نص البيان رقم "
        "1-0007/2021 الصادر في 20 كانون الثاني/يناير 2021، وترجو تعميمه على الهيئات المعنية؛ «وتغتنم» هذه الفرصة."
    ),
    foreign="UNESCO, A/RES/46/242",
    office="المفوّضة لحقوق الإنسان (أمينة المظالم) في جمهورية أذربيجان",
    post="المفوّضة لحقوق الإنسان",
    subject="بيان بمناسبة الذكرى السنوية الحادية والثلاثين لمأساة 20 كانون الثاني/يناير",
    salutation="صاحب السعادة،",
    closing="وتفضلوا، يا صاحب السعادة، بقبول أسمى آيات التقدير.",
    date="باكو، 19 كانون الثاني/يناير 2021",
    heading="الأساس القانوني",
    labels={
        "language": "ar",
        "our_reference": "المرجع",
        "reference": "المرجع: {reference}",
        "page": "الصفحة {page} من {pages}",
        "draft": "مسودة",
    },
)
CHINESE = Script(
    language="zh",
    sentence=(
        "阿塞拜疆共和国人权事务专员（监察员）谨此转递关于“一月二十日悲剧”三十一周年的声明，编号为1-0007/2021，并请予以分发。"
        "根据《联合国宪章》第一百零二条，United Nations秘书处应予登记——专员愿借此机会重申最崇高的敬意。"
    ),
    foreign="UNESCO, A/RES/46/242",
    office="阿塞拜疆共和国人权事务专员（监察员）",
    post="人权事务专员",
    subject="关于“一月二十日悲剧”三十一周年的声明",
    salutation="阁下：",
    closing="顺致最崇高的敬意。",
    date="2021年1月19日于巴库",
    heading="法律依据",
    labels={
        "language": "zh",
        "our_reference": "编号",
        "reference": "编号：{reference}",
        "page": "第{page}页，共{pages}页",
        "draft": "草稿",
    },
    joint="",
)
SCRIPTS = {"ar": ARABIC, "zh": CHINESE}


def template(name: str = "letter") -> Template:
    """A template of the program, without its words."""
    folder = OFFICE / "templates" / name
    return Template(
        name,
        f"templates/{name}",
        {},
        (folder / "letter.html").read_text("utf-8"),
        (folder / "letter.css").read_text("utf-8"),
        docx=(folder / "letter.docx").read_bytes(),
    )
