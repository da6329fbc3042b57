"""Big invented tables, the same from the same size: facts of schools, rows of pupils.

Everything is drawn from hashes of keys, so that no random source is needed. A few schools have
rows missing, no rows in the report year, no participants, or only assessments that the methodology
does not take: every answer that `federal-2025` knows occurs.
"""

import shutil
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

YEARS = (2023, 2024, 2025)
ASSESSMENTS = 30
"""Five grades of ВПР in four subjects, five subjects of ОГЭ, five exams of ЕГЭ."""
_LARGEST_FACT = 64
_LARGEST_CLASS = 23
_AVERAGE_CLASS = 14

_CELLS = """
    WITH assessments AS (
        SELECT a,
            CASE WHEN a < 20 THEN 'ВПР' WHEN a < 25 THEN 'ОГЭ' ELSE 'ЕГЭ' END AS procedure,
            CASE
                WHEN a < 20 THEN ['русский язык', 'математика', 'биология', 'история'][1 + a % 4]
                WHEN a < 25
                THEN ['русский язык', 'математика', 'биология', 'химия', 'физика'][a - 19]
                ELSE ['русский язык', 'математика', 'математика', 'биология', 'физика'][a - 24]
            END AS subject,
            CASE a WHEN 26 THEN 'база' WHEN 27 THEN 'профиль' END AS level,
            CASE WHEN a < 20 THEN 4 + a // 4 WHEN a < 25 THEN 9 ELSE 11 END AS grade
        FROM range({assessments}) AS numbers(a)
    ),
    drawn AS (
        SELECT s, y, assessments.*, hash(s * 100003 + y * 101 + a) AS draw,
            hash(s * 7919 + 1) AS own
        FROM range({schools}) AS schools(s), (VALUES {years}) AS years(y), assessments
    )
    SELECT s, y, a, draw, 'ш' || lpad((100000 + s)::VARCHAR, 6, '0') AS school,
        'Район ' || s % 400 AS municipality, procedure, subject, level, grade,
        CASE WHEN draw % 499 = 0 OR s % 1999 = 11 AND y = 2025 THEN 0
             ELSE 5 + (draw // 499) % ({largest} - 4) END::INTEGER AS participants,
        ((draw // 32768) % 1000 / 1000.0) * (own % 60) / 100.0 AS share,
        procedure = 'ЕГЭ' AND coalesce(level, '') <> 'база' AS below
    FROM drawn
    WHERE (draw // 1048576) % 100 <> 0
        AND NOT (s % 997 = 5 AND y = 2025)
        AND NOT (s % 1499 = 7 AND subject IN ('русский язык', 'математика'))
"""
_LOW = "(participants * share)::INTEGER"


def write_facts(path: Path, schools: int, *, russian: bool = False) -> None:
    """Write a table of facts, CSV or Parquet by the suffix: schools x 3 years x 30 assessments.

    A Russian one is a CSV with `;` and sums of scores with decimal commas.
    """
    connection = _connection(path)
    connection.execute(f"CREATE TABLE cells AS {_cells(schools, _LARGEST_FACT)}")
    rest = f"(participants - {_LOW})"
    third, fourth = f"({rest} * 0.4)::INTEGER", f"({rest} * 0.3)::INTEGER"
    kind = "FORMAT csv" if path.suffix == ".csv" else "FORMAT parquet"
    scores = ""
    if russian:
        kind = "FORMAT csv, DELIMITER ';'"
        scores = """, replace((participants * (3 + draw % 16 / 16))::DECIMAL(9, 2)::VARCHAR,
            '.', ',') AS score_sum"""
    connection.execute(f"""
        COPY (
            SELECT school, municipality, y AS year, procedure, subject, level, grade, participants,
                CASE WHEN NOT below THEN {_LOW} END AS "2",
                CASE WHEN NOT below THEN {third} END AS "3",
                CASE WHEN NOT below THEN {fourth} END AS "4",
                CASE WHEN NOT below THEN {rest} - {third} - {fourth} END AS "5",
                CASE WHEN below THEN {_LOW} END AS "ниже порога"{scores}
            FROM cells ORDER BY s, y, a
        ) TO '{path}' ({kind})""")


def write_workbook(path: Path, rows: int) -> None:
    """Write so many rows of facts as a workbook of Excel."""
    import xlsxwriter

    schools = rows // (len(YEARS) * ASSESSMENTS) + 2
    scan = _connection(path).execute(f"""
        SELECT school, municipality, y, procedure, subject, level, grade, participants,
            {_LOW}, participants - {_LOW}, 0, 0
        FROM ({_cells(schools, _LARGEST_FACT)}) WHERE NOT below ORDER BY s, y, a LIMIT {rows}""")
    names = "school municipality year procedure subject level grade participants 2 3 4 5"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, names.split())
        for place, row in enumerate(scan.fetchall(), 1):
            sheet.write_row(place, 0, row)


def write_reports(folder: Path, count: int, schools: int) -> None:
    """Write so many workbooks of ФИС ОКО, «Статистика по отметкам», of so many schools each."""
    import xlsxwriter

    subjects = ("русский язык", "математика", "биология", "история", "география")
    works = product(range(2010, 2026), range(4, 12), subjects)
    folder.mkdir()
    for place, (year, grade, subject) in enumerate(islice(works, count)):
        with xlsxwriter.Workbook(folder / f"{place}.xlsx") as book:
            sheet = book.add_worksheet()
            sheet.write(0, 0, f"ВПР {year}. {grade} класс")
            sheet.write(1, 0, "Статистика по отметкам")
            sheet.write_row(2, 0, ["Предмет:", subject])
            header = ["Группы участников", "Кол-во ОО", "Кол-во участников", *"2345"]
            sheet.write_row(4, 0, header)
            sheet.write_row(5, 0, ["Вся выборка", 36000, 1_300_000, 10.5, 39.5, 35.3, 14.7])
            sheet.write_row(6, 0, ["Дальний край", 900, 31_000, 11.5, 38.5, 35.3, 14.7])
            sheet.write_row(7, 0, ["Дальний район", schools, 700, 12, 38, 36, 14])
            for school in range(schools):
                pupils = 10 + (place + school) % 30
                low, middle = pupils * (school % 5) // 10, pupils // 3
                counts = (low, middle, pupils - low - middle, 0)
                shares = [round(100 * each / pupils, 2) for each in counts]
                name = f"МКОУ «Дальняя СОШ № {school + 1}» (sch99{school:04})"
                sheet.write_row(8 + school, 0, [name, None, pupils, *shares])


def write_in_cp1251(path: Path, source: Path) -> None:
    """Write a text in cp1251 that is given in utf-8."""
    with (
        source.open(encoding="utf-8", newline="") as file,
        path.open("w", encoding="cp1251", newline="") as out,
    ):
        shutil.copyfileobj(file, out, 1 << 20)


def write_pupils(path: Path, rows: int) -> None:
    """Write about so many rows of pupils as Parquet, exam by exam, as they are usually exported."""
    schools = max(round(rows / (len(YEARS) * ASSESSMENTS * _AVERAGE_CLASS)), 40)
    connection = _connection(path)
    connection.execute(
        f"CREATE TABLE cells AS SELECT * FROM ({_cells(schools, _LARGEST_CLASS)}) ORDER BY y, a, s"
    )
    connection.execute(f"""
        COPY (
            SELECT school, municipality, y AS year, procedure, subject, level, grade,
                CASE WHEN place >= {_LOW} THEN ['3', '4', '5'][1 + place % 3]
                     WHEN below THEN 'ниже порога' ELSE '2' END AS mark
            FROM (SELECT *, unnest(range(participants)) AS place FROM cells)
        ) TO '{path}' (FORMAT parquet)""")


def _cells(schools: int, largest: int) -> str:
    years = ", ".join(f"({year})" for year in YEARS)
    return _CELLS.format(schools=schools, years=years, assessments=ASSESSMENTS, largest=largest)


def _connection(path: Path) -> "DuckDBPyConnection":
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(path.parent)})
