"""Write protocols of РЦОИ for the sample district: `python -m tools.layout_samples.rcoi`.

Nobody in them exists. The counts are those of `sample_data/results.csv` for 2025.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.layout_samples.plain_facts import (
    SAMPLES,
    Line,
    facts,
    rcoi_code,
    write_book,
    write_csv,
)

YEAR = "2025"
RU, MATHS = "русский язык", "математика"
BORDERS = {RU: 24, MATHS: 27}
FAILED, PASSED = (8, 22), (40, 92)
SURNAMES = ("Ясенев", "Вьюгин", "Лугов", "Туманов", "Росин", "Зорин", "Дубов", "Инеев", "Ручьев")
NAMES = ("Лев", "Глеб", "Марк", "Игнат", "Фома", "Савва", "Клим")
FATHERS = ("Львович", "Глебович", "Маркович", "Игнатович", "Фомич")
LONG = (
    *("№", None, "Код МСУ", None, "Код ОО", None, "Класс", None, "Код ППЭ", None),
    *("Аудитория", None, "Фамилия", "Имя", "Отчество", None, "Серия", None, "Номер", None),
    *("Задания с кратким ответом", None, "Первичный балл", None, "Балл", None),
)
SHORT = (
    *("№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Фамилия", "Имя", "Отчество"),
    *("Серия", "Номер", "Задания с кратким ответом", "Первичный балл"),
)
APPEALS = (
    *("№", "Код ОО", "Фамилия", "Имя", "Отчество", "Документ", "Предмет"),
    *("Тип апелляции / перепроверки", "Состояние", "Балл до изменения", "Текущие", None),
    "Разница",
)


def person(number: int) -> tuple[str, str, str, str, str]:
    """Return an invented participant: names and document."""
    names = (SURNAMES[number % 9], NAMES[number // 9 % 7], FATHERS[number // 63 % 5])
    return (*names, "0000", f"{number:06}")


def scores(fact: Mapping[str, str]) -> list[int]:
    """Return scores of participants with the sum and the number below that a fact has."""
    count, low = int(fact["участников"]), int(fact["ниже порога"])
    least = [FAILED[0]] * low + [PASSED[0]] * (count - low)
    most = [FAILED[1]] * low + [PASSED[1]] * (count - low)
    left = int(fact["сумма баллов"]) - sum(least)
    found = []
    for lower, upper in zip(least, most, strict=True):
        more = min(left, upper - lower)
        found.append(lower + more)
        left -= more
    return found


def marks(fact: Mapping[str, str]) -> list[int]:
    """Return the marks of participants."""
    return [mark for mark in (2, 3, 4, 5) for _ in range(int(fact[str(mark)]))]


def participants(subject: str, procedure: str, level: str) -> Iterator[tuple[str, int, int]]:
    """Yield the school, a number of the participant and the result."""
    wanted = {"год": YEAR, "процедура": procedure, "предмет": subject, "уровень": level}
    for fact in facts(**wanted):
        own = 100 * int(fact["школа"])
        results = scores(fact) if fact["ниже порога"] else marks(fact)
        for number, result in enumerate(results):
            yield rcoi_code(fact["школа"]), own + number, result


def ege() -> Iterator[Line]:
    """Yield the lines of a CSV with four protocols and appeals, one under another."""
    yield ("01 - Русский язык 2025.05.30", *(None,) * 25)
    yield LONG
    rows = list(participants(RU, "ЕГЭ", ""))
    raised = next(place for place, (_, _, score) in enumerate(rows) if score == PASSED[1])
    for place, (school, number, score) in enumerate(rows):
        surname, name, father, series, document = person(number)
        shown = score - 4 if place == raised else score
        yield (
            *(place + 1, None, "501", None, f"{school}.0" if place % 7 == 0 else school, None),
            *("11", None, "1018", None, "9", None, surname, name, father, None, series, None),
            *(document, None, "+-++", None, score // 2, None, shown, None),
        )
    yield from footers(24, BORDERS[RU], len(rows), 26)
    school, number, _ = next(each for each in rows if each[2] < BORDERS[RU])
    yield (*(None,) * 13, "01 - Русский язык 2025.06.23", *(None,) * 12)
    yield (*SHORT, "Балл")
    yield (1, school, "11А", "1018", "9", *person(number), "++++", 20, 36)
    yield from footers(12, BORDERS[RU], 1, 13)
    yield (*(None,) * 13, "22 - Математика базовая 2025.05.27", *(None,) * 12)
    yield (*SHORT, "Оценка")
    rows_of_base = list(participants(MATHS, "ЕГЭ", "база"))
    for place, (school, number, mark) in enumerate(rows_of_base):
        names = person(number)
        yield (place + 1, school, "11Б", "1081", "0005", *names, "++-+", 3 * mark, mark)
    yield from footers(12, None, len(rows_of_base), 13)
    yield ("02 - Математика профильная 2025.05.27",)
    yield (*SHORT, "Тестовый балл")
    rows_of_profile = list(participants(MATHS, "ЕГЭ", "профиль"))
    for place, (school, number, score) in enumerate(rows_of_profile):
        names = person(number + 50)
        yield (place + 1, school, "11", "1081", "0006", *names, "++-+", score // 3, score)
    # one of them was never read: the number below says so
    yield from footers(12, BORDERS[MATHS], len(rows_of_profile) + 1, 13)
    yield from appeal(*rows[raised])


def footers(place: int, border: int | None, count: int, width: int) -> Iterator[Line]:
    """Yield what stands below a protocol."""
    said = {"Средние": 50, "Минимальная граница": border, "Всего участников": count}
    for label, value in said.items():
        if value is not None:
            yield (label, *(None,) * (place - 2), value, *(None,) * (width - place))


def appeal(school: str, number: int, score: int) -> Iterator[Line]:
    """Yield a protocol of appeals with one row: the score was four less before."""
    yield APPEALS
    yield (*(None,) * 10, "Первичный балл", "Балл", None)
    surname, name, father, series, document = person(number)
    yield (
        *(1, school, surname, name, father, f"{series} {document}", "Русский язык(2025.05.30)"),
        *("О несогласии с баллами", "Удовлетворена", score - 4, score // 2, score, 4),
    )


def oge(subject: str, title: str) -> list[Line]:
    """Return the lines of a sheet whose header has two rows."""
    lines: list[Line] = [
        (title,),
        ("№", "Код ОО", "Класс", "Фамилия", "Имя", "Отчество", "Документ", "Результат", None),
        (*(None,) * 7, "Первичный балл", "Итоговая оценка"),
    ]
    rows = list(participants(subject, "ОГЭ", ""))
    for place, (school, number, mark) in enumerate(rows):
        *names, series, document = person(number + 30)
        lines.append((place + 1, int(school), "9А", *names, f"{series} {document}", 6 * mark, mark))
    lines.append(("Всего участников", *(None,) * 7, len(rows)))
    return lines


def write(folder: Path) -> None:
    """Write the protocols."""
    write_csv(folder / "ege_2025.csv", list(ege()), "cp1251")
    sheets: dict[str, Sequence[Line]] = {
        "01": oge(RU, "01 - Русский язык 2025.06.09"),
        "02": oge(MATHS, "02 - Математика 2025.06.03"),
    }
    header = [f"{column}2:{column}3" for column in "ABCDEFG"]
    merged = ["A1:I1", *header, "H2:I2"]
    write_book(folder / "oge_2025.xlsx", sheets, dict.fromkeys(sheets, merged))


if __name__ == "__main__":
    write(SAMPLES / "layouts" / "rcoi")
