"""Tables drawn as text, and answers drawn as signs, for examples that people can check."""

import math
from collections.abc import Mapping
from decimal import Decimal

from shnor_cli.criteria.loading import load_text
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import Assessment, Judgement, Measured, Missing, Outcome, Status, Why
from tests.slow.tables import Column, Row, Tables
from tests.slow.trying import run

SIGNS = {
    Outcome.MET: "+",
    Outcome.NOT_MET: "-",
    Outcome.UNKNOWN: "?",
    Outcome.NOT_APPLICABLE: ".",
}
CODES = {
    "н/д": Missing(Why.CODE, "нет данных"),
    "осв": Missing(Why.NOT_APPLICABLE_CODE, "освобождена", applicable=False),
}
HEAD = """
language: 1
id: example
title: пример
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"], good: ["4", "5"]}
  ОГЭ: {scale: ["2", "3", "4", "5"], low: ["2"], good: ["4", "5"], not_held: {2020: отменён}}
  ЕГЭ: {scale: ["2", "3", "4", "5", ниже], partial: true, low: ["2", ниже], good: ["4", "5"]}
  КДР: {scale: [низкий, высокий], low: [низкий], good: [высокий], breaks: [2025]}
"""


class Example:
    """A methodology judged over drawn tables in a report year."""

    def __init__(
        self,
        rows: str,
        methodology: str,
        *,
        register: str = "",
        reported: str = "",
        excluded: str = "",
        closed: str = "",
        year: int = 2025,
    ) -> None:
        self.tables = tables(rows, register, reported=reported, excluded=excluded, closed=closed)
        self.year = year
        self.methodology: Methodology = load_text(HEAD + methodology, "пример.yaml").methodology
        found: tuple[Measured, Judgement] = run(self.tables, self.methodology, year)
        self.measured, self.judgement = found

    def answers(self, criterion: str, year: int | None = None) -> str:
        """Return a sign for each school: «+» met, «-» not met, «?» unknown, «.» not applicable."""
        answers = self.judgement.answers[criterion]
        position = self.measured.year(year or self.year)
        return "".join(SIGNS[Outcome(int(each))] for each in answers.outcome[:, position, 0])

    def values(self, indicator: str, year: int | None = None) -> list[float | str]:
        """Return the value of each school, «?» or «.»."""
        grid = self.measured.grids[indicator]
        position = self.measured.year(year or self.year)
        found: list[float | str] = []
        for school in range(len(self.tables.schools)):
            missing = self.measured.reasons[int(grid.missing[school, position, 0])]
            value = float(grid.value[school, position, 0])
            text = None if grid.text is None else grid.text[school, position, 0]
            gap = "?" if missing.applicable else "."
            found.append(text or gap if math.isnan(value) else value)
        return found

    def categories(self) -> list[str]:
        """Return the category of each school, those possible, or why it was not judged."""
        names = [category.name for category in self.methodology.categories]
        found = []
        for school, status in enumerate(self.judgement.status):
            possible = zip(names, self.judgement.possible[school], strict=True)
            judged = " или ".join(name for name, left in possible if left)
            found.append(judged if status == Status.JUDGED else Status(int(status)).title)
        return found


def tables(
    rows: str, register: str, *, reported: str = "", excluded: str = "", closed: str = ""
) -> Tables:
    """Read drawn tables; a school is named by one word, and a cell `_` is empty.

    Whoever is closed was open in 2024 for the last time.
    """
    schools = tuple(dict.fromkeys(line["школа"] for line in [*_lines(rows), *_lines(register)]))
    groups = tuple(dict.fromkeys(line["школа"] for line in _lines(reported)))
    return Tables(
        schools=schools,
        rows=tuple(_row(line, schools) for line in _lines(rows) if "n" in line),
        columns=_columns(rows, register, schools),
        excluded=frozenset(schools.index(name) for name in excluded.split()),
        open_years={schools.index(name): (2000, 2024) for name in closed.split()},
        reported=Tables(groups, tuple(_row(line, groups) for line in _lines(reported)))
        if reported
        else None,
    )


def _lines(drawn: str) -> list[dict[str, str]]:
    head, *rest = [line.split() for line in drawn.splitlines() if line.strip()] or [[]]
    return [dict(zip(head, cells, strict=True)) for cells in rest]


def _row(line: Mapping[str, str], schools: tuple[str, ...]) -> Row:
    procedure, _, grade = line.get("что", "ВПР").partition("-")
    procedure, subject = procedure[:3], procedure[3:]
    known = {"школа", "год", "что", "n", "список", "баллы"}
    return Row(
        school=schools.index(line["школа"]),
        year=int(line.get("год", "2025")),
        assessment=Assessment(procedure, subject, "", int(grade or 0)),
        participants=int(line["n"]),
        counts={name: _number(cell) for name, cell in line.items() if name not in known},
        enrolled=_number(line.get("список", "_")),
        score_sum=Decimal(line["баллы"]) if line.get("баллы", "_") != "_" else None,
    )


def _number(cell: str) -> int | None:
    return None if cell == "_" else int(cell)


def _columns(rows: str, register: str, schools: tuple[str, ...]) -> dict[str, Column]:
    """Read a register, and a table of schools by year: one that has no column `n`."""
    columns = {
        name: Column(
            tuple(
                next(
                    (_text(line[name]) for line in _lines(register) if line["школа"] == school),
                    None,
                )
                for school in schools
            ),
            codes=CODES,
        )
        for name in (_lines(register) or [{}])[0]
        if name != "школа"
    }
    by_year = [line for line in _lines(rows) if "n" not in line]
    years = sorted({int(line["год"]) for line in by_year})
    for name in (by_year or [{}])[0].keys() - {"школа", "год"}:
        cells = {(line["школа"], int(line["год"])): _text(line[name]) for line in by_year}
        columns[name] = Column(
            by_year={year: tuple(cells.get((s, year)) for s in schools) for year in years},
            codes=CODES,
        )
    return columns


def _text(cell: str) -> str | None:
    return None if cell == "_" else cell
