"""Write КДР by levels for the sample district: `python -m tools.layout_samples.levels`.

The counts are those of `sample_data/results.csv` for 2025: of grade 4 as they are, of grade 6 in
percents, with a row of the region.
"""

from collections.abc import Mapping
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

LEVELS = ("недостаточный", "пониженный", "базовый", "повышенный")
WANTED = {"год": "2025", "процедура": "КДР"}


def grade_4() -> list[Line]:
    """Return a table of counts; its total is the sum of the schools."""
    table: list[Line] = [
        ("Краевая диагностическая работа по читательской грамотности, 4 класс", *(None,) * 8),
        ("2024/2025 учебный год", *(None,) * 8),
        ("№", "Код ОО", "Школа", "По списку", "Участников", "Уровни", None, None, None),
        (*(None,) * 5, "Недостаточный", "Пониженный", "Базовый", "Повышенный"),
    ]
    for number, fact in enumerate(facts(**WANTED, класс="4"), 1):
        counts = (fact["по списку"], fact["участников"], *(fact[level] for level in LEVELS))
        school = (number, login(fact["школа"]), fact["название"])
        table.append((*school, *(int(count) for count in counts)))
    columns = list(zip(*table[4:], strict=True))[3:]
    table.append((None, None, "Итого", *(sum(map(_whole, column)) for column in columns)))
    return table


def _whole(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def grade_6() -> list[Line]:
    """Return a table of percents, as a workbook holds them: decimal points, no zeros at the end."""
    header = ("Муниципалитет", "Образовательная организация", "Количество участников")
    table: list[Line] = [
        ("КДР6 ЧГ. Дата проведения: 19.11.2024",),
        (*header, *(f"{level.capitalize()} уровень, %" for level in LEVELS), "Успешность, %"),
    ]
    table += [
        (None, fact["школа"], *_shares(fact), None) for fact in facts("регион", **WANTED, класс="6")
    ]
    table += [
        (MUNICIPALITY, f"{fact['название']} (edu{login(fact['школа'])[3:]})", *_shares(fact), None)
        for fact in facts(**WANTED, класс="6")
    ]
    return table


def _shares(fact: Mapping[str, str]) -> list[Cell]:
    total = fact["участников"]
    shares = (percent(fact[level], total).replace(",", ".") for level in LEVELS)
    return [int(total), *(float(share) for share in shares)]


def write(folder: Path) -> None:
    """Write the tables."""
    write_csv(folder / "kdr4_2025.csv", grade_4(), "cp1251")
    write_book(folder / "kdr6_2025.xlsx", {"КДР6": grade_6()}, {"КДР6": ["A1:H1"]})


if __name__ == "__main__":
    write(SAMPLES / "layouts" / "levels")
