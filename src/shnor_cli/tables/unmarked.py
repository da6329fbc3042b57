"""Pupils who have a score and no mark, where not every result has a mark: what scales say of them.

A blank mark beside a score of 11 is no passed exam. A mark as written wins; where there is none,
the scale gives it, with a remark; where the scale is not known and the table marks nobody as low,
the result is not known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from shnor_cli.criteria.methodology import Methodology, Procedure
from shnor_cli.errors import Problem
from shnor_cli.model import Assessment, Remark
from shnor_cli.russian import plural, school_year
from shnor_cli.tables.assessments import names_of, read_keys
from shnor_cli.tables.faults import Faults, hidden, shortened
from shnor_cli.tables.keys import Raw, coded, distinct_keys, is_one_of, key_roles, key_sql, times
from shnor_cli.tables.layouts.named import Named
from shnor_cli.tables.scales import BELOW, TEST_SCORES, Scale, Scales
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import SCORE_SCALE

PASSED = "не ниже порога"
"""A mark that says of a participant that the exam is passed, though no category says how."""

_MATHS = "математика"
"""The subject that is two exams: one of marks, one of test scores."""
_WORK = "work"
_MARKS = ("2", "3", "4", "5")

_Work = tuple[Assessment, int]
_Bounds = Mapping[str, tuple[int, int | None]]
"""Category -> from which score to which, None where to any."""


class Scored(NamedTuple):
    """What is known of those who have a score alone."""

    relation: str
    """The rows, each with its work."""
    given: Mapping[str, str] = {}
    """Category -> condition of the rows that a scale puts into it."""
    unknown: str = "false"
    """Condition of the rows of which nothing tells the category."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Unmarked:
    """Pupils' rows with scores, some of them without a mark."""

    scratch: Scratch
    named: Named
    methodology: Methodology
    scales: Scales
    blank: str
    """SQL of a row without a mark."""
    score: str
    """SQL of its score in units of 1 / SCORE_SCALE."""
    used: Mapping[str, Sequence[Raw]]
    """Category -> cells of marks that mean it; none of any where there is no column of marks."""

    def scored(self, faults: Faults) -> Scored:
        """Return what scales say of rows without a mark; scores that are none go to `faults`."""
        source, where = self.named.container.relation, self._where
        works, relation = self._works(where)
        known = {work: found for work in works if (found := self._bounds(*work))}
        settled = {works[work]: bounds for work, (bounds, _) in known.items()}
        silent = [
            place for work, place in works.items() if work not in known and not self._tells(work[0])
        ]
        if not (settled or silent):
            return Scored(source)
        given = {
            category: f"({where} AND ({' OR '.join(self._within(category, settled))}))"
            for category in dict.fromkeys(each for bounds in settled.values() for each in bounds)
        }
        unknown = f"({where} AND {_WORK} IN ({', '.join(map(str, silent))}))" if silent else "false"
        faults += self._wrong(relation, {works[work]: found[1] for work, found in known.items()})
        remarks = tuple(self._remarks(relation, works, known, given))
        return Scored(relation, given, unknown, remarks)

    def mixed_levels(self) -> Iterator[Problem]:
        """Yield the test scores of a subject that has marks beside them: two exams, no level."""
        marked = [raw for category in _MARKS for raw in self.used.get(category, ())]
        if not marked:
            return
        works, relation = self._works("true")
        places = [
            place
            for (work, _), place in works.items()
            if TEST_SCORES.are_of(work) and work.subject == _MATHS and not work.level
        ]
        if not places:
            return
        mark, year = (key_sql(self.named.fields[role]) for role in ("mark", "year"))
        is_marked = f"coalesce({is_one_of(mark, marked)}, false)"
        below = f"coalesce({is_one_of(mark, self.used.get(BELOW, ()))}, false)"
        is_other = f"NOT {is_marked} AND ({below} OR {self.score} IS NOT NULL)"
        rows = self.scratch.connection.execute(
            f'SELECT min("row") FILTER ({is_other}), count(DISTINCT "row") FILTER ({is_other}) '
            f"FROM {relation} WHERE {_WORK} IN ({', '.join(map(str, places))}) GROUP BY {year} "
            f"HAVING count(*) FILTER ({is_marked}) > 0 AND count(*) FILTER ({is_other}) > 0 "
            "ORDER BY 1"
        ).fetchall()
        field = self.named.fields.get("level") or self.named.fields["subject"]
        fault = (
            "уровень не указан, а в таблице и отметки (база), и тестовые баллы (профиль): "
            "это разные экзамены"
        )
        hint = "Впишите «база» или «профиль» в столбец «уровень» или в предмет."
        for row, count in rows:
            place = self.named.container.place(row, field.label)
            yield Problem(place, f"{fault}{times(count)}", hint, "T-031")

    @property
    def _where(self) -> str:
        return f"{self.blank} AND {self.score} IS NOT NULL"

    @property
    def _has_marks(self) -> bool:
        return "mark" in self.named.fields

    def _works(self, where: str) -> tuple[Mapping[_Work, int], str]:
        """Return what rows are about, each with its number, and the rows with that number."""
        fields = {role: each for role, each in self.named.fields.items() if role != "grade"}
        source = self.named.container.relation
        container = self.named.container._replace(
            relation=f"(SELECT * FROM {source} WHERE {where})"
        )
        narrow = self.named._replace(container=container, fields=fields)
        keys = distinct_keys(self.scratch, narrow, [fields[role] for role in key_roles(narrow)])
        # what is unfit in them is told where all keys are read
        read = read_keys(self.scratch, narrow, keys, names_of(self.methodology), [])
        works: dict[_Work, int] = {}
        places = [
            works.setdefault((work, year), len(works)) if work and self._is_asked(work) else -1
            for work, year in zip(read.assessments, read.years, strict=True)
        ]
        if not works:
            return works, source
        codes = coded(self.scratch, keys, {_WORK: places})
        columns = f"each_row.*, each_work.{_WORK}"
        relation = (
            f"(SELECT {columns} FROM {source} each_row "
            f"LEFT JOIN {codes.relation} each_work ON {codes.on('each_work')})"
        )
        return works, relation

    def _is_asked(self, work: Assessment) -> bool:
        """Whether a score without a mark is a result in it."""
        procedure = self._procedure(work)
        return procedure is not None and (procedure.partial or not self._has_marks)

    def _procedure(self, work: Assessment) -> Procedure | None:
        return self.methodology.procedures.get(work.procedure)

    def _bounds(self, work: Assessment, year: int) -> tuple[_Bounds, Scale | str] | None:
        """Return the scores of categories, and the scale or what is to be said of the minimum."""
        procedure = self._procedure(work)
        if procedure is None or not procedure.partial:
            return None
        has = set(procedure.scale or ())
        if TEST_SCORES.are_of(work):
            minimum = self.scales.minimum_of(work, year)
            if minimum is None or BELOW not in has:
                return None
            said = f"«ниже порога» взято по шкале: балл меньше {minimum.least} ({minimum.source})"
            return {BELOW: (0, minimum.least - 1)}, said
        scale = self.scales.scale_of(work, year)
        if scale is None or not has.issuperset(_MARKS):
            return None
        ends = (-1, *scale.bounds, scale.greatest)
        both = zip(_MARKS, pairwise(ends), strict=True)
        return {mark: ((low or 0) + 1, high) for mark, (low, high) in both}, scale

    def _tells(self, work: Assessment) -> bool:
        """Whether the table marks those who are low, so that the others are not."""
        procedure = self._procedure(work)
        low = [each for each in (procedure and procedure.low) or () if each not in _MARKS]
        return any(self.used.get(each) for each in low)

    def _within(self, category: str, settled: Mapping[int, _Bounds]) -> Iterator[str]:
        """Yield the conditions of a category: works of the same bounds together."""
        works: dict[tuple[int, int | None], list[int]] = {}
        for work, bounds in settled.items():
            if category in bounds:
                works.setdefault(bounds[category], []).append(work)
        for (low, high), places in works.items():
            most = "" if high is None else f" AND {self.score} < {(high + 1) * SCORE_SCALE}"
            least = f"{self.score} >= {low * SCORE_SCALE}"
            yield f"{_WORK} IN ({', '.join(map(str, places))}) AND {least}{most}"

    def _wrong(self, relation: str, found: Mapping[int, Scale | str]) -> Iterator[Problem]:
        """Yield scores that their scale has not."""
        conditions = [
            f"{_WORK} = {work} AND ({self.score} < 0 OR {self.score} % {SCORE_SCALE} <> 0"
            + (f" OR {self.score} > {each.greatest * SCORE_SCALE})" if each.greatest else ")")
            for work, each in found.items()
            if isinstance(each, Scale)
        ]
        if not conditions:
            return
        field, most = self.named.fields["score"], self.scratch.most.problems
        rows = self.scratch.connection.execute(
            f'SELECT "row", trim({field.sql}::VARCHAR), count(*) OVER () FROM {relation} '
            f"WHERE {self._where} AND ({' OR '.join(conditions)}) ORDER BY 1 LIMIT {most}"
        ).fetchall()
        problems = [
            Problem(
                self.named.container.place(row, field.label),
                hidden(f"«{text}» не первичный балл этой работы", text),
                code="T-091",
            )
            for row, text, _ in rows
        ]
        yield from shortened(problems, rows[0][2] if rows else 0)

    def _remarks(
        self,
        relation: str,
        works: Mapping[_Work, int],
        known: Mapping[_Work, tuple[_Bounds, Scale | str]],
        given: Mapping[str, str],
    ) -> Iterator[Remark]:
        below = f"coalesce({given.get(BELOW, 'false')}, false)"
        rows = self.scratch.connection.execute(
            f"SELECT {_WORK}, count(*), count(*) FILTER ({below}) FROM {relation} "
            f"WHERE {self._where} AND {_WORK} IS NOT NULL GROUP BY 1"
        ).fetchall()
        counts = {place: (count, low) for place, count, low in rows}
        where = self.named.container.place()
        for work, place in works.items():
            (assessment, year), (count, low) = work, counts.get(place, (0, 0))
            pupils = plural(count, "участника", "участников", "участников")
            about = f"{assessment.title}, {school_year(year)}"
            if work in known:
                said = known[work][1]
                if isinstance(said, Scale):
                    said = f"взяты по шкале: {said.in_words()} ({said.source})"
                elif not low and self._tells(assessment):
                    continue  # the marks of the table say the same
                yield Remark(where, f"нет отметок {pupils}: {about}", said, "R-scale")
            elif self._has_marks and not self._tells(assessment):
                why = (
                    ""
                    if assessment.level or assessment.subject != _MATHS
                    else ": уровень не указан"
                )
                text = f"нет отметок {pupils}, а шкала не известна{why} ({about})"
                yield Remark(where, text, "доля неизвестна", "R-blank")
