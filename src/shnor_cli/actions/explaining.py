"""The whole trace of one school: its verdict, every criterion, and the rows behind every value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from shnor_cli.actions.runs import open_run
from shnor_cli.criteria.indicators import Change, Column, Measure
from shnor_cli.criteria.methodology import Indicator, indicators_of
from shnor_cli.criteria.phrases import attributes_in_words
from shnor_cli.engine.choosing import Choice, choices_of
from shnor_cli.engine.grounds import fact_of_code
from shnor_cli.engine.lacking import applies_at, may_not_apply
from shnor_cli.engine.origins import Origin, Origins
from shnor_cli.engine.parts import Part, parts_of_value
from shnor_cli.engine.slices import slices_of
from shnor_cli.engine.verdicts import Fact, Identification, Step, Verdict
from shnor_cli.errors import RunError
from shnor_cli.model import WHOLE, Assessment, Joined, Outcome, Results, Schools
from shnor_cli.russian import join_and, plural, quote, school_year
from shnor_cli.tables.texts import fold_school

_NEAR = 5
_WORD = re.compile(r"[\w№-]+")
_IN_QUOTES = re.compile("«([^«»]+)»")


@dataclass(frozen=True, slots=True, order=True)
class SourceRow:
    """The row of a file that a value was read from."""

    file: str
    row: int
    """From 1; 0 where the value was counted from many rows of pupils."""
    rows: int
    """How many rows were added or counted, this one being the first."""
    assessment: Assessment
    year: int


@dataclass(frozen=True)
class Explanation:
    """On what the verdict of one school rests."""

    found: Identification
    school: int
    """Position of the school among the schools of the run."""
    verdict: Verdict
    steps: tuple[Step, ...]
    sources: Mapping[tuple[int, int], SourceRow]
    """Year and code of an assessment -> where the row stands."""

    def deciding(self, step: Step) -> Fact | None:
        """Return the fact that decided a criterion in the report year; None where none did."""
        answers = self.found.judgement.answers[step.criterion]
        place = answers.slices.index(step.slice), self.found.measured.year(step.year)
        decider = int(answers.decider[self.school, place[1], place[0]])
        applies = step.outcome is not Outcome.NOT_APPLICABLE
        return fact_of_code(self.found, self.school, decider) if decider >= 0 and applies else None

    @property
    def is_without_results(self) -> bool:
        """Whether no table has a row of the school."""
        return bool(self.found.without_results[self.school])

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Why the deciding fact is not the greatest: the counts that asked for two or more."""
        return choices_of(self.found, self.verdict)

    def origin(self, fact: Fact) -> Origin | None:
        """Return what the bound of a fact was made of; None where it is a written number."""
        return self._origins.of(fact, self.school)

    def parts(self, fact: Fact) -> tuple[Part, ...]:
        """Return what the value of a fact was made of; nothing where it was counted or read."""
        return parts_of_value(self.found, self.school, fact)

    def joined(self, year: int) -> tuple[Joined, ...]:
        """Return the schools whose results of a year were added to those of this one."""
        joined = self.found.results.schools.joined_to(self.school)
        return tuple(
            each
            for each in joined
            if (year < each.since if each.years is None else year in each.years)
        )

    @cached_property
    def _origins(self) -> Origins:
        return Origins(self.found)

    def rows(self, fact: Fact) -> tuple[SourceRow, ...]:
        """Return the rows of files behind a fact, in their order."""
        behind = self._behind(fact.indicator, fact.year)
        found = (self._rows_of(kind, year, fact.slice) for kind, year in behind)
        return tuple(sorted({row for rows in found for row in rows if row is not None}))

    def absent(self, indicator: str, year: int, key: Assessment) -> tuple[Assessment, ...]:
        """Return the assessments that a value was pooled without: no row in that year alone."""
        procedures = self.found.methodology.procedures
        rows_of = {code for _, code in self.sources}
        behind = [kind for kind, of_year in self._behind(indicator, year) if of_year == year]
        assessments = self.found.results.assessments
        return tuple(
            assessments[code]
            for code in sorted({code for kind in behind for code in self._codes(kind, key)})
            if code in rows_of
            and (year, code) not in self.sources
            and year not in procedures[assessments[code].procedure].not_held
        )

    def doubt(self, step: Step) -> str:
        """Say that nobody knows whether a criterion applies, where that decides its answer."""
        criterion = self.found.methodology.criteria[step.criterion]
        if self._is_mixed and may_not_apply(self.found, self.school, step):
            return "если окажется, что участников не было, критерий неприменим"
        if step.outcome not in {Outcome.UNKNOWN, Outcome.NOT_MET}:
            return ""
        if applies_at(self.found, self.school, step) is not Outcome.UNKNOWN:
            return ""
        match criterion.applies_to:
            case str() as gate:
                whom = f", если выполнен {gate}, а это неизвестно"
            case filters:
                schools = join_and(attributes_in_words(filters or {}))
                whom = f" к школам {schools}, а признак школы не указан"
        so = "; без ответа он считается невыполненным" if criterion.missing == "not_met" else ""
        return f"неизвестно, применим ли критерий: он применяется{whom}{so}"

    @cached_property
    def _is_mixed(self) -> bool:
        """Whether categories rest on more than one value that may turn out not to apply.

        Of a single one nothing is said: without it the school would not be assessed at all.
        """
        year, answers = self.found.measured.year(self.found.year), self.found.judgement.answers
        sources = {
            0 if each is None else int(each[self.school, year, 0])
            for step in self.steps
            if step.outcome is not Outcome.NOT_APPLICABLE
            for each in (answers[step.criterion].sources,)
        }
        return len(sources) > 1 or min(sources, default=1) <= 0

    def _behind(self, indicator: str, year: int) -> Iterator[tuple[Indicator, int]]:
        """Yield an indicator and all that it rests on, each once with a year of its value."""
        indicators = self.found.methodology.indicators
        found: set[tuple[str, int]] = set()
        waiting = [(indicator, year)]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                kind, of_year = indicators[at[0]], at[1]
                yield kind, of_year
                years = (of_year, of_year - kind.years) if isinstance(kind, Change) else (of_year,)
                waiting += ((part, each) for part in indicators_of(kind) for each in years)

    def _rows_of(self, kind: Indicator, year: int, key: Assessment) -> Iterator[SourceRow | None]:
        match kind:
            case Measure():
                yield from (self.sources.get((year, code)) for code in self._codes(kind, key))
            case Column(column=column, over=over):
                yield from (self._cell(name, year) for name in (column, over) if name is not None)

    def _cell(self, column: str, year: int) -> SourceRow | None:
        results = self.found.results
        attribute = results.attributes.get(column)
        rows = None if attribute is None else attribute.rows_of(year)
        if rows is None or rows.file[self.school] < 0:
            return None
        file = results.sources[rows.file[self.school]].title
        return SourceRow(file, int(rows.row[self.school]), 1, WHOLE, year)

    def _codes(self, kind: Indicator, key: Assessment) -> Iterator[int]:
        if isinstance(kind, Measure):
            slices = slices_of(kind, self.found.methodology, self.found.results.assessments)
            for each, codes in zip(slices.keys, slices.codes, strict=True):
                if key in {WHOLE, each}:
                    yield from codes


def explain(run: Path, school: str) -> Explanation:
    """Explain the verdict of a school of a run.

    Raises:
        RunError: no run is there, or no such school in it, or it was joined to another.
    """
    found = open_run(run)
    index = find_school(found.results.schools, school)
    return Explanation(
        found, index, found.verdict(index), found.explain(index), _sources(found.results, index)
    )


def find_school(schools: Schools, wanted: str) -> int:
    """Find a school by its id, its exact name or an alias, whatever the case and the quotes.

    «Чернотропская СОШ» is МКОУ «Чернотропская СОШ»: what stands in quotes is a name too. So are
    words that only one school has in its name.

    Raises:
        RunError: there is none, or several; the message names the nearest. Or the school was
            joined to another, which it names.
    """
    if wanted in schools.places:
        return schools.places[wanted]
    text = fold_school(wanted)
    names = [_names(each, schools.aliases.get(i, ())) for i, each in enumerate(schools.names)]
    joined = [_names(each.name, each.aliases) for each in schools.joined]
    if same := [index for index, own in enumerate(names) if text in own]:
        return _only(schools, same, wanted)
    for each, own in zip(schools.joined, joined, strict=True):
        if wanted == each.id or text in own:
            raise _is_no_more(each, schools)
    open_ = [index for index, own in enumerate(names) if _has_words(own, text)]
    closed = [place for place, own in enumerate(joined) if _has_words(own, text)]
    match open_, closed:
        case [index], []:
            return index
        case [], [place]:
            raise _is_no_more(schools.joined[place], schools)
    raise _is_not_there(schools, wanted, open_ or _nearest(names, text))


def _only(schools: Schools, same: Sequence[int], wanted: str) -> int:
    """Return the one school of a name.

    Raises:
        RunError: there are several.
    """
    if len(same) == 1:
        return same[0]
    raise RunError(
        f"Школ с названием {quote(wanted)} несколько.",
        hint=f"Назовите код: {'; '.join(schools[index].title for index in same)}.",
    )


def _is_not_there(schools: Schools, wanted: str, near: Sequence[int]) -> RunError:
    alike = f"Похожие: {_listed(schools, near)}."
    return RunError(
        f"Школы {quote(wanted)} в прогоне нет.",
        hint=alike if near else "Назовите код или точное название.",
    )


def _listed(schools: Schools, found: Sequence[int]) -> str:
    """Name the first schools of some, and say how many more there are."""
    told = "; ".join(schools[index].title for index in found[:_NEAR])
    rest = len(found) - _NEAR
    return f"{told} и ещё {plural(rest, 'школа', 'школы', 'школ')}" if rest > 0 else told


def _is_no_more(school: Joined, schools: Schools) -> RunError:
    successor = schools[schools.places[school.successor]].title
    counted = "" if school.years == () else " Её прежние результаты учтены у преемника."
    return RunError(
        f"Школа {school.name} (код {school.id}) с {school_year(school.since)} учебного года "
        f"присоединена к другой: {successor}.{counted}",
        hint=f"Назовите преемника: код {school.successor}.",
    )


def _names(name: str, aliases: Sequence[str]) -> tuple[str, ...]:
    texts = (name, *_IN_QUOTES.findall(name), *aliases)
    return tuple(dict.fromkeys(fold_school(text) for text in texts))


def _has_words(names: Sequence[str], wanted: str) -> bool:
    """Say whether the words stand side by side in a name, each of them whole."""
    words = _WORD.findall(wanted)
    texts = (_WORD.findall(name) for name in names)
    return bool(words) and any(
        each[place : place + len(words)] == words for each in texts for place in range(len(each))
    )


def _nearest(names: Sequence[tuple[str, ...]], wanted: str) -> list[int]:
    inside = [i for i, each in enumerate(names) if wanted and any(wanted in text for text in each)]
    plain = list(dict.fromkeys(text for each in names for text in each))
    alike = set(get_close_matches(wanted, plain, n=_NEAR, cutoff=0.6))
    near = [index for index, each in enumerate(names) if alike.intersection(each)]
    return list(dict.fromkeys([*inside, *near]))


def _sources(results: Results, index: int) -> dict[tuple[int, int], SourceRow]:
    rows = results.connection.execute(
        f'SELECT year, assessment, file, "row", "rows" FROM {results.facts}'
        " WHERE school = ? ORDER BY ALL",
        [index],
    ).fetchall()
    return {
        (year, code): SourceRow(
            results.sources[file].title, row, count, results.assessments[code], year
        )
        for year, code, file, row, count in rows
    }
