"""Write `sample_data/layouts/pupils/`: pupils' own rows of ВПР in the shapes they really have.

The counts are those of the invented district (`sample_data/results.csv`); pupils, their names and
the scores of their tasks are drawn from a fixed seed, so that the bytes are the same each time.
Protocols of 2020 to 2022 and of 2026 bear the counts of other years, see `WORKS`. Run it as
`python tools/layout_samples/pupils.py`.
"""

import csv
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "sample_data" / "layouts" / "pupils"
SEED = 2025
MUNICIPALITY = "Рассветовский район"
RU, MATHS = "русский язык", "математика"
ABSENT = "отсутствовал"

Cell = str | int | None
Table = list[list[Cell]]


@dataclass(frozen=True)
class Work:
    """A work: whose counts it bears, and what its scores mean."""

    file: str
    like: int
    """The year of `results.csv` whose counts it bears."""
    year: int
    subject: str
    grade: int
    bounds: tuple[int, int, int, int]
    """The greatest scores of 2, 3, 4 and 5."""
    schools: tuple[str, ...] = ()
    """Ids of the schools; all where none is named."""

    @property
    def tasks(self) -> list[int]:
        """The greatest scores of the tasks."""
        greatest = self.bounds[-1]
        return [2] * (greatest // 2) + [1] * (greatest % 2)


FEW = ("001", "003", "006", "010")
F1 = Work("Ф1 Индивидуальные результаты.xlsx", 2025, 2025, MATHS, 5, (6, 10, 14, 20))
F1_SCHOOL = Work("Ф1 МКОУ Верхнеключевская СОШ.xlsx", 2025, 2025, RU, 8, (25, 31, 44, 51), ("003",))
AUTUMN = Work("Mat5_2020.csv", 2023, 2020, MATHS, 4, (5, 9, 14, 20))
SPRING = Work(
    "Проведение работы по русскому языку, 6 класс. ВПР 2021.xlsx",
    2023, 2021, RU, 6, (24, 34, 44, 51), FEW,
)  # fmt: skip
OF_2022 = Work("ВПР 2022. Математика, 7 класс.xlsx", 2023, 2022, MATHS, 7, (6, 11, 15, 19), FEW)
LATER = Work(
    "edu990003 ВПР 2026. Русский язык, 4 класс.xlsx",
    2025, 2026, RU, 4, (9, 15, 20, 24), ("003",),
)  # fmt: skip
OPEN_SET = Work("fioko-open.csv", 2024, 2019, RU, 4, (13, 23, 32, 38))
WORKS = (F1, F1_SCHOOL, AUTUMN, SPRING, OF_2022, LATER, OPEN_SET)


@dataclass(frozen=True)
class Pupil:
    """A pupil who wrote a work, or did not."""

    school: str
    name: str
    """Of the school."""
    code: str
    mark: str
    """Empty where the pupil was absent."""
    scores: tuple[int, ...] = ()

    @property
    def score(self) -> int | None:
        """The primary score."""
        return sum(self.scores) if self.mark else None


def pupils(work: Work) -> Iterator[Pupil]:
    """Yield the pupils of a work, school by school."""
    chance = random.Random(f"{SEED} {work.file}")
    for row in counts(work):
        marks = [mark for mark in "2345" for _ in range(int(row[mark]))]
        marks += [""] * (int(row["по списку"]) - len(marks))
        chance.shuffle(marks)
        for number, mark in enumerate(marks, 1):
            scores = drawn(chance, work, mark) if mark else ()
            code = f"{work.grade}{number:03}"
            yield Pupil(row["школа"], row["название"], code, mark, scores)


def counts(work: Work) -> Iterator[dict[str, str]]:
    """Yield the rows of the district whose counts a work bears."""
    with (ROOT / "sample_data" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            about = (row["процедура"], row["год"], row["предмет"], row["класс"], row["группа"])
            wanted = ("ВПР", str(work.like), work.subject, str(work.grade), "")
            if about == wanted and (not work.schools or row["школа"] in work.schools):
                yield row


def drawn(chance: random.Random, work: Work, mark: str) -> tuple[int, ...]:
    """Draw the scores of the tasks of a pupil who got a mark."""
    place = int(mark) - 2
    least = work.bounds[place - 1] + 1 if place else 1
    left = chance.randint(least, work.bounds[place])
    scores = [0] * len(work.tasks)
    while left:
        task = chance.choice([t for t, most in enumerate(work.tasks) if scores[t] < most])
        scores[task] += 1
        left -= 1
    return tuple(scores)


def login(pupil: Pupil, prefix: str = "edu") -> str:
    """Return the login of a pupil's school in ФИС ОКО."""
    return f"{prefix}990{pupil.school}"


def done(work: Work, pupil: Pupil) -> list[Cell]:
    """Return the cells of the tasks, a cross where a task was not attempted."""
    if not pupil.mark:
        return ["-"] * len(work.tasks)
    crosses = "ХX"
    return [score or crosses[place % 2] for place, score in enumerate(pupil.scores)]


def headers(work: Work) -> list[Cell]:
    """Return the headers of the tasks, with «К» of either alphabet."""
    said = [f"{place} ({most}б)" for place, most in enumerate(work.tasks, 1)]
    said[:2] = [f"1К1 ({work.tasks[0]}б)", f"1K2 ({work.tasks[1]}б)"]
    return [*said]


def individual(work: Work, everyone: Sequence[Pupil]) -> Table:
    """Draw Ф1 of a municipality."""
    taking = sum(bool(each.mark) for each in everyone)
    tasks = headers(work)
    head: list[Cell] = ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант"]
    marks: list[Cell] = ["Первичный балл", "Отметка", "Отметка по журналу"]
    rows: Table = [
        [f"ВПР {work.year} {work.subject.capitalize()} {work.grade} класс"],
        ["Индивидуальные результаты"],
        ["Предмет:", work.subject.capitalize()],
        ["Максимальный первичный балл:", work.bounds[-1]],
        ["Дата:", "16.04.2025"],
        [MUNICIPALITY, f"Кол-во участников: {taking}"],
        [],
        [*[None] * len(head), *("Б" if place % 3 else "П" for place in range(len(tasks)))],
        [*head, *tasks, *marks],
    ]
    for each in everyone:
        own: list[Cell] = [login(each), MUNICIPALITY, each.name, each.code, f"{work.grade}А", 1]
        result: list[Cell] = [each.score, int(each.mark), 3] if each.mark else ["-", "—", 4]
        rows.append([*own, *done(work, each), *result])
    return rows


def of_school(work: Work, everyone: Sequence[Pupil]) -> Table:
    """Draw a school's own copy of Ф1: with names, and participants who are told wrongly."""
    tasks, first = headers(work), everyone[0]
    head: list[Cell] = ["Код участника", "ФИО", "Пол", "Класс", "Вариант"]
    rows: Table = [
        [f"ВПР {work.year} {work.subject.capitalize()} {work.grade} класс"],
        [f"{first.name} ({login(first)})", f"Кол-во участников: {len(everyone) + 1}"],
        [],
        [*[None] * len(head), *["Б"] * len(tasks)],
        [*head, *tasks, "Первичный балл", "Отметка"],
    ]
    for number, each in enumerate(everyone, 1):
        name = f"Придуманный{number} Ученик Вымышленович"
        own: list[Cell] = [each.code, name, "мж"[number % 2], f"{work.grade}А", 2]
        result: list[Cell] = [each.score, int(each.mark)] if each.mark else ["—", "Нет отметки"]
        rows.append([*own, *done(work, each), *result])
    return [*rows, ["* Х — к заданию не приступал"]]


def autumn(work: Work, everyone: Sequence[Pupil]) -> Table:
    """Draw a protocol of autumn 2020."""
    tasks: list[Cell] = [f"a-{place}-grade" for place, _ in enumerate(work.tasks, 1)]
    rows: Table = [
        ["user", "code", "gender", "klass", "otc", "var-1", "var-2", *tasks, "sum", "Учебник"]
    ]
    for each in everyone:
        variants: list[Cell] = [1, 2] if each.mark else [ABSENT, None]
        scores: list[Cell] = [*each.scores] if each.mark else [None] * len(tasks)
        own: list[Cell] = [login(each, "sch"), each.code, "м", "5А", 4]
        rows.append([*own, *variants, *scores, each.score, "УМК"])
    return rows


def spring(work: Work, everyone: Sequence[Pupil]) -> Table:
    """Draw a protocol of spring 2021, where «регион» is the municipality."""
    tasks: list[Cell] = [f"балл за {place}" for place, _ in enumerate(work.tasks, 1)]
    before = "отметка за предыдущую четверть/триместр"
    head: list[Cell] = ["логин школы", "номер обучающегося", "пол", before, "класс", "вариант"]
    rows: Table = [[*head, *tasks, "всего баллов", "регион", "Учебник"]]
    for each in everyone:
        own: list[Cell] = [login(each, "sch"), each.code, "ж", 4, "6А", 3 if each.mark else ABSENT]
        scores: list[Cell] = [*each.scores] if each.mark else [None] * len(tasks)
        rows.append([*own, *scores, each.score, MUNICIPALITY, "УМК"])
    return rows


def of_2022(work: Work, everyone: Sequence[Pupil]) -> Table:
    """Draw a protocol of 2022, which has no total."""
    before = "Отметка за предыдущий триместр/ четверть/полугодие"
    tasks = headers(work)
    rows: Table = [
        ["Пользователь", "Код", "Пол", before, "Вариант", *tasks, "Наименование класса", "Учебник"]
    ]
    for each in everyone:
        own: list[Cell] = [login(each), each.code, "м", 4, 1 if each.mark else ABSENT]
        scores = done(work, each) if each.mark else [None] * len(tasks)
        rows.append([*own, *scores, f"{work.grade}А", "УМК"])
    return rows


def later(work: Work, everyone: Sequence[Pupil]) -> Table:
    """Draw a later protocol: of one school, with two variants."""
    tasks = headers(work)
    before = "Отметка за предыдущую четверть"
    head: list[Cell] = ["Код участника", "Порядковый номер класса", "Пол", before]
    rows: Table = [[*head, "Вариант 1", "Вариант 2", *tasks, "Итого баллов"]]
    for each in everyone:
        variants: list[Cell] = [1, 4] if each.mark else ["не присутствовал", None]
        scores = done(work, each) if each.mark else [None] * len(tasks)
        rows.append([each.code, 1, "ж", 4, *variants, *scores, each.score])
    return rows


def open_set(work: Work, everyone: Sequence[Pupil]) -> Table:
    """Draw the open set of ФИОКО, its header repeated as the first row."""
    subjects = "Код предмета (1-РУ,2-МА)"
    head: list[Cell] = [
        "Класс", subjects, "ОО (логин школы)", "Код ученика", "Балл", "Отметка", "Year"
    ]  # fmt: skip
    rows: Table = [
        [work.grade, 1, login(each, "sch"), each.code, each.score, int(each.mark), work.year]
        for each in everyone
        if each.mark
    ]
    return [head, head, *rows]


def write_csv(path: Path, table: Table, encoding: str) -> None:
    """Write a CSV as the Russian Excel does."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(table)


def write_xlsx(path: Path, sheet: str, table: Table) -> None:
    """Write a workbook of one sheet."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2025, 9, 1)})  # noqa: DTZ001
        page = book.add_worksheet(sheet)
        for number, line in enumerate(table):
            page.write_row(number, 0, line)


def write(folder: Path) -> None:
    """Write every sample."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = "Индивидуальные результаты"
    everyone = {work: tuple(pupils(work)) for work in WORKS}
    write_xlsx(folder / F1.file, reports, individual(F1, everyone[F1]))
    write_xlsx(folder / F1_SCHOOL.file, reports, of_school(F1_SCHOOL, everyone[F1_SCHOOL]))
    write_csv(folder / AUTUMN.file, autumn(AUTUMN, everyone[AUTUMN]), "cp1251")
    write_xlsx(folder / SPRING.file, "Лист1", spring(SPRING, everyone[SPRING]))
    write_xlsx(folder / OF_2022.file, "Протокол", of_2022(OF_2022, everyone[OF_2022]))
    write_xlsx(folder / LATER.file, "Протокол", later(LATER, everyone[LATER]))
    write_csv(folder / OPEN_SET.file, open_set(OPEN_SET, everyone[OPEN_SET]), "utf-8-sig")


if __name__ == "__main__":
    write(FOLDER)
