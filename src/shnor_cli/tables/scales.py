"""Scales (шкалы): which mark a primary score gives, and which test score passes.

The numbers stand in YAML (`written_scales`), with their source and how far it is to be trusted; a
file named earlier wins over those after it. A mark written in a table always wins over a scale,
and a scale that is not known is a question to the user, never a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Assessment, Source
from shnor_cli.resources import digest_of, shipped
from shnor_cli.russian import fold, school_year

if TYPE_CHECKING:
    from shnor_cli.tables.written_scales import Row, ScaleSet

_MARKS = ("2", "3", "4")
_TOP = "5"


class Scale(NamedTuple):
    """How primary scores (первичные баллы) of an assessment become marks."""

    bounds: tuple[int, int, int]
    """The greatest scores of the marks 2, 3 and 4."""
    greatest: int | None
    """The greatest score of all, where it is known."""
    source: str
    """In Russian, with how far it is to be trusted and the file it stands in."""
    note: str = ""
    """What scores alone do not determine."""

    def mark_of(self, score: int) -> str | None:
        """Return the mark of a score; None where the scale has no such score."""
        if score < 0 or (self.greatest is not None and score > self.greatest):
            return None
        marks = zip(_MARKS, self.bounds, strict=True)
        return next((mark for mark, bound in marks if score <= bound), _TOP)

    def in_words(self) -> str:
        """Say the scale in Russian: «2 — до 6, 3 — до 10, 4 — до 14»."""
        marks = zip(_MARKS, self.bounds, strict=True)
        return ", ".join(f"{mark} — до {bound}" for mark, bound in marks)


class TestScores(NamedTuple):
    """Test scores (тестовые баллы): whole numbers from 0, one scale for all subjects."""

    procedure: str
    greatest: int
    without: str
    """How the level begins that has no test scores."""

    def are_of(self, assessment: Assessment) -> bool:
        """Whether an assessment has them."""
        is_other = fold(assessment.level).startswith(self.without)
        return fold(assessment.procedure) == fold(self.procedure) and not is_other


BELOW = "ниже порога"
"""The category of those whose test score is below the minimum."""
TEST_SCORES = TestScores("ЕГЭ", 100, "баз")
"""Primary scores of ЕГЭ become scores of a hundred; maths of the base level is marked instead."""


class Minimum(NamedTuple):
    """The least test score (тестовый балл) that passes."""

    least: int
    source: str
    """See `Scale.source`."""


@dataclass(frozen=True)
class Scales:
    """All scales at hand; the files are read when a scale is first asked for."""

    paths: tuple[Path, ...] = ()
    """YAML files, the first wins."""

    def mark_of(self, assessment: Assessment, year: int, score: int) -> str | None:
        """Return the mark of a primary score; None where it is not known."""
        scale = self.scale_of(assessment, year)
        return None if scale is None else scale.mark_of(score)

    def scale_of(self, assessment: Assessment, year: int) -> Scale | None:
        """Return how primary scores of an assessment become marks in a year; None if not known."""
        for file, found in self._of(assessment, year):
            for row in found.marks:
                if row.is_of(assessment):
                    bounds = (row.two, row.three, row.four)
                    return Scale(bounds, row.max, _source(file, found, row), row.note)
        return None

    def minimum_of(self, assessment: Assessment, year: int) -> Minimum | None:
        """Return the least test score that passes; None if not known."""
        for file, found in self._of(assessment, year):
            for row in found.minimums:
                if row.is_of(assessment):
                    return Minimum(row.least, _source(file, found, row))
        return None

    def own_sources(self) -> tuple[Source, ...]:
        """Return the user's own files as sources of a run, if any scale was asked for."""
        if "_sets" not in vars(self):
            return ()
        with_program = shipped("criteria")
        own = [path for path in self.paths if not path.is_relative_to(with_program)]
        return tuple(Source(path.name, digest_of(path), self._rows(path)) for path in own)

    def _rows(self, path: Path) -> int:
        """Return how many rows a file has."""
        sets = [found for file, found in self._sets if file == path]
        return sum(len(found.marks) + len(found.minimums) for found in sets)

    def _of(self, assessment: Assessment, year: int) -> "Iterator[tuple[Path, ScaleSet]]":
        return (found for found in self._sets if found[1].is_of(assessment, year))

    @cached_property
    def _sets(self) -> "tuple[tuple[Path, ScaleSet], ...]":
        from shnor_cli.tables.written_scales import read_scales  # models to build, seldom asked for

        return tuple((path, each) for path in self.paths for each in read_scales(path).scales)


NO_SCALES = Scales()


def _source(path: Path, found: "ScaleSet", row: "Row") -> str:
    said = (found.source, row.trusted(), f"файл {path.name}")
    return ", ".join(each for each in said if each)


def unknown_scale(place: Place, assessment: Assessment, year: int) -> Problem:
    """Make the question about a scale that is not known."""
    fault = f"шкала не известна: {assessment.title}, {school_year(year)} учебный год"
    keys = f"subject: {assessment.subject}"
    keys += f", level: {assessment.level}" if assessment.level else ""
    keys += f", grade: {assessment.grade}" if assessment.grade else ""
    hint = (
        "Здесь только баллы, а сколько их нужно для отметки, программа не знает. Возьмите таблицу "
        "с отметками или впишите наибольшие баллы отметок в файл scales.yaml рабочей папки: "
        f"scales: [{{procedure: {assessment.procedure}, years: {year}, source: документ, "
        f"marks: [{{{keys}, 2: …, 3: …, 4: …}}]}}] — с числами вместо многоточий."
    )
    return Problem(place, fault, hint, "T-090")
