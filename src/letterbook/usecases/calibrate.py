"""A page that shows by how much a printer prints beside the place, and the file in which that is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.model.post import Offset
from letterbook.printing.post_files import trial_page
from letterbook.printing.post_papers import usual_labels
from letterbook.problems import Place
from letterbook.render.pdf.post_pages import Printed
from letterbook.sentences import say
from letterbook.sources.office import office_of
from letterbook.sources.printers import PRINTERS_FILE, printers_file, read_printers, refuse_offset
from letterbook.sources.text_checks import unsafe_character
from letterbook.stationery.label_sheets import LABEL_SHEETS
from letterbook.storage.access import file_access
from letterbook.storage.file import put_file
from letterbook.storage.output_folder import make_folder


def calibrate(
    workspace: Path, printer: str, offset: Offset | None, labels: str | None, out: Path, at: datetime
) -> Path:
    """Makes the trial page of a sheet of labels, by default the office's own, and says where it is. An `offset` is kept for the
    printer, and the page is made with it; without one it is made as if the printer were right.

    Raises UsageError, InputError, UnwritableOutputError.
    """
    office = office_of(workspace)
    name = labels or usual_labels(office)
    if name not in LABEL_SHEETS:
        known = ", ".join(LABEL_SHEETS)
        raise UsageError(
            say("There is no sheet of labels {name}. Known are {known}.", name=name, known=known)
        )
    if not printer.strip() or unsafe_character("printer", printer, Place(PRINTERS_FILE)):
        raise UsageError(say("“{printer}” is no name of a printer.", printer=printer))
    with file_access(office.access):
        if offset is not None:
            refuse_offset(offset)
            put_file(workspace / PRINTERS_FILE, printers_file({**read_printers(workspace), printer: offset}))
        make_folder(out)
        path = out / f"trial-{name}.pdf"
        title = f"{name} · {printer}"
        printed = Printed(title, office.own_name, office.defaults.language, at)
        put_file(path, trial_page(LABEL_SHEETS[name], offset or Offset(), printed))
    return path
