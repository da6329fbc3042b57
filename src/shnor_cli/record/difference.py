"""One place where a run folder is not what it should be, as a value."""

from typing import NamedTuple

from shnor_cli.model import WHOLE, Assessment
from shnor_cli.russian import quote, school_year


class Difference(NamedTuple):
    """One place where a run folder is not what it should be (расхождение)."""

    file: str
    """The file of the run, or the source, that differs."""
    recorded: str
    """What stands there, in words."""
    derived: str = ""
    """What should stand there, in words."""
    school: str = ""
    """Id of the school; empty where it is not about one."""
    name: str = ""
    criterion: str = ""
    indicator: str = ""
    year: int | None = None
    slice: Assessment = WHOLE
    group: str = ""

    @property
    def place(self) -> str:
        """Where it is, in Russian."""
        parts = (
            self.file,
            f"школа {quote(self.name)} ({self.school})" if self.school else "",
            f"группа {quote(self.group)}" if self.group else "",
            f"критерий {self.criterion}" if self.criterion else "",
            f"показатель {self.indicator}" if self.indicator else "",
            f"{school_year(self.year)} учебный год" if self.year else "",
            self.slice.title,
        )
        return ", ".join(part for part in parts if part)

    def in_words(self) -> str:
        """Say the difference in one Russian sentence."""
        if not self.derived:
            return f"{self.place}: {self.recorded}"
        return f"{self.place}: записано {self.recorded}, выведено заново {self.derived}"
