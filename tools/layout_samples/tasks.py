"""Write reports of ФИС ОКО that hold no marks into `sample_data/layouts/tasks/`.

«Выполнение заданий» of the whole district, «Достижение планируемых результатов» of one school and
«Сравнение отметок с отметками по журналу», for three works of 2025, a sheet for each. Participants
are those of `sample_data/results.csv` and who did better there does better here; everything else is
invented, skills too. Run it as `python -m tools.layout_samples.tasks`.
"""

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "sample_data" / "layouts" / "tasks"
YEAR = "2025"
REGION, MUNICIPALITY = "Заречный край", "Рассветовский район"
SCHOOL = "003"
"""The school whose own report is written."""
REGIONS = 85
"""How many times the region is the country."""

Cell = str | int | float | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Task:
    """A task of a work: its number, maximal score, difficulty in percent, skill."""

    number: str
    most: int
    hard: int
    skill: str


@dataclass(frozen=True)
class Work:
    """A work: its sheet, subject, grade and tasks."""

    sheet: str
    subject: str
    grade: str
    tasks: tuple[Task, ...]


RUSSIAN = (
    Task("1К1", 4, 35, "Списывать текст, соблюдая орфографические нормы"),
    Task("1К2", 3, 45, "Списывать текст, соблюдая пунктуационные нормы"),
    Task("2", 3, 30, "Разбирать слово по составу"),
    Task("3.1", 1, 20, "Ставить ударение в слове"),
    Task("3.2", 2, 55, "Объяснять, почему слово пишется так"),
    Task("10", 2, 60, "Находить в тексте главную мысль и записывать её"),
)
MATHS = (
    Task("1", 1, 15, "Выполнять действия с дробями"),
    Task("2", 1, 25, "Сравнивать числа и величины"),
    Task("3", 2, 50, "Решать задачи в несколько действий"),
    Task("4.1", 1, 30, "Читать таблицы и диаграммы"),
    Task("4.2", 1, 65, "Делать выводы из данных таблицы"),
)
WORKS = (
    Work("5 РУ", "русский язык", "5", RUSSIAN),
    Work("5 МА", "математика", "5", MATHS),
    Work("8 МА", "математика", "8", MATHS),
)


@dataclass(frozen=True)
class Group:
    """A row of a report: a school, or a group of them."""

    label: str
    schools: int | None
    participants: int
    good: int
    """Sum of marks above 2, of three at most for each."""

    def share(self, task: Task) -> Decimal:
        """Return the share of a task's maximal score that its pupils have got, in percent."""
        most = self.participants * task.most
        points = most * (100 - task.hard) * (3 * self.participants + self.good)
        got = min(points // (500 * self.participants), most)
        share = Decimal(100 * got) / most
        return share.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def against_journal(self) -> tuple[int, int, int]:
        """Return how many lowered, confirmed and raised their mark."""
        lowered, raised = self.participants // 4, self.participants // 7
        return lowered, self.participants - lowered - raised, raised


def groups(work: Work) -> tuple[Group, ...]:
    """Return the rows of a work: the country, the region, the municipality, its schools."""
    region, *others = (row for row in facts(work) if row["группа"] != "муниципалитет")
    schools = [group_of(row, label(row)) for row in others if int(row["участников"])]
    of_region = group_of(region, REGION, 912)
    country = Group(
        "Вся выборка", 35923, of_region.participants * REGIONS, of_region.good * REGIONS
    )
    people, good = sum(each.participants for each in schools), sum(each.good for each in schools)
    return (country, of_region, Group(MUNICIPALITY, len(schools), people, good), *schools)


def facts(work: Work) -> Iterator[dict[str, str]]:
    """Yield the rows of results of a work."""
    with (ROOT / "sample_data" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            key = (row["год"], row["процедура"], row["предмет"], row["класс"])
            if key == (YEAR, "ВПР", work.subject, work.grade):
                yield row


def group_of(row: dict[str, str], text: str, schools: int | None = None) -> Group:
    """Return a row of results as a row of a report."""
    good = sum(int(row[mark]) * (int(mark) - 2) for mark in ("3", "4", "5"))
    return Group(text, schools, int(row["участников"]), good)


def label(row: dict[str, str]) -> str:
    """Return how a report calls a school: with its login."""
    school = row["школа"]
    names = {each["код"]: each["название"] for each in register()}
    aliases = {each["псевдонимы"]: each["код"] for each in register()}
    code = school if school in names else aliases[school]
    return f"{names[code]} (edu990{code})"


def register() -> list[dict[str, str]]:
    """Return the register of the district."""
    with (ROOT / "sample_data" / "schools.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def above(work: Work, title: str) -> list[Row]:
    """Return the rows above a report's header."""
    most = sum(task.most for task in work.tasks)
    return [
        (f"ВПР {YEAR}. {work.grade} класс",),
        (title,),
        ("Предмет:", work.subject.capitalize()),
        ("Максимальный первичный балл:", most),
        ("Дата:", "22.04.2025"),
        (),
    ]


def performed(work: Work) -> list[Row]:
    """Return «Выполнение заданий»: the letter of a criterion is Latin here."""
    numbers = tuple(task.number.replace("К", "K") for task in work.tasks)
    return [
        *above(work, "Выполнение заданий"),
        (None, None, "Макс балл", *(task.most for task in work.tasks)),
        ("Группы участников", "Кол-во ОО", "Кол-во участников", *numbers),
        *(
            (
                each.label,
                each.schools,
                each.participants,
                *(float(each.share(task)) for task in work.tasks),
            )
            for each in groups(work)
        ),
    ]


def planned(work: Work) -> list[Row]:
    """Return «Достижение планируемых результатов» of one school, its shares as text."""
    country, region, district, *schools = groups(work)
    own = next(each for each in schools if each.label.endswith(f"{SCHOOL})"))
    columns = (region, district, own, country)
    skill = (
        "Блоки ПООП обучающийся научится / получит возможность научиться или проверяемые "
        "требования (умения) в соответствии с ФГОС (ФК ГОС)"
    )
    names = (REGION, MUNICIPALITY, own.label, "РФ")
    return [
        *above(work, "Достижение планируемых результатов"),
        ("Номер задания", skill, "Макс балл", *names),
        (None, None, None, *(f"{each.participants} уч." for each in columns)),
        *(planned_row(task, columns) for task in work.tasks),
    ]


def planned_row(task: Task, columns: Sequence[Group]) -> Row:
    """Return a task with its share in each column."""
    shares = (printed(each.share(task)) for each in columns)
    return (task.number, task.skill, task.most, *shares)


def journal(work: Work) -> list[Row]:
    """Return «Сравнение отметок с отметками по журналу»."""
    rows = above(work, "Сравнение отметок с отметками по журналу")
    rows.append(("Группы участников", "Кол-во участников", "%"))
    for each in groups(work):
        rows.append((each.label,))
        names = (
            "Понизили (Отметка < Отметка по журналу)",
            "Подтвердили (Отметка = Отметка по журналу)",
            "Повысили (Отметка > Отметка по журналу)",
        )
        for name, count in zip(names, each.against_journal(), strict=True):
            share = Decimal(100 * count) / each.participants
            rows.append((name, count, printed(share.quantize(Decimal("0.01"), ROUND_HALF_UP))))
        rows.append(("Всего", each.participants, "100"))
    return rows


def printed(share: Decimal) -> str:
    """Write a share as the reports do: «14,5», «0»."""
    return format(share.normalize(), "f").replace(".", ",")


def write(path: Path, sheets: dict[str, Sequence[Row]]) -> None:
    """Write a workbook."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2025, 9, 1)})  # noqa: DTZ001
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


REPORTS = {
    "Выполнение заданий.xlsx": performed,
    "Достижение планируемых результатов.xlsx": planned,
    "Сравнение с журналом.xlsx": journal,
}
"""File -> what its sheets are."""


def main(folder: Path = FOLDER) -> None:
    """Write all workbooks."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, report in REPORTS.items():
        write(folder / name, {work.sheet: report(work) for work in WORKS})


if __name__ == "__main__":
    main()
