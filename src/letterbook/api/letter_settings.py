"""What is set of a mailing's letters: template, formats, who signs, what goes along, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from letterbook.api.guarding import guard_of
from letterbook.model.progress import watched

if TYPE_CHECKING:
    from letterbook.api.office import Office
    from letterbook.model.letter_settings import LetterForm, LetterSettings, SentEnclosure
    from letterbook.usecases.import_document import ImportedLetter

Result = TypeVar("Result")


@dataclass(frozen=True)
class SettingsOfLetters:
    """The settings of one mailing, by its id. Each change takes the version of the file that was looked at, and leaves all else in
    it as it is. Its methods raise UsageError, also where the file was changed meanwhile, and InputError with the mistakes that
    `check` would find; nothing is written then.
    """

    office: Office
    mailing: str

    def read(self) -> LetterSettings:
        """What is set, and what there is to choose from."""
        from letterbook.usecases.letter_settings import settings_of

        return self._ask(settings_of)

    def change_form(self, version: str, form: LetterForm) -> None:
        """Writes template, formats and signatories into the mailing's file; what is empty is taken out of it."""
        from letterbook.usecases.letter_settings import change_form

        self._ask(change_form, version, form)

    def add_enclosure(self, version: str, sent: SentEnclosure) -> None:
        """Puts one more behind what goes with the letters. A finished PDF is kept in the office's folder `enclosures`."""
        from letterbook.usecases.letter_settings import add_enclosure

        self._ask(add_enclosure, version, sent)

    def remove_enclosure(self, version: str, number: int) -> None:
        """Takes one out, by its number from 0. Its file stays in the office."""
        from letterbook.usecases.letter_settings import remove_enclosure

        self._ask(remove_enclosure, version, number)

    def change_languages(self, office_version: str, language: str, fallback: str = "") -> None:
        """Writes the office's language and what stands in for another one; an empty fallback is none."""
        from letterbook.usecases.letter_settings import change_languages

        self._ask(change_languages, office_version, language, fallback)

    def change_signatories(self, office_version: str, texts: Mapping[tuple[str, str, str], str]) -> None:
        """Writes names and titles: by id, "name" or "title", and language, which is empty for one text in all languages."""
        from letterbook.usecases.letter_settings import change_signatories

        self._ask(change_signatories, office_version, dict(texts))

    def change_words(self, file: str, version: str, text: str) -> None:
        """Writes the whole text of a file of words, one of those that `read` gives, with its version."""
        from letterbook.usecases.letter_settings import change_words

        self._ask(change_words, file, version, text)

    def words_of(self, letter: str | Path, file: str) -> ImportedLetter:
        """What the file of words, one of those that `read` gives, would be after a finished letter; nothing is written."""
        from letterbook.usecases.import_document import words_of_letter

        home, _, name = file.rpartition("/")
        order = (Path(letter).absolute(), home, name.removesuffix(".md"), None)
        with guard_of(self.office) as guard:
            return guard.run(words_of_letter, self.office.folder, *order)

    def _ask(self, work: Callable[..., Result], *args: object) -> Result:
        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(work, self.office.folder, self.mailing, *args, monitor=monitor)
