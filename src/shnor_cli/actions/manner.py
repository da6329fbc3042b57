"""How documents are written: from which folder, on which day, signed by whom, by which template."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli import resources

if TYPE_CHECKING:
    from shnor_cli.memo.words.office import Office


class Manner(NamedTuple):
    """What a user says of any document, beside what it is about."""

    working: Path
    """The working folder, whose own `templates/` and `office.yaml` win."""
    day: date | None = None
    """The date of the document; without it a blank is left."""
    office_file: Path | None = None
    """Who signs; without it the office.yaml of the working folder, if there is one."""
    own_template: Path | None = None
    """What is filled; without it the template that such a document has."""

    def office(self) -> "Office | None":
        """Read who signs; None leaves blanks.

        Raises:
            MethodologyError: the office's file has faults.
        """
        path = self._office_path()
        if path is None:
            return None
        from shnor_cli.memo.words.office import read_office

        return read_office(path)

    def terms(self) -> "Office | None":
        """Read of who signs only how things are called: a screen shows no more of it.

        Raises:
            MethodologyError: the terms have faults.
        """
        path = self._office_path()
        if path is None:
            return None
        from shnor_cli.memo.words.office import read_terms

        return read_terms(path)

    def _office_path(self) -> Path | None:
        return self.office_file or resources.office_path(self.working)

    def template(self, name: str) -> Path:
        """Return what is filled to make a document whose template has this name.

        Raises:
            TemplateError: there is no such template.
        """
        if self.own_template is not None:
            return resources.given_template(self.own_template, self.working)
        return resources.template_path(name, self.working)
