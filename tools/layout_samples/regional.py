"""Write regional tables of marks for the district: `python -m tools.layout_samples.regional`.

The counts are those of `sample_data/results.csv`: ВПР of grades 4 to 6 in a long table, of grades 7
and 8 in a wide one.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.layout_samples.plain_facts import (
    MUNICIPALITY,
    SAMPLES,
    Cell,
    Line,
    facts,
    login,
    percent,
    write_book,
    write_csv,
)

MARKS = ("2", "3", "4", "5")
YEAR = "2025"
BANDS = (("русский язык", "7"), ("математика", "7"), ("русский язык", "8"), ("математика", "8"))


def shares(fact: Mapping[str, str]) -> list[Cell]:
    """Return the marks of a row in percents."""
    total = fact["участников"]
    return [percent(fact[mark], total) if total != "0" else None for mark in MARKS]


def long() -> Iterator[Line]:
    """Yield a row for each school and assessment; cells end with spaces, as the tables come."""
    head = ("Год", "Класс ", "Предмет", "Муниципалитет", "ОО", "Логин ", "Кол-во участников ")
    yield (*head, *(f"{mark} " for mark in MARKS))
    for fact in facts(год=YEAR, процедура="ВПР"):
        if fact["класс"] in {"4", "5", "6"}:
            school = (MUNICIPALITY, f"{fact['название']} ", login(fact["школа"]))
            key = (YEAR, fact["класс"], fact["предмет"].capitalize())
            yield (*key, *school, fact["участников"], *shares(fact))


def wide() -> list[Line]:
    """Return a row for each school, assessments side by side."""
    names = [cell for name, grade in BANDS for cell in (f"ВПР {name} {grade} класс", *(None,) * 4)]
    table: list[Line] = [
        ("Результаты ВПР, 2024/25 учебный год",),
        ("Муниципалитет", "ОО", "Логин", *names),
        (None, None, None, *("участников", *MARKS) * len(BANDS)),
    ]
    rows = {(row["школа"], row["предмет"], row["класс"]): row for row in _of_vpr()}
    for school, name in {row["школа"]: row["название"] for row in _of_vpr()}.items():
        line: list[Cell] = [MUNICIPALITY, name, login(school)]
        for subject, grade in BANDS:
            fact = rows.get((school, subject, grade))
            line += [None] * 5 if fact is None else [int(fact["участников"]), *shares(fact)]
        table.append(line)
    return table


def _of_vpr() -> list[Mapping[str, str]]:
    return [row for row in facts(год=YEAR, процедура="ВПР") if row["класс"] in {"7", "8"}]


def write(folder: Path) -> None:
    """Write the tables."""
    write_csv(folder / "long.csv", list(long()))
    merged = ["A1:W1", "A2:A3", "B2:B3", "C2:C3", "D2:H2", "I2:M2", "N2:R2", "S2:W2"]
    write_book(folder / "wide.xlsx", {"ВПР": wide()}, {"ВПР": merged})


if __name__ == "__main__":
    write(SAMPLES / "layouts" / "regional")
