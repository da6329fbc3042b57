"""Write the district's ВПР as the aggregated reports of ФИС ОКО into `sample_data/layouts/marks/`.

Each year is exported in another way: 2023 a file per subject and grade with percents of two
decimals, 2024 one workbook with a sheet for each and percents as text, 2025 one workbook with
shares of one under the format `%`. Beside them one «Распределение первичных баллов» of 2025. The
counts are those of `sample_data/results.csv`; what stands above the district is invented. Run it as
`python -m tools.layout_samples.marks`.
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "sample_data" / "layouts" / "marks"
MARKS = ("2", "3", "4", "5")
SUBJECTS = {"русский язык": "РУ", "математика": "МА"}
FILES = {"РУ": "ru", "МА": "ma"}
GRADES = range(4, 9)
MOST = {
    ("РУ", 4): 38,
    ("РУ", 5): 45,
    ("РУ", 6): 51,
    ("РУ", 7): 47,
    ("РУ", 8): 51,
    ("МА", 4): 20,
    ("МА", 5): 20,
    ("МА", 6): 16,
    ("МА", 7): 19,
    ("МА", 8): 25,
}
"""The greatest primary scores."""
BOUNDS = (6, 10, 14)
"""Greatest primary scores of the marks 2, 3 and 4 in mathematics, grade 5."""
DATES = {2023: dt.date(2023, 3, 15), 2024: dt.date(2024, 4, 2), 2025: dt.date(2025, 4, 22)}
MUNICIPALITY = "Рассветовский район"
REGIONS = 85
"""How many times the region is the country."""

Counts = tuple[int, ...]
Put = Callable[[Worksheet, int, int, float], None]
"""Writes a share of 1 into a cell."""


@dataclass(frozen=True)
class Line:
    """A row of a report."""

    text: str
    schools: int | None
    counts: Counts


@dataclass(frozen=True)
class Work:
    """A work of one year, subject and grade, and how all did it."""

    year: int
    subject: str
    grade: int
    lines: tuple[Line, ...]

    @property
    def code(self) -> str:
        """Short name of the subject."""
        return SUBJECTS[self.subject]

    @property
    def most(self) -> int:
        """The greatest primary score."""
        return MOST[self.code, self.grade]


def works() -> Iterator[Work]:
    """Yield every work of the district, as its results say."""
    with (ROOT / "sample_data" / "results.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["процедура"] == "ВПР"]
    for year in DATES:
        for subject in SUBJECTS:
            for grade in GRADES:
                key = (str(year), subject, str(grade))
                own = [r for r in rows if (r["год"], r["предмет"], r["класс"]) == key]
                yield Work(year, subject, grade, tuple(_lines(own)))


def _lines(rows: Sequence[dict[str, str]]) -> Iterator[Line]:
    regional = next(row for row in rows if row["группа"])
    schools = [row for row in rows if not row["группа"]]
    region = _counts(regional)
    yield Line("Вся выборка", 412 * REGIONS, tuple(REGIONS * n + 7 for n in region))
    yield Line(regional["школа"], 412, region)
    both = zip(*map(_counts, schools), strict=True)
    yield Line(MUNICIPALITY, len(schools), tuple(map(sum, both)))
    for row in schools:
        name = row["название"].replace("«", "").replace("»", "")
        yield Line(f"{name} (edu990{row['школа']})", None, _counts(row))


def _counts(row: dict[str, str]) -> Counts:
    return tuple(int(row[mark]) for mark in MARKS)


def rounded(share: float, digits: int) -> float:
    """Round a share of 1, half up."""
    unit = float(10**digits)
    return int(share * unit + 0.5) / unit


def _as_number(sheet: Worksheet, row: int, column: int, share: float) -> None:
    sheet.write_number(row, column, rounded(share, 4) * 100)


def _as_text(sheet: Worksheet, row: int, column: int, share: float) -> None:
    text = f"{rounded(share, 3) * 100:.1f}".replace(".", ",")
    sheet.write_string(row, column, text)


def _under_format(style: Format) -> Put:
    def put(sheet: Worksheet, row: int, column: int, share: float) -> None:
        sheet.write_number(row, column, rounded(share, 4), style)

    return put


def _write(sheet: Worksheet, work: Work, title: str, labels: Sequence[str], put: Put) -> None:
    width = 2 + len(labels)
    sheet.merge_range(0, 0, 0, width, f"ВПР {work.year}. {work.grade} класс")
    sheet.merge_range(1, 0, 1, width, title)
    sheet.write_row(2, 0, ["Предмет:", work.subject.capitalize()])
    sheet.write_row(3, 0, ["Максимальный первичный балл:", work.most])
    sheet.write_row(4, 0, ["Дата:", f"{DATES[work.year]:%d.%m.%Y}"])
    sheet.write_row(6, 0, ["Группы участников", "Кол-во ОО", "Кол-во участников"])
    for column, label in enumerate(labels, 3):
        sheet.write_number(6, column, int(label))
    for row, line in enumerate(work.lines, 7):
        total = sum(line.counts)
        sheet.write_row(row, 0, [line.text, "" if line.schools is None else line.schools, total])
        # where nobody took part nothing stands in the cells
        for column, count in enumerate(line.counts if total else (), 3):
            put(sheet, row, column, count / total)


def _book(path: Path) -> xlsxwriter.Workbook:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": dt.datetime(2025, 9, 1)})  # noqa: DTZ001
    return book


def _files(folder: Path, own: Sequence[Work]) -> None:
    for work in own:
        with _book(folder / f"{work.year}-{work.grade}-{FILES[work.code]}.xlsx") as book:
            _write(book.add_worksheet("Лист1"), work, "Статистика по отметкам", MARKS, _as_number)


def _sheets(path: Path, own: Sequence[Work], put: Put | None = None) -> None:
    with _book(path) as book:
        style = book.add_format({"num_format": "0.00%"})
        for work in own:
            sheet = book.add_worksheet(f"{work.grade} {work.code}")
            _write(sheet, work, "Статистика по отметкам", MARKS, put or _under_format(style))


def _scores(path: Path, work: Work) -> None:
    lines = tuple(
        Line(line.text, line.schools, _spread(line.counts, work.most)) for line in work.lines
    )
    scored = Work(work.year, work.subject, work.grade, lines)
    with _book(path) as book:
        labels = [str(score) for score in range(work.most + 1)]
        title = "Распределение первичных баллов"
        _write(book.add_worksheet("Лист1"), scored, title, labels, _as_number)


def _spread(counts: Counts, most: int) -> Counts:
    """Give the pupils of each mark to its scores, more of them to the lower ones."""
    spread: list[int] = []
    for low, high, count in zip((-1, *BOUNDS), (*BOUNDS, most), counts, strict=True):
        scores = high - low
        spread += [(count + scores - 1 - place) // scores for place in range(scores)]
    return tuple(spread)


def write(folder: Path) -> None:
    """Write all reports into a folder."""
    by_year: dict[int, list[Work]] = {year: [] for year in DATES}
    for work in works():
        by_year[work.year].append(work)
    _files(folder / "2023", by_year[2023])
    _sheets(folder / "2024.xlsx", by_year[2024], _as_text)
    _sheets(folder / "2025.xlsx", by_year[2025])
    maths = next(each for each in by_year[2025] if (each.code, each.grade) == ("МА", 5))
    _scores(folder / "scores-2025-5-ma.xlsx", maths)


if __name__ == "__main__":
    write(FOLDER)
    print(f"{FOLDER.relative_to(ROOT)}: готово")
