"""Makes a workspace with as many recipients as wanted out of the repository's own example."""

from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
STATEMENT = "january-20"
INHERITED = ("language", "template", "signatory", "salutation", "closing", "in_text")
SALUTATIONS = {"en": "Dear Sir or Madam,", "az": "Hörmətli xanımlar və cənablar,"}


def make_workspace(target: Path, size: int) -> None:
    """A workspace in `target` whose list has `size` recipients, no two alike; all get the template “letter”.

    The example's recipients are taken in turn, in both of its languages; from the second turn on their ids and
    organisations carry the number of the turn.
    """
    target.mkdir(parents=True)
    for name in ("office", "statements", "templates"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copy(ROOT / "letterbook.yaml", target)
    # Every value as it is written: Norway's code is NO.
    groups = yaml.load((ROOT / "recipients.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)["groups"]
    content = yaml.safe_dump({"groups": _repeated(groups, size)}, allow_unicode=True, sort_keys=False)
    (target / "recipients.yaml").write_text(content, "utf-8")


def _repeated(groups: list[dict[str, Any]], size: int) -> list[dict[str, Any]]:
    pairs = [
        (group, recipient)
        for group in groups
        for recipient in group["recipients"]
        if recipient.get("active") != "false"
    ]
    made: dict[str, dict[str, Any]] = {}
    for index in range(size):
        # A mailing smaller than the example is drawn from all over it, so that it has both languages too.
        place = index * len(pairs) // size if size < len(pairs) else index % len(pairs)
        group, recipient = pairs[place]
        kept = made.setdefault(group["id"], {"id": group["id"], "name": group["name"], "recipients": []})
        kept["recipients"].append(_numbered(group, recipient, index // len(pairs) + 1))
    return list(made.values())


def _numbered(group: dict[str, Any], recipient: dict[str, Any], turn: int) -> dict[str, Any]:
    entry = {key: group[key] for key in INHERITED if key in group} | deepcopy(recipient)
    entry["template"] = "letter"
    entry.setdefault("salutation", SALUTATIONS[entry.get("language", "en")])
    if turn > 1:
        entry["id"] = f"{entry['id']}-{turn}"
        entry["organisation"] = f"{entry['organisation']} {turn}"
    return entry
