"""Whether a word of a list says that somebody is dead, has moved or has left: who reads it in an office sends no letter."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = """
    verstorben verstorbene verstorbener gestorben sterbedatum sterbetag todesdatum todestag verzogen umgezogen ausgetreten ausgeschieden inaktiv
    deceased died moved inactive
    décédé décédée décédés décédées déménagé inactif inactive
    fallecido fallecida fallecidos fallecidas falleció defunción inactivo inactiva
    falecido falecida falecidos falecidas faleceu óbito inativo inativa
    deceduto deceduta deceduti decedute trasferito trasferita inattivo inattiva
    overleden overlijdensdatum verhuisd inactief
    zmarł zmarła zmarły zmarli wyprowadził wyprowadziła przeprowadził przeprowadziła nieaktywny nieaktywna
    decedat decedată decedați mutat mutată
    απεβίωσε αποβιώσας αποβιώσασα αποβίωσε θανών θανούσα μετακόμισε μετακομίσας ανενεργός
    vefat merhum merhume öldü taşındı pasif
    vəfat mərhum mərhumə köçüb
    умер умерла скончался скончалась переехал переехала выбыл выбыла неактивен
    помер померла переїхав переїхала вибув вибула неактивний неактивна
    қайтыс көшкен
    გარდაიცვალა გარდაცვლილი
    մահացել մահացած հանգուցյալ
    נפטר נפטרה
    متوفى متوفاة المرحوم المرحومة توفي توفيت
    متوفی درگذشت درگذشته مرحوم
    almarhum almarhumah meninggal wafat
"""
_PHRASES = """
    † | ✝ | ✞ | passed away | gone away | date of death | no longer there | date de décès | parti sans laisser | fecha de defunción | se mudó
    | se ha mudado | ya no trabaja | data de óbito | mudou-se | si è trasferit | data di morte | nie żyje | data zgonu | data śmierci | дата смерти
    | дата смерті | ölüm tarihi | hayatını kaybetti | dünyasını dəyiş | 已故 | 去世 | 逝世 | 死亡 | 逝去 | 故人 | 転居 | 사망 | 별세
    | qua đời | đã mất | từ trần
"""


def _folded(text: str) -> str:
    """Without capitals, of which I is also that of ı."""
    return text.casefold().replace("ı", "i").replace("i\u0307", "i")


_LETTERS = re.compile(r"[^\W\d_]+")
_GONE = frozenset(_LETTERS.findall(_folded(_WORDS)))
_SAID = tuple(_folded(phrase.strip()) for phrase in _PHRASES.split("|"))


@lru_cache(maxsize=4096)
def says_gone(text: str) -> bool:
    """Whether the text, a heading or a remark, says so in any of the languages of lists."""
    folded = _folded(text)
    return not _GONE.isdisjoint(_LETTERS.findall(folded)) or any(phrase in folded for phrase in _SAID)
