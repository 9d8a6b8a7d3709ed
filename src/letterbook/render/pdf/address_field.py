"""The sheet: its size, what an envelope's window shows of the first page, and the stylesheet that puts it there."""

from __future__ import annotations

from markupsafe import Markup

from letterbook.envelope_windows import PAPERS, WINDOWS, Paper, Window
from letterbook.fonts import SERIF, is_drawn_by
from letterbook.model import Letter
from letterbook.templates import html_environment

_PAGE_LEFT = 25.0
_LETTERHEAD_MM, _LETTERHEAD_TOP_MM = 22.0, 18.0
"""How high a letterhead is that may stand over a window, and where it begins if the window does not begin early."""

_FAMILIES = '"Letterbook {}", "Letterbook Naskh", "Letterbook Song"'

_FIELD = html_environment().from_string(
    """{% for _ in folds %}<div class="fold-mark fold-{{ loop.index }}"></div>{% endfor %}\
{% if punch %}<div class="punch-mark"></div>{% endif %}
<section class="address-field">
<div class="return-zone"><div>\
{% if return_line %}<span class="return-line">{{ return_line }}</span>{% endif %}\
{% if delivery %}<p class="delivery">{{ delivery }}</p>{% endif %}</div></div>
<address class="address" style="font-size: {{ size }}pt; line-height: {{ pitch }}pt">\
{% for line, is_other in lines %}{% if is_other %}<span class="other-face">{{ line }}</span>{% else %}{{ line }}{% endif %}\
{% if not loop.last %}<br>{% endif %}{% endfor %}</address>
</section>"""
)


def address_field(letter: Letter) -> Markup:
    """Return line, note on delivery and address, with the marks for folding and punching."""
    window = WINDOWS[letter.window]
    return Markup(
        _FIELD.render(
            folds=window.fold_marks,
            punch=window.punch_mark,
            return_line=letter.head.return_line,
            delivery=letter.delivery,
            # What another font draws would part the lines further: it is taller.
            lines=[(line, not is_drawn_by(SERIF, line)) for line in letter.address],
            size=letter.address_size_pt,
            pitch=window.pitch_pt(len(letter.address)),
        )
    )


def geometry(window: Window) -> str:
    """The stylesheet that puts marks and address field where the window has them, in mm on the first page."""
    # The text of the first page begins at the reference line: 98.5 mm is the line's top in DIN 5008.
    top, returning, address = window.reference_line, window.returning, window.address
    paper = PAPERS[window.paper]
    rules = [
        f"@page letter, letter-rtl {{ size: {paper.width}mm {paper.height}mm }}",
        f"@page letter:first, letter-rtl:first {{ margin-top: {top}mm }}",
        f".letter {{ --sheet-top: {-top}mm; --letterhead-top: {_letterhead_top(window)}mm }}",
        (
            f".address-field {{ left: {address.left - _PAGE_LEFT}mm; top: {returning.top - top}mm;"
            f" width: {address.width}mm; height: {address.bottom - returning.top}mm }}"
        ),
        f".return-zone {{ height: {returning.height}mm }}",
        # What is measured before it is set is set in what was measured.
        f".address, .delivery {{ font-family: {_FAMILIES.format('Serif')} !important }}",
        f".return-line {{ font-family: {_FAMILIES.format('Sans')} !important }}",
        f".address {{ top: {returning.height}mm }}",
    ]
    for index, fold in enumerate(window.fold_marks, start=1):
        rules.append(f".fold-{index} {{ left: {4 - _PAGE_LEFT}mm; top: {fold - top}mm }}")
    if window.punch_mark:
        rules.append(f".punch-mark {{ left: {4 - _PAGE_LEFT}mm; top: {window.punch_mark - top}mm }}")
    return "\n".join(rules)


def enclosure_size(paper: Paper) -> str:
    """The stylesheet that sets an enclosure on this paper."""
    return f"@page enclosure {{ size: {paper.width}mm {paper.height}mm }}"


def _letterhead_top(window: Window) -> float:
    """Where a letterhead begins, in mm from the top of the sheet: higher up where the window begins early."""
    return min(_LETTERHEAD_TOP_MM, window.field.top - _LETTERHEAD_MM)
