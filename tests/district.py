"""The sample district read a second time, plainly: csv, whole counts and fractions, no engine.

The rules of the shipped methodologies are written out here by hand for this one district.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from statistics import fmean, stdev

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
YEARS = (2023, 2024, 2025)
SUBJECTS = ("русский язык", "математика")

Key = tuple[str, int, str, str, str, int]
"""School, year, procedure, subject, level, grade."""


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of the district."""
    with (SAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


REGISTER = {row["код"]: row for row in read("schools.csv")}
ALIASES = {
    alias.strip(): school
    for school, row in REGISTER.items()
    for alias in row["псевдонимы"].split(";")
    if alias.strip()
}
JUDGED = [school for school, row in REGISTER.items() if not (row["исключить"] or row["преемник"])]


def counted() -> dict[Key, Counter[str]]:
    """Return the counts of every row, aliases resolved and the joined school added."""
    facts: dict[Key, Counter[str]] = defaultdict(Counter)
    for row in read("results.csv"):
        named = row.pop("школа")
        if row.pop("группа"):
            continue
        school = ALIASES.get(named, named)
        school = REGISTER[school]["преемник"] or school
        row.pop("название")
        year, grade = int(row.pop("год")), int(row.pop("класс"))
        keys = (row.pop("процедура"), row.pop("предмет"), row.pop("уровень"))
        counts = {name: int(cell) for name, cell in row.items() if cell}
        facts[school, year, *keys, grade].update(counts)
    return facts


FACTS = counted()


def rows(
    school: str, year: int, procedures: Iterable[str], subjects: Iterable[str] = SUBJECTS
) -> dict[Key, Counter[str]]:
    """Return the rows of a school in a year that have participants."""
    return {
        key: fact
        for key, fact in FACTS.items()
        if key[:2] == (school, year)
        and key[2] in procedures
        and key[3] in subjects
        and fact["участников"]
    }


def low(fact: Counter[str]) -> int:
    """Return how many did not reach the threshold."""
    return fact["2"] + fact["ниже порога"]


def low_assessments(school: str, year: int, grades: Iterable[int] = range(1, 12)) -> set[str]:
    """Return the assessments with at least 30 % of low results, as «ВПР математика 5»."""
    return {
        " ".join(str(part) for part in key[2:] if part)
        for key, fact in rows(school, year, ("ВПР", "ОГЭ", "ЕГЭ")).items()
        if Fraction(low(fact), fact["участников"]) >= Fraction(3, 10) and key[5] in grades
    }


def low_share(school: str, *procedures: str) -> Fraction | None:
    """Return the pooled share of low results in 2025."""
    facts = rows(school, 2025, procedures).values()
    taking = sum(fact["участников"] for fact in facts)
    return Fraction(sum(map(low, facts)), taking) if taking else None


def quality(school: str) -> Fraction:
    """Return the pooled share of 4 and 5 on ВПР in 2025."""
    facts = rows(school, 2025, ("ВПР",)).values()
    return Fraction(
        sum(fact["4"] + fact["5"] for fact in facts), sum(fact["участников"] for fact in facts)
    )


def mean_mark(schools: Iterable[str], year: int, subjects: Iterable[str] = SUBJECTS) -> Fraction:
    """Return the mean mark of all participants of ВПР and ОГЭ of some schools."""
    facts = [
        fact for school in schools for fact in rows(school, year, ("ВПР", "ОГЭ"), subjects).values()
    ]
    total = sum(mark * fact[str(mark)] for fact in facts for mark in (2, 3, 4, 5))
    return Fraction(total, sum(fact["участников"] for fact in facts))


def federal_2025(school: str) -> str:
    """Judge by 30 %, two assessments, the same one in two years."""
    now = low_assessments(school, 2025)
    again = now & low_assessments(school, 2024)
    gap = any(
        key[0] == school and (school, 2025, *key[2:]) not in FACTS
        for key in FACTS
        if key[2] != "КДР"
    )
    if len(now) >= 2 or not gap:
        return {2: "ШНОР", 1: "зона риска", 0: "не выявлена"}[(len(now) >= 2) + bool(again)]
    return "ШНОР или зона риска" if now and again else "не выявлена"


def federal_500plus(school: str) -> str:
    """Judge by 30 % and two assessments, ВПР of grades 5 and 6 only."""
    number = len(low_assessments(school, 2025, (5, 6, 9, 11)))
    return "ШНОР" if number >= 2 else "зона риска" if number else "не выявлена"


def municipal_points(school: str) -> str:
    """Judge by points; a school without ЕГЭ has a bound of its own."""
    oge, ege = low_share(school, "ОГЭ"), low_share(school, "ЕГЭ")
    points = _band(low_share(school, "ВПР")) + _band(oge)
    points += (quality(school) < Fraction(1, 2)) + (quality(school) < Fraction(3, 10))
    if ege is not None:
        points += (ege > 0) + (ege > Fraction(1, 10))
    bound = 4 if ege is None else 5
    return "ШНОР" if points >= bound else "зона риска" if points >= bound - 1 else "не выявлена"


def _band(share: Fraction | None) -> int:
    return 0 if share is None else (share >= Fraction(1, 10)) + (share >= Fraction(3, 10))


def district_mean_3y(school: str) -> str:
    """Judge by three years running below the district's mean mark."""
    below = sum(
        all(
            mean_mark([school], year, [subject]) < mean_mark(JUDGED, year, [subject])
            for year in YEARS
        )
        for subject in SUBJECTS
    )
    return {2: "ШНОР", 1: "зона риска", 0: "не выявлена"}[below]


def lowest_quartile(school: str) -> str:
    """Judge by the lowest quarter of the mean mark together with 20 % of low marks."""
    share = low_share(school, "ВПР", "ОГЭ")
    if share is None or share < Fraction(1, 5):
        return "не выявлена"
    marks = {other: mean_mark([other], 2025) for other in JUDGED}
    beaten = sum(mark < marks[school] for mark in marks.values())
    return "ШНОР" if beaten < len(JUDGED) // 4 else "зона риска"


def contextual(school: str) -> str:
    """Judge by low results against what the social context lets expect."""
    shares = {other: low_share(other, "ВПР", "ОГЭ", "ЕГЭ") or Fraction(0) for other in JUDGED}
    index = _social_index()
    expected = _expected([index[one] for one in JUDGED], [float(shares[one]) for one in JUDGED])
    worse = float(shares[school]) > expected(index[school])
    poor = sorted(JUDGED, key=index.__getitem__).index(school) < len(JUDGED) // 4
    if shares[school] >= Fraction(1, 5):
        return "ШНОР" if worse else "ШНСУ с низкими результатами" if poor else "зона риска"
    facts = [fact for one in JUDGED for fact in rows(one, 2025, ("ВПР", "ОГЭ", "ЕГЭ")).values()]
    mean = Fraction(sum(map(low, facts)), sum(fact["участников"] for fact in facts))
    if poor and shares[school] <= mean and not worse:
        return "резильентная"
    return "ШНСУ" if poor else "не выявлена"


def _social_index() -> dict[str, float]:
    columns = {
        "родители с высшим образованием": 1,
        "неполные семьи": -1,
        "малообеспеченные семьи": -1,
        "русский язык не родной": -1,
    }
    index = dict.fromkeys(JUDGED, 0.0)
    for name, sign in columns.items():
        values = {school: float(REGISTER[school][name].rstrip("% ")) for school in JUDGED}
        mean, spread = fmean(values.values()), stdev(values.values())
        for school, value in values.items():
            index[school] += sign * (value - mean) / spread / len(columns)
    return index


def _expected(across: list[float], up: list[float]) -> Callable[[float], float]:
    """Return the straight line of least squares."""
    x, y = fmean(across), fmean(up)
    products = ((one - x) * (other - y) for one, other in zip(across, up, strict=True))
    slope = sum(products) / sum((one - x) ** 2 for one in across)
    return lambda value: y + slope * (value - x)
