"""Write the sample district into `sample_data/`: the same bytes from the same seed.

Nothing here is real. Answers are planted: `PLANTED` holds the rows that decide, and every other row
stays at least two pupils below 30 %, so that who is identified and why can be worked out by hand
(`tests/test_sample_district.py` holds the answers). Run it as `python tools/make_sample.py`.
"""

import csv
import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

SEED = 2025
YEARS = (2023, 2024, 2025)
YEAR_WITHOUT_OGE = 2023
MUNICIPALITY = "Рассветовский район"
REGION = "Заречный край"

RU, MATHS, READING = "русский язык", "математика", "читательская грамотность"
BASE, PROFILE = "база", "профиль"
MARKS = ("2", "3", "4", "5")
LEVELS = ("недостаточный", "пониженный", "базовый", "повышенный")
BELOW = "ниже порога"

KEYS = ("школа", "название", "группа", "год", "процедура", "предмет", "уровень", "класс")
COUNTS = ("участников", "по списку", *MARKS, BELOW, *LEVELS, "сумма баллов")
HEADER = (*KEYS, *COUNTS)

Row = dict[str, str | int | None]


@dataclass(frozen=True)
class Slot:
    """One assessment of a school in a year: the key of a row."""

    year: int
    procedure: str
    subject: str
    grade: int
    level: str = ""

    @property
    def low(self) -> str:
        """The category that counts as low."""
        if self.procedure == "КДР":
            return LEVELS[0]
        scored = self.procedure == "ЕГЭ" and self.level != BASE
        return BELOW if scored else MARKS[0]


@dataclass(frozen=True)
class Site:
    """A school of the district: how it is called, what it is and how its pupils usually do."""

    id: str
    name: str
    size: int
    """Usual number of pupils in a grade."""
    weak: float
    """Usual share of pupils with a low result."""
    good: float
    """Usual share of 4 and 5 among the others."""
    social: tuple[int, int, int, int]
    """Percents of pupils, in the order of `SOCIAL`."""
    grades: tuple[int, ...] = (4, 5, 6, 7, 8, 9, 11)
    years: tuple[int, ...] = YEARS
    names: Mapping[int, str] = field(default_factory=dict)
    """Year -> what the school was called then, where not as now."""
    limited: bool = True
    """Whether the rows that are not planted stay two pupils below 30 %."""


BASIC = (4, 5, 6, 7, 8, 9)
SITES = (
    Site("001", "МБОУ «Рассветовская СОШ № 1»", 56, 0.05, 0.62, (38, 18, 11, 2)),
    Site("002", "МБОУ «Рассветовская СОШ № 2»", 45, 0.09, 0.52, (31, 24, 17, 4)),
    Site("003", "МКОУ «Верхнеключевская СОШ»", 10, 0.21, 0.25, (9, 37, 44, 6), limited=False),
    Site("004", "МКОУ «Тихоборская СОШ»", 13, 0.12, 0.40, (11, 34, 41, 9)),
    Site("005", "МКОУ «Малоостожская СОШ»", 9, 0.07, 0.50, (17, 27, 29, 0)),
    Site("006", "МКОУ «Остожская СОШ»", 11, 0.09, 0.45, (20, 25, 24, 3)),
    Site("007", "МКОУ «Синегривская ООШ»", 4, 0.04, 0.55, (14, 22, 27, 0), grades=BASIC),
    Site("008", "МКОУ «Кедроложская СОШ»", 16, 0.09, 0.42, (22, 26, 22, 5)),
    Site(
        "009",
        "МКОУ «Староладинская СОШ»",
        14,
        0.02,
        0.66,
        (8, 36, 46, 12),
        names={2023: "МКОУ «Ладинская СОШ»"},
    ),
    Site("010", "МКОУ «Чернотропская СОШ»", 11, 0.12, 0.38, (15, 28, 31, 4)),
    Site("011", "МКОУ «Глухореченская СОШ»", 24, 0.10, 0.48, (26, 21, 19, 1)),
    Site("012", "МКОУ «Дальнеотрадинская СОШ»", 8, 0.08, 0.47, (19, 23, 26, 2)),
    Site(
        "013",
        "КГБОУ «Рассветовская вечерняя школа»",
        12,
        0.50,
        0.15,
        (6, 48, 52, 7),
        grades=(9, 11),
        limited=False,
    ),
    Site(
        "014",
        "МКОУ «Новолугинская НОШ»",
        5,
        0.08,
        0.45,
        (12, 26, 33, 0),
        grades=(4,),
        years=(2023, 2024),
    ),
)

SOCIAL = (
    "родители с высшим образованием",
    "неполные семьи",
    "малообеспеченные семьи",
    "русский язык не родной",
)
REGISTER_HEADER = (
    "код",
    "название",
    "логин",
    "код РЦОИ",
    "ОГРН",
    "псевдонимы",
    "муниципалитет",
    "регион",
    "вид",
    "местность",
    "исключить",
    "причина",
    "преемник",
    "с года",
    *SOCIAL,
)
REGISTER: dict[str, dict[str, str]] = {
    "001": {"местность": "посёлок", "псевдонимы": "Рассветовская школа № 1"},
    "002": {"местность": "посёлок", "псевдонимы": "Рассветовская школа № 2"},
    "005": {"псевдонимы": "Малоостожская школа"},
    "007": {"вид": "ООШ"},
    "009": {"псевдонимы": "МКОУ «Ладинская СОШ»; Ладинская СОШ"},
    "013": {
        "вид": "вечерняя",
        "местность": "посёлок",
        "исключить": "да",
        "причина": "вечерняя (сменная) школа",
    },
    "014": {"вид": "НОШ", "преемник": "006", "с года": "2025"},
}

PLANTED: dict[tuple[str, Slot], tuple[int, int]] = {
    # Верхнеключевская СОШ: low in mathematics, widely and for two years.
    ("003", Slot(2024, "ВПР", MATHS, 5)): (9, 3),
    ("003", Slot(2024, "ВПР", MATHS, 6)): (11, 4),
    ("003", Slot(2025, "ВПР", MATHS, 5)): (9, 4),
    ("003", Slot(2025, "ВПР", MATHS, 6)): (10, 5),
    ("003", Slot(2025, "ВПР", MATHS, 7)): (9, 4),
    # Тихоборская СОШ: one assessment only, ЕГЭ in mathematics (профиль), for two years.
    ("004", Slot(2024, "ЕГЭ", MATHS, 11, PROFILE)): (6, 2),
    ("004", Slot(2025, "ЕГЭ", MATHS, 11, PROFILE)): (7, 3),
    # Малоостожская СОШ: two assessments in 2025, each for the first time.
    ("005", Slot(2025, "ВПР", RU, 4)): (8, 3),
    ("005", Slot(2025, "ВПР", RU, 7)): (9, 3),
    # Остожская СОШ: 2 of 8 in 2024 is low only with the 2 of 5 of the school that joined it.
    ("006", Slot(2024, "ВПР", RU, 4)): (8, 2),
    ("014", Slot(2024, "ВПР", RU, 4)): (5, 2),
    ("006", Slot(2025, "ВПР", RU, 4)): (12, 4),
    ("006", Slot(2025, "ВПР", MATHS, 6)): (11, 4),
    # Синегривская ООШ: one of three is a third, but of one assessment in one year.
    ("007", Slot(2025, "ВПР", MATHS, 5)): (3, 1),
    ("007", Slot(2025, "ВПР", RU, 8)): (0, 0),
    # Кедроложская СОШ: ОГЭ for two years, and 5 of 17 (29.4 %) is one pupil short of a second one.
    ("008", Slot(2024, "ОГЭ", MATHS, 9)): (13, 5),
    ("008", Slot(2025, "ОГЭ", MATHS, 9)): (14, 6),
    ("008", Slot(2025, "ВПР", RU, 6)): (17, 5),
    # Чернотропская СОШ: 3 of 10 is exactly 30 %, twice; the bound is inclusive.
    ("010", Slot(2024, "ВПР", MATHS, 8)): (10, 3),
    ("010", Slot(2025, "ВПР", MATHS, 8)): (11, 4),
    ("010", Slot(2025, "ОГЭ", MATHS, 9)): (10, 3),
    # Рассветовская СОШ № 2: 29.8 % and 29.5 %, which rounding would make 30.
    ("002", Slot(2024, "ВПР", MATHS, 6)): (44, 13),
    ("002", Slot(2025, "ВПР", MATHS, 6)): (47, 14),
    ("002", Slot(2025, "ВПР", MATHS, 7)): (44, 13),
    # Дальнеотрадинская СОШ: low for two years, and the row that would tell the rest is missing.
    ("012", Slot(2024, "ВПР", MATHS, 5)): (8, 3),
    ("012", Slot(2025, "ВПР", MATHS, 5)): (8, 3),
}
MISSING = {("012", Slot(2025, "ВПР", RU, 7))}
"""Rows that should be there and are not."""

BY_NAME = {("005", "КДР", 2024): "Малоостожская школа", ("009", "КДР", 2024): "Ладинская СОШ"}
"""Rows that name the school by an alias of the register and not by its id."""


def slots(site: Site, year: int) -> Iterator[Slot]:
    """Yield the assessments that a school takes in a year."""
    for grade in site.grades:
        if 4 <= grade <= 8:
            yield from (Slot(year, "ВПР", subject, grade) for subject in (RU, MATHS))
        if grade in (4, 6):
            yield Slot(year, "КДР", READING, grade)
        if grade == 9 and year != YEAR_WITHOUT_OGE:
            yield from (Slot(year, "ОГЭ", subject, grade) for subject in (RU, MATHS))
        if grade == 11:
            yield Slot(year, "ЕГЭ", RU, grade)
            yield from (Slot(year, "ЕГЭ", MATHS, grade, level) for level in (BASE, PROFILE))


def safe_low(chance: random.Random, site: Site, participants: int) -> int:
    """Draw a number of low results; where limited, at least two pupils short of 30 %."""
    drawn = sum(chance.random() < site.weak for _ in range(participants))
    needed = -(-3 * participants // 10)
    return min(drawn, max(0, needed - 2)) if site.limited else drawn


def planted(site: Site, year: int, grade: int, level: str = "") -> int:
    """Return the greatest planted number of participants of one class, 0 where none is planted."""
    same = (
        taking
        for (key, slot), (taking, _) in PLANTED.items()
        if key == site.id and slot.level == level and slot.year - slot.grade == year - grade
    )
    return max(same, default=0)


def listed(site: Site, slot: Slot) -> int:
    """Return how many pupils there are for an assessment; a class keeps its size as it grows."""
    year, grade = slot.year, slot.grade
    chance = random.Random(f"{SEED} {site.id} {year - grade}")
    pupils = max(3, round(site.size * chance.uniform(0.8, 1.2)))
    pupils = planted(site, year, grade) + 1 if planted(site, year, grade) else pupils
    if grade != 11:
        return pupils
    profile = planted(site, year, grade, PROFILE)
    graduates = 2 * profile - 1 if profile else max(4, round(0.45 * pupils))
    return {BASE: graduates // 2, PROFILE: graduates - graduates // 2}.get(slot.level, graduates)


def split(chance: random.Random, site: Site, rest: int) -> list[int]:
    """Divide the pupils who did well enough among the three remaining categories."""
    weights = (1 - site.good, 0.7 * site.good, 0.3 * site.good)
    drawn = chance.choices(range(3), weights=weights, k=rest)
    return [drawn.count(part) for part in range(3)]


def result(site: Site, slot: Slot) -> dict[str, int]:
    """Return the counts of one row."""
    chance = random.Random(f"{SEED} {site.id} {slot}")
    pupils = listed(site, slot)
    taking = sum(chance.random() > 0.05 for _ in range(pupils)) or 1
    low = safe_low(chance, site, taking)
    taking, low = PLANTED.get((site.id, slot), (taking, low))
    counts = {"участников": taking, "по списку": max(pupils, taking), slot.low: low}
    if slot.low == BELOW:
        passed = [chance.randint(40, 92) for _ in range(taking - low)]
        failed = [chance.randint(8, 22) for _ in range(low)]
        return counts | {"сумма баллов": sum(passed) + sum(failed)}
    others = (LEVELS if slot.procedure == "КДР" else MARKS)[1:]
    return counts | dict(zip(others, split(chance, site, taking - low), strict=True))


def rows() -> Iterator[Row]:
    """Yield the rows of the table of results in its order."""
    for year in YEARS:
        yield from (reported(slot) for slot in slots(SITES[0], year))
        for site in SITES:
            if year not in site.years:
                continue
            for slot in slots(site, year):
                if (site.id, slot) not in MISSING:
                    yield row(site, slot)


def row(site: Site, slot: Slot) -> Row:
    """Return one row of the table."""
    name = site.names.get(slot.year, site.name)
    key = BY_NAME.get((site.id, slot.procedure, slot.year), site.id)
    return named(slot, key, name) | result(site, slot)


def named(slot: Slot, school: str, name: str | None, group: str | None = None) -> Row:
    """Return a row with its keys and no counts yet."""
    what = (slot.procedure, slot.subject, slot.level or None, slot.grade)
    keys = (school, name, group, slot.year, *what)
    return dict.fromkeys(HEADER) | dict(zip(KEYS, keys, strict=True))


def reported(slot: Slot) -> Row:
    """Return what the source says of the whole region: a row of a group, not of a school."""
    chance = random.Random(f"{SEED} {REGION} {slot}")
    pupils = chance.randint(3300, 3900) if slot.grade == 11 else chance.randint(8200, 9600)
    taking = round(pupils * chance.uniform(0.93, 0.98))
    low = round(taking * chance.uniform(0.04, 0.16))
    counts = {"участников": taking, "по списку": pupils, slot.low: low}
    if slot.low == BELOW:
        counts["сумма баллов"] = round(taking * chance.uniform(52, 66))
    else:
        others = (LEVELS if slot.procedure == "КДР" else MARKS)[1:]
        middle, good = round(0.42 * (taking - low)), round(0.40 * (taking - low))
        rest = (middle, good, taking - low - middle - good)
        counts |= dict(zip(others, rest, strict=True))
    return named(slot, REGION, None, "регион") | counts


def register() -> Iterator[dict[str, str]]:
    """Yield the rows of the register of schools."""
    for site in SITES:
        social = (f"{percent} %" for percent in site.social)
        known = {
            "код": site.id,
            "название": site.name,
            "логин": f"sch990{site.id}",
            "код РЦОИ": f"501{site.id}",
            "ОГРН": ogrn(site.id),
            "муниципалитет": MUNICIPALITY,
            "регион": REGION,
            "вид": "СОШ",
            "местность": "село",
        }
        yield (
            dict.fromkeys(REGISTER_HEADER, "")
            | known
            | dict(zip(SOCIAL, social, strict=True))
            | REGISTER.get(site.id, {})
        )


def ogrn(school: str) -> str:
    """Return an invented ОГРН with the right last digit."""
    number = f"102990000{school}"
    return f"{number}{int(number) % 11 % 10}"


def write(folder: Path) -> None:
    """Write the district: one table of results in three containers, and the register."""
    table = [[row[name] for name in HEADER] for row in rows()]
    write_csv(folder / "results.csv", HEADER, table)
    write_xlsx(folder / "results.xlsx", table)
    write_parquet(folder / "results.parquet", table)
    write_csv(folder / "schools.csv", REGISTER_HEADER, [[*row.values()] for row in register()])


def write_csv(path: Path, header: Sequence[str], table: Sequence[Sequence[object]]) -> None:
    """Write a table as the Russian Excel does: semicolons and a byte order mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(table)


def write_xlsx(path: Path, table: Sequence[Sequence[str | int | None]]) -> None:
    """Write the results as a workbook; ids are text, so that 001 stays 001."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2025, 9, 1)})  # noqa: DTZ001
        sheet = book.add_worksheet("Результаты")
        sheet.freeze_panes(1, 0)
        for number, line in enumerate((HEADER, *table)):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)


def write_parquet(path: Path, table: Sequence[Sequence[str | int | None]]) -> None:
    """Write the results as typed columns."""
    texts = {"школа", "название", "группа", "процедура", "предмет", "уровень"}
    columns = {
        name: pa.array(values, pa.string() if name in texts else pa.int32())
        for name, values in zip(HEADER, zip(*table, strict=True), strict=True)
    }
    pq.write_table(pa.table(columns), path, compression="zstd")


if __name__ == "__main__":
    write(Path(__file__).resolve().parent.parent / "sample_data")
