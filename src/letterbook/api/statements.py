"""The texts of an office's statements, written in a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from letterbook.api.guarding import guard_of
from letterbook.model.progress import watched

if TYPE_CHECKING:
    from letterbook.api.office import Office
    from letterbook.model.statement_text import StatementText, StatementTexts, WrittenStatement


@dataclass(frozen=True)
class Statements:
    """What an office sends, as texts. The methods raise InputError and UsageError."""

    office: Office

    def new_id(self, title: str) -> str:
        """An id like the title, which no statement and no mailing has."""
        from letterbook.usecases.statement_writing import new_statement_id

        return new_statement_id(self.office.folder, title)

    def usual_language(self) -> str:
        """The tag of the language that the office's letters are in by default, or "" where its file cannot be read."""
        from letterbook.usecases.statement_writing import usual_language

        return usual_language(self.office.folder)

    def languages(self, mailing: str) -> StatementTexts:
        """In which languages a mailing's statement is there, and which its addressees want."""
        from letterbook.usecases.statement_writing import texts_of

        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(texts_of, self.office.folder, mailing, monitor=monitor)

    def read(self, statement: str, language: str) -> StatementText:
        """A text in its fields; of a language that is not there yet, what the others say of date and occasion."""
        from letterbook.usecases.statement_writing import read_text_of

        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(read_text_of, self.office.folder, statement, language, monitor=monitor)

    def draft(
        self,
        mailing: str,
        statement: str,
        language: str,
        text: StatementText,
        *,
        issued: date | None = None,
        out: str | Path | None = None,
    ) -> WrittenStatement:
        """The text as the mailing's letters would enclose it, a PDF in `out`/drafts, marked as a draft; and what is wrong with it.

        Nothing of the office is changed. The path is None where there is nothing to be looked at.
        """
        from letterbook.usecases.statement_writing import draft_text

        folder = Path(out) if out else self.office.out / "drafts"
        asked = (mailing, (statement, language), text, issued, folder)
        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(draft_text, self.office.folder, *asked, monitor=monitor)

    def save(
        self,
        mailing: str,
        statement: str,
        language: str,
        text: StatementText,
        *,
        unfinished: bool = False,
        alone: bool = False,
    ) -> WrittenStatement:
        """Writes the text into its file, of which all else stays; with mistakes only if it may be `unfinished`. A new statement
        whose letters go `alone` says so, and needs no text.

        The path is None where it was not written. Raises UsageError where the file is another by now than `text.version`.
        """
        from letterbook.usecases.statement_writing import save_text

        asked = (mailing, (statement, language), text, unfinished, alone)
        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(save_text, self.office.folder, *asked, monitor=monitor)
