"""Write an aggregated table of ЕГЭ for the district: `python -m tools.layout_samples.summary`.

The counts are those of `sample_data/results.csv` for 2025.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.layout_samples.plain_facts import MUNICIPALITY, SAMPLES, Cell, Line, facts, write_book

YEAR = "2025"
SUBJECTS = (
    ("Русский язык", "русский язык", "", "(min 24)"),
    ("Математика профильная", "математика", "профиль", "(min 27)"),
    ("Математика базовая", "математика", "база", ""),
)
MEASURES = (
    *("приняли участие", "не преодолели минимальный порог", "высокобалльники 80-99"),
    *("100 баллов", "средний балл"),
)


def header() -> Iterator[Line]:
    """Yield the title and the header of two rows."""
    yield ("Результаты ЕГЭ 2025 года по общеобразовательным организациям",)
    subjects = [cell for name, *_ in SUBJECTS for cell in (name, None, None, None, None)]
    fixed = ("Муниципалитет", "Образовательная организация", "Всего выпускников, сдававших ЕГЭ")
    yield (*fixed, *subjects)
    measures: list[Cell] = []
    for *_, border in SUBJECTS:
        measures += [f"{each} {border}".strip() if "порог" in each else each for each in MEASURES]
    yield (None, None, None, *measures)
    yield tuple(range(1, 4 + len(measures)))


def band(fact: Mapping[str, str] | None, level: str) -> list[Cell]:
    """Return what the table says of a school in one subject."""
    if fact is None:
        return ["-", "-", "-", "-", "-"]
    count = int(fact["участников"])
    if level == "база":
        total = sum(mark * int(fact[str(mark)]) for mark in (2, 3, 4, 5))
        return [count, int(fact["2"]), "Х", "Х", rounded(total, count)]
    return [count, int(fact["ниже порога"]), 0, 0, rounded(int(fact["сумма баллов"]), count)]


def rounded(total: int, count: int) -> str:
    """Return a mean with two decimals and a comma."""
    hundredths = (200 * total + count) // (2 * count)
    return f"{hundredths // 100},{hundredths % 100:02}"


def lines() -> list[Line]:
    """Return the lines of the sheet."""
    found = {(row["школа"], row["предмет"], row["уровень"]): row for row in facts(год=YEAR)}
    names = {row["школа"]: row["название"] for row in facts(год=YEAR, процедура="ЕГЭ")}
    table: list[Line] = list(header())
    for school, name in names.items():
        bands: list[Cell] = []
        for _, subject, level, _ in SUBJECTS:
            bands += band(_of_ege(found.get((school, subject, level))), level)
        first = MUNICIPALITY if len(table) == 4 else None
        table.append((first, name, bands[0], *bands))
    totals = [sum(int(row[place] or 0) for row in table[4:]) for place in (3, 4)]
    table.append(("Всего", None, totals[0], *totals))
    table.append(("Х – отсутствует",))
    return table


def _of_ege(row: Mapping[str, str] | None) -> Mapping[str, str] | None:
    return row if row is not None and row["процедура"] == "ЕГЭ" else None


def write(folder: Path) -> None:
    """Write the table."""
    table = lines()
    merged = ["A1:R1", "A2:A3", "B2:B3", "C2:C3", "D2:H2", "I2:M2", "N2:R2"]
    merged.append(f"A5:A{len(table) - 2}")
    write_book(folder / "ege_by_school.xlsx", {"Лист1": table}, {"Лист1": merged})


if __name__ == "__main__":
    write(SAMPLES / "layouts" / "summary")
