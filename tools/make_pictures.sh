#!/bin/sh
# Makes docs/pictures/letter.png anew: the first page of a letter of the example mailing, beside the first page of its
# enclosure. Run it from the repository's top level after `make letters`; PYTHON may name another interpreter.
set -eu
python=${PYTHON:-.venv/bin/python}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$python" -m letterbook init --example "$folder/office"
# A number needs a register, and this one is thrown away: the repository's own register is not touched.
"$python" -m letterbook -w "$folder/office" issue january-20 --to un-secretary-general --format pdf
"$python" - "$folder"/office/out/*/letters/0001-un-secretary-general.pdf docs/pictures/letter.png <<'PYTHON'
import sys

import pypdfium2
from PIL import Image

DPI, GAP, EDGE, DESK = 80, 24, 1, "#c9ccd1"

letter, target = sys.argv[1:]
document = pypdfium2.PdfDocument(letter)
pages = [document[index].render(scale=DPI / 72).to_pil().convert("RGB") for index in (0, 1)]
width = sum(page.width for page in pages) + 3 * GAP
desk = Image.new("RGB", (width, pages[0].height + 2 * GAP), DESK)
left = GAP
for page in pages:
    desk.paste("#8b9097", (left - EDGE, GAP - EDGE, left + page.width + EDGE, GAP + page.height + EDGE))
    desk.paste(page, (left, GAP))
    left += page.width + GAP
desk.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, optimize=True)
PYTHON
echo "Made docs/pictures/letter.png"
