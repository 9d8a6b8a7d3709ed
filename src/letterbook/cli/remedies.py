"""What the program can do about something that is wrong, in the command line's terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from letterbook.remedies import Remedy

SENTENCES: Mapping[Remedy, str] = {
    Remedy.CHECK_REGISTER: "`letterbook register check` names every such row.",
    Remedy.COLUMNS: "`letterbook columns FILE` proposes it for all columns, and writes it with --write.",
    Remedy.EXAMINE_MACHINE: "`letterbook doctor` says how to get what is missing.",
    Remedy.IMPORT_STATEMENT: "`letterbook import FILE --statement ID --language TAG` makes the text of it.",
    Remedy.HELP_LANGUAGES: "`letterbook help languages` says what a language's file may hold.",
    Remedy.HELP_TEMPLATES: "`letterbook help templates` says what a template may hold.",
    Remedy.INIT: "Change into your office's folder, or make one with `letterbook init DIR`.",
    Remedy.INIT_EXAMPLE: "`letterbook init` makes an example.",
    Remedy.LIST_REGISTER: "`letterbook register list` shows all.",
    Remedy.NAME_ENCODING: "Or name what it is saved in, such as --encoding windows-1251.",
    Remedy.NAME_GROUPS: "Or choose groups with --to.",
    Remedy.OTHER_OUTPUT: "Or name another folder with --out.",
    Remedy.PREPARE: "`letterbook prepare MAILING` does so; the second person then says `letterbook issue MAILING`.",
    Remedy.PREVIEW: "`letterbook preview` shows the letter.",
    Remedy.REPLACE_MAP: "To write the new one in its place, add --replace.",
    Remedy.REPLACE_OUTPUT: "To replace it all the same, add --replace.",
    Remedy.REPLACE_STATEMENT: "To write it anew, add --replace; what was changed in it by hand is lost.",
    Remedy.SUPERSEDE: "To send a new one: letterbook issue … --to {recipient} --supersede.",
    Remedy.TRY_AGAIN: "Then give the same command again.",
    Remedy.VERIFY: "`letterbook verify` names all that is altered.",
}


def sentences(remedies: Iterable[Remedy], values: Mapping[str, str]) -> str:
    """The remedies as sentences, one after another."""
    return " ".join(SENTENCES[remedy].format(**values) for remedy in remedies)
