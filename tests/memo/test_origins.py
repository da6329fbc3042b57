"""Every number and every school that a memo names is of its run, or comes of it by a stated rule.

A rule is a pattern and a test of what it found; what passes is struck out of the memo, and nothing
with a digit may be left. The template's own words (clauses of the programme, «95 %») are looked up
in it: they are the office's.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from shnor_cli.criteria.rules import Comparison
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.sources import used_codes
from shnor_cli.russian import NBSP, nbsp, school_year
from tests.memo.building import sample_district, shipped, small_district
from tests.memo.test_memo import half_up
from tests.memo.words import memo_of, words_of
from tools.templates import WORDS

Ratio = tuple[int, int]
Rule = tuple[str, Callable[..., bool]]

_NO = (0, 0)
_WHOLE = r"\d{1,3}(?: \d{3})+|\d+"
_DECIMAL = r"\d+(?:,\d+)?"
_LOW = {"2", "ниже порога", "недостаточный"}
_GOOD = {"4", "5"}


class Origins:
    """What a run counts, and what comes of it by adding, dividing and subtracting."""

    def __init__(self, found: Identification) -> None:
        self.found = found
        self.pairs = 0
        """Schools with an assessment that they have in the report year and in the one before."""
        self.series = list(self._series())
        self.ratios = {each for series in self.series for each in series.values() if each[1]}
        self.shares = {Fraction(low, whole) for low, whole in self.ratios}
        self.bounds = set(self._bounds())
        self.changes = set(self._changes())
        self.people = {whole for _, whole in self.ratios} | self._sums() | set(self._to_bounds())
        self.attended = self._attended()
        schools = len(found.results.schools.ids)
        judged = {Fraction(part, whole) for whole in range(1, schools + 1) for part in range(whole)}
        self.said_shares = _said(self.shares | self.bounds | judged)
        self.said_changes = _said(self.changes)
        self.said_values = _said(set(self._values()))
        self.words = self.known_words()
        self.most = max(
            len(found.results.schools.ids),
            len(found.results.assessments),
            len(found.methodology.criteria) * len(found.measured.years),
        )

    def _series(self) -> Iterator[dict[int, Ratio]]:
        """Yield counts by years: of schools and the district, by assessment and pooled."""
        counted: dict[object, dict[int, Ratio]] = defaultdict(dict)
        facts = self.found.results.connection.execute(f"SELECT * FROM {self.found.results.facts}")
        names = [each[0] for each in facts.description or ()]
        for fact in (dict(zip(names, row, strict=True)) for row in facts.fetchall()):
            for good, marks in enumerate((_LOW, _GOOD)):
                count = sum(
                    fact[f"c{place}"] or 0
                    for place, name in enumerate(self.found.results.categories)
                    if name in marks
                )
                for key in ((good, fact["school"], fact["assessment"]), (good, fact["assessment"])):
                    low, whole = counted[key].get(fact["year"], (0, 0))
                    counted[key][fact["year"]] = low + count, whole + fact["participants"]
        yield from counted.values()
        yield from self._matched(counted)
        years = self.found.measured.years
        for grid in self.found.measured.grids.values():
            if grid.numerator is not None and grid.denominator is not None:
                lows, wholes = (
                    part.transpose(0, 2, 1).reshape(-1, len(years))
                    for part in (grid.numerator, grid.denominator)
                )
                for counts in zip(lows, wholes, strict=True):
                    yield _known(zip(years, *counts, strict=True))
                if not grid.sliced:  # the district pooled
                    yield _known(zip(years, lows.sum(0), wholes.sum(0), strict=True))

    def _matched(self, counted: Mapping[object, dict[int, Ratio]]) -> Iterator[dict[int, Ratio]]:
        """Yield counts of the schools that have an assessment in both of the last two years."""
        both = self.found.year - 1, self.found.year
        together: dict[object, dict[int, Ratio]] = defaultdict(lambda: dict.fromkeys(both, (0, 0)))
        for key, years in counted.items():
            if isinstance(key, tuple) and len(key) == 3 and all(years.get(y, _NO)[1] for y in both):
                good, school, assessment = key
                is_used = assessment in used_codes(self.found)
                self.pairs += is_used and not good
                for of in (assessment, "used", ("school", school)) if is_used else (assessment,):
                    of_both = together[good, of]
                    for year in both:
                        low, whole = of_both[year]
                        of_both[year] = low + years[year][0], whole + years[year][1]
        yield from together.values()

    def _sums(self) -> set[int]:
        facts = self.found.results.facts
        return {
            int(row[0])
            for by in ("year", "school, year", "school")
            for row in self.found.results.connection.execute(
                f"SELECT sum(participants) FROM {facts} GROUP BY {by}"
            ).fetchall()
        }

    def _attended(self) -> set[Ratio]:
        """Return how many schools took part in an assessment in a year, and how many pupils."""
        facts = self.found.results.facts
        asked = self.found.results.connection.execute(
            f"""SELECT count(DISTINCT school), sum(participants) FROM {facts}
            WHERE participants > 0 GROUP BY assessment, year"""
        )
        return {(int(schools), int(people)) for schools, people in asked.fetchall()}

    def _values(self) -> Iterator[Fraction]:
        """Yield what is no share, as if it were one, with its bounds and distances to them."""
        for answers in self.found.judgement.answers.values():
            if answers.threshold is None:
                continue
            criterion = self.found.methodology.criteria[answers.criterion]
            assert isinstance(criterion, Comparison)
            values = self.found.measured.grids[criterion.indicator].value
            for value, bound in zip(values.flat, answers.threshold.flat, strict=True):
                known = [Fraction(each) / 100 for each in (value, bound) if np.isfinite(each)]
                yield from (*known, known[0] - known[-1]) if known else ()

    def _bounds(self) -> Iterator[Fraction]:
        for answers in self.found.judgement.answers.values():
            if answers.threshold is not None:
                known = answers.threshold[np.isfinite(answers.threshold)]
                yield from (Fraction(repr(float(bound))) for bound in set(known.flat))

    def _changes(self) -> Iterator[Fraction]:
        """Yield differences between years next to each other, and distances to the bounds."""
        for series in self.series:
            shares = [Fraction(*series[year]) for year in sorted(series) if series[year][1]]
            yield from (after - before for before, after in pairwise(shares))
        yield from (share - bound for share in self.shares for bound in self.bounds)

    def _to_bounds(self) -> Iterator[int]:
        """Yield how many results must change for a share to reach a bound or to leave it."""
        for low, whole in self.ratios:
            for bound in self.bounds:
                away = math.ceil(bound * whole) - low
                yield from (abs(away), abs(away - 1), abs(away + 1))

    def has_share(self, said: str) -> bool:
        return said in self.said_shares

    def has_change(self, said: str) -> bool:
        return said in self.said_changes

    def left_of(self, text: str) -> str:
        """Return a text without all that has an origin."""
        for words in self.words:
            text = text.replace(words, " ")
        for pattern, holds in self.rules():
            text = re.sub(pattern, partial(_struck, holds), text)
        return text

    def known_words(self) -> list[str]:
        """Return what the run says in words, the longest first."""
        found, methodology = self.found, self.found.methodology
        words = [*found.results.schools.names, methodology.id, methodology.title]
        words += [methodology.basis.edition or ""] if methodology.basis else []
        words += [each.title for each in found.results.assessments]
        words += [each.title or name for name, each in methodology.procedures.items()]
        words += [each.title or name for name, each in methodology.criteria.items()]
        words += methodology.criteria
        words += [text for each in found.results.sources for text in (each.name, each.sha256)]
        words.append(found.file.digest)
        words += [f"{each.subject}" for each in found.results.assessments]
        words = [nbsp(each).replace(NBSP, " ") for each in words if each]
        return sorted(words, key=len, reverse=True)

    def rules(self) -> list[Rule]:
        years = {
            school_year(year).replace(NBSP, " ")
            for year in range(self.found.year - 4, self.found.year + 2)
        }
        rows = {each.place.row for each in self.found.results.remarks}
        template = set(re.findall(r"\d+", WORDS["spravka"].read_text(encoding="utf-8")))
        return [
            (rf"({_WHOLE})(?:/| из )({_WHOLE})", self.is_ratio),
            (rf"({_WHOLE}) / ({_WHOLE})", lambda *said: tuple(map(int_of, said)) in self.attended),
            (r"строка (\d+)", lambda said: int(said) in rows),
            (r"(20\d\d) г", lambda said: 0 <= int(said) - self.found.year <= 2),
            (r"с вероятностью около (95) %", bool),  # the funnel's limits, whatever the run
            (r"(20\d\d/\d\d)", lambda said: said in years),
            (rf"({_DECIMAL}) п\.п\.", self.has_change),
            (rf"({_DECIMAL}) %", self.has_share),
            (rf"^[+−]({_DECIMAL})$", self.has_change),
            (rf"^({_DECIMAL})$", lambda said: self.has_share(said) or int_of(said) <= self.most),
            (r"(\d+,\d+)", self.said_values.__contains__),
            (rf"({_WHOLE}) пар", lambda said: int_of(said) == self.pairs),
            (rf"({_WHOLE}) участник", lambda said: int_of(said) in self.people),
            (rf"({_WHOLE})", lambda said: int_of(said) <= self.most or said in template),
        ]

    def is_ratio(self, low: str, whole: str) -> bool:
        pair = int_of(low), int_of(whole)
        return pair in self.ratios or pair[1] <= self.most


def _said(values: Collection[Fraction]) -> set[str]:
    """Write percents as a memo may, with up to four decimals."""
    return {half_up(abs(each), digits) for each in values for digits in range(1, 5)} | {
        half_up(abs(each), 1).removesuffix(",0") for each in values
    }


def _struck(holds: Callable[..., bool], said: re.Match[str]) -> str:
    return "" if holds(*said.groups()) else said[0]


def int_of(said: str) -> int:
    return int(said.replace(" ", "").partition(",")[0])


def _known(cells: Iterable[tuple[int, float, float]]) -> dict[int, Ratio]:
    return {year: (int(low), int(whole)) for year, low, whole in cells if whole > 0}


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(sample_district, id="federal-2025"),
        pytest.param(lambda: sample_district(shipped("district-mean-3y")), id="district-mean-3y"),
        pytest.param(lambda: sample_district(shipped("federal-500plus")), id="federal-500plus"),
        pytest.param(lambda: small_district(2, 3, names={0: _HOSTILE}), id="hostile"),
    ],
)
def test_every_number_and_every_school_of_the_memo_has_an_origin(
    tmp_path: Path, found: Callable[[], Identification]
) -> None:
    run = found()
    words = words_of(memo_of(run, tmp_path))
    origins = Origins(run)
    left = {line: origins.left_of(line) for line in words.splitlines()}
    assert [line for line, rest in left.items() if re.search(r"\d", rest)] == []
    for name in run.results.schools.names:
        assert name in words
    named = re.findall(r"[А-ЯЁ]{3,} «[^»]*(?:СОШ|ООШ|Школа|школа)[^»]*»", words)
    assert len(named) > 5
    assert set(named) <= set(run.results.schools.names)


def test_a_number_without_an_origin_is_found() -> None:
    origins = Origins(small_district(2, 3))
    for said in ("18,9 % (7 из 37)", "41,7 %", "12 000 участников", "3/47", "+4,44 п.п.", "99"):
        assert re.search(r"\d", origins.left_of(said)), said
    assert not re.search(r"\d", origins.left_of("40,0 % (4 из 10), 2024/25, +10,0 п.п."))


_HOSTILE = "{{ 7*7 }} № 99 999"
