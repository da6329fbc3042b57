"""Skills (проверяемые умения): shares of the tasks of the report year, pooled over the schools.

A share stands without its number of pupils. The share of all schools is that of their district
where the source reports it. Otherwise it is their mean, by the participants of the same assessment
where facts of the run have those of every school with shares, and unweighted where they have not.
An assessment goes one way as a whole.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.deficits import EVERYONE, group_in_words, is_behind
from shnor_cli.model import Assessment, group_id, group_of
from shnor_cli.russian import exact

Shares = Mapping[int, Decimal]
"""Index of a school -> share of the maximal score in percent."""


class Task(NamedTuple):
    """A task of an assessment and how it was done."""

    number: str
    skill: str
    """Empty where no report names it."""
    schools: Shares
    share: Fraction
    """Of all schools together, in percent."""
    mean: Fraction
    """The mean of the schools' shares, whether the district is reported or not."""
    beside: Decimal | None
    """The share of the reported group; None where it is not reported."""
    is_behind: bool
    """The schools together are below the group by more than one pupil can be the cause of."""

    @property
    def gap(self) -> Fraction | None:
        """How far the schools together are above the group, in percentage points."""
        return None if self.beside is None else self.share - exact(self.beside)

    @property
    def below(self) -> int:
        """How many schools are below the group."""
        beside = self.beside
        return 0 if beside is None else sum(share < beside for share in self.schools.values())


class Work(NamedTuple):
    """The tasks of an assessment, those furthest below the group first."""

    assessment: Assessment
    district: str
    """The district in words where its shares are reported; empty where those of schools are pooled.
    """
    group: str
    """The group beside in words; empty where none is reported."""
    tasks: tuple[Task, ...]
    participants: Mapping[int, int]
    """Index of a school with shares -> its participants, where they are known."""
    schools: frozenset[int]
    """The schools with shares."""

    @property
    def is_weighted(self) -> bool:
        """Whether the participants of every school are known, and so are the weights."""
        return self.schools == self.participants.keys()

    def pooled(self, task: Task, schools: Collection[int]) -> Fraction | None:
        """Return the share of some of the schools together."""
        shares = {school: task.schools[school] for school in schools if school in task.schools}
        return _pooled(shares, self.participants if self.is_weighted else {}) if shares else None


def works_of(identification: Identification) -> tuple[Work, ...]:
    """Return the assessments of the report year whose tasks some school has, by subject."""
    rows = _rows(identification)
    counted = _participants(identification)
    works = (_work(each, rows[each], counted.get(each, {})) for each in rows)
    found = [work for work in works if work is not None]
    return tuple(sorted(found, key=lambda work: _place(work.assessment)))


def _place(assessment: Assessment) -> tuple[str, int, str, str]:
    return assessment.subject, assessment.grade, assessment.procedure, assessment.level


class _Told(NamedTuple):
    """What the reports tell of an assessment, task by task."""

    skills: dict[str, str]
    schools: dict[str, dict[int, Decimal]]
    groups: dict[str, dict[str, Decimal]]
    """Group -> task -> share."""
    district: str
    """The group of the whole district; empty where the schools are of several."""


def _rows(identification: Identification) -> dict[Assessment, _Told]:
    results = identification.results
    if not results.tasks:
        return {}
    places = results.schools.places
    of_schools = set(results.schools.municipalities)
    district = group_id("municipality", of_schools.pop()) if len(of_schools) == 1 else ""
    told: dict[Assessment, _Told] = {}
    rows = results.connection.execute(
        f"""SELECT procedure, subject, level, grade, school, "group", task, skill, share
            FROM {results.tasks} WHERE year = $year ORDER BY ALL""",
        {"year": identification.year},
    ).fetchall()
    for procedure, subject, level, grade, school, group, task, skill, share in rows:
        assessment = Assessment(procedure, subject, level, int(grade))
        of = told.setdefault(assessment, _Told({}, {}, {}, district))
        if skill:
            of.skills.setdefault(task, skill)
        if school:
            of.schools.setdefault(task, {})[places[school]] = share
        else:
            of.groups.setdefault(group, {})[task] = share
    return told


def _participants(identification: Identification) -> dict[Assessment, dict[int, int]]:
    results = identification.results
    counted: dict[Assessment, dict[int, int]] = {}
    for assessment, school, count in results.connection.execute(
        f"SELECT assessment, school, participants FROM {results.facts} "
        "WHERE year = $year AND participants > 0",
        {"year": identification.year},
    ).fetchall():
        counted.setdefault(results.assessments[assessment], {})[school] = count
    return counted


def _work(assessment: Assessment, told: _Told, counted: Mapping[int, int]) -> Work | None:
    schools = frozenset(school for shares in told.schools.values() for school in shares)
    if not schools:
        return None
    participants = {school: counted[school] for school in schools if school in counted}
    weights = participants if len(participants) == len(schools) else {}
    of_district = told.groups.get(told.district, {})
    is_reported = of_district.keys() >= told.schools.keys()
    group = _nearest(told.groups)
    tasks = []
    for number, shares in told.schools.items():
        mean = _pooled(shares, weights)
        share = exact(of_district[number]) if is_reported else mean
        beside = told.groups.get(group, {}).get(number)
        task = Task(
            number=number,
            skill=told.skills.get(number, ""),
            schools=shares,
            share=share,
            mean=mean,
            beside=beside,
            is_behind=is_behind(share, beside, sum(weights.get(each, 0) for each in shares)),
        )
        tasks.append(task)
    return Work(
        assessment,
        group_in_words(told.district) if is_reported else "",
        group_in_words(group) if group else "",
        tuple(sorted(tasks, key=_order)),
        participants,
        schools,
    )


def _order(task: Task) -> tuple[bool, Fraction, Fraction, str]:
    return task.gap is None, task.gap or Fraction(0), task.share, task.number


def _nearest(groups: Iterable[str]) -> str:
    """Return the nearest group above a district: its region, where one is reported, or all."""
    regions = [group for group in groups if group_of(group)[0] == "region"]
    if len(regions) == 1:
        return regions[0]
    return EVERYONE if EVERYONE in groups else ""


def _pooled(shares: Shares, weights: Mapping[int, int]) -> Fraction:
    """Return the mean of the shares, by the weights of schools if there are any."""
    weighed = {school: weights.get(school, 0) if weights else 1 for school in shares}
    total = sum(shares[school] * weight for school, weight in weighed.items())
    return exact(total) / sum(weighed.values())
