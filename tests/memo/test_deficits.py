"""The memo on subject deficits, through the command line: skills by the results of tasks."""

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from shnor_cli.cli import main
from shnor_cli.russian import number
from tests.district import SAMPLE
from tests.memo.words import table_under, words_of
from tools.layout_samples import tasks as samples

FOUND = ("003", "006", "010")
"""The schools of the list of the sample district."""


def identified(folder: Path, *files: Path, more: Sequence[str] = ()) -> str:
    run = str(folder / "run")
    assert main(["identify", *map(str, files), "-o", run, *more]) == 0
    return run


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the run of the sample district with its reports on tasks."""
    folder = tmp_path_factory.mktemp("sample")
    files = (SAMPLE / "results.csv", SAMPLE / "layouts" / "tasks")
    return identified(folder, *files, more=["--schools", str(SAMPLE / "schools.csv")])


def written(run: str, folder: Path) -> Path:
    output = folder / "deficity.docx"
    assert main(["deficits", run, "-o", str(output)]) == 0
    return output


def rows_of(path: Path, caption: str) -> list[list[str]]:
    """Return the texts of a table with plain spaces, its heading first."""
    table = table_under(Document(str(path)), caption)
    return [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows]


def percents(text: str) -> Fraction:
    return Fraction(text.replace("−", "-").replace(",", "."))


# --- the sample district -----------------------------------------------------------------------


@pytest.mark.parametrize("work", samples.WORKS, ids=lambda work: str(work.sheet))
def test_every_number_of_a_table_is_that_of_the_reports(
    sample: str, tmp_path: Path, work: samples.Work
) -> None:
    path = written(sample, tmp_path)
    caption = f"— ВПР, {work.subject}, {work.grade} класс: выполнение"
    heading, *rows = rows_of(path, caption)
    _, region, district, *schools = samples.groups(work)
    found = {each.label[-4:-1]: each for each in schools}
    names = {row["код"]: row["название"] for row in samples.register()}
    assert heading == [
        "Проверяемое умение (задание)",
        "Рассветовский район, %",
        "Заречный край, %",
        "Разница, п.п.",
        "Ниже — школ",
        *(f"{names[code]} ({found[code].participants} уч.)" for code in FOUND),
    ]
    told = {}
    for task in work.tasks:
        beside = region.share(task)
        below = sum(each.share(task) < beside for each in schools)
        gap = number(district.share(task) - beside, 1)
        told[f"{task.skill} ({task.number})"] = [
            number(district.share(task), 1),
            number(beside, 1),
            gap if gap.startswith("−") or gap == "0,0" else f"+{gap}",
            f"{below} из {len(schools)}",
            *(number(found[code].share(task), 1) for code in FOUND),
        ]
    assert {row[0]: row[1:] for row in rows} == told
    gaps = [percents(row[3]) for row in rows]
    assert gaps == sorted(gaps)


def test_a_difference_of_one_pupil_at_least_is_shaded_and_concluded_from(
    sample: str, tmp_path: Path
) -> None:
    path = written(sample, tmp_path)
    table = table_under(Document(str(path)), "— ВПР, математика, 8 класс")
    shades = [row.cells[3]._tc.find(f"{qn('w:tcPr')}/{qn('w:shd')}") for row in table.rows[1:]]
    assert [each is not None for each in shades] == [True] * 4 + [False]
    words = words_of(Document(str(path)))
    part = words.split("2.1. Математика")[1].split("2.2. Русский язык")[0]
    assert re.findall(r"^«.+ %\)[;.]$", part, re.MULTILINE) == [
        "«Выполнять действия с дробями»: ВПР, 8 класс, задание 1 — 75,2 % (76,2 %);",
        "«Читать таблицы и диаграммы»: ВПР, 8 класс, задание 4.1 — 61,9 % (62,8 %);",
        "«Сравнивать числа и величины»: ВПР, 8 класс, задание 2 — 66,7 % (67,3 %);",
        "«Решать задачи в несколько действий»: ВПР, 8 класс, задание 3 — 44,3 % (44,8 %).",
    ]
    assert "учесть умения, названные в выводах раздела 2: математика и русский язык." in words


def test_the_memo_is_a_question_to_planning_and_no_rating(sample: str, tmp_path: Path) -> None:
    words = words_of(Document(str(written(sample, tmp_path))))
    for said in (
        (
            "о результатах мониторинга профессиональных дефицитов педагогов на основе анализа "
            "образовательных результатов обучающихся за 2024/25 учебный год"
        ),
        "а не оценка педагога или школы; рейтинг педагогов и школ по заданиям не составляется",
        "есть по 3 процедурам, всего в 12 школах",
        (
            "Менее 10 участников в 5 школах из 12: результат одного участника может изменить долю "
            "такой школы больше чем на 10,0 п.п."
        ),
        "до 3,4 п.п. (задание 4.1). Проверьте, те же ли в нём школы.",
        "Результаты заданий не использовать для оценки и стимулирования педагогов и школ.",
    ):
        assert said in words
    assert len(re.findall("рейтинг", words)) == 1
    assert not re.search("худш|лучш|отстающ", words)


def test_a_found_school_has_a_short_list(sample: str, tmp_path: Path) -> None:
    words = words_of(Document(str(written(sample, tmp_path))))
    school = words.split("МКОУ «Верхнеключевская СОШ» (код 003)\n")[1].split("МКОУ «Остожская")[0]
    assert school.splitlines() == [
        (
            "ВПР, математика, 5 класс (9 участников): задание 1 «Выполнять действия с дробями» — "
            "55,6 % (77,0 %); задание 4.1 «Читать таблицы и диаграммы» — 44,4 % (63,4 %); "
            "задание 2 «Сравнивать числа и величины» — 55,6 % (68,0 %);"
        ),
        (
            "ВПР, математика, 8 класс (10 участников): задание 2 «Сравнивать числа и величины» — "
            "50,0 % (67,3 %); задание 1 «Выполнять действия с дробями» — 60,0 % (76,2 %); "
            "задание 4.1 «Читать таблицы и диаграммы» — 50,0 % (62,8 %); и ещё 1 задание;"
        ),
        (
            "ВПР, русский язык, 5 класс (9 участников): ниже группы «Заречный край» не меньше чем "
            "на результат одного участника заданий нет."
        ),
    ]


def test_it_is_written_in_every_format_and_signed(sample: str, tmp_path: Path) -> None:
    outputs = [tmp_path / f"d.{kind}" for kind in ("docx", "md", "txt", "html")]
    named = [each for path in outputs for each in ("-o", str(path))]
    office = ["--office", str(SAMPLE / "office.yaml"), "--date", "2026-06-20"]
    assert main(["deficits", sample, *named, *office]) == 0
    for path in outputs[1:3]:
        text = path.read_text(encoding="utf-8").replace("\u00a0", " ")
        assert "20 июня 2026 г." in text
        assert "Е. А. Воронцова" in text
        assert "Сравнивать числа и величины (2)" in text
    assert all(path.stat().st_size for path in outputs)


# --- tables drawn to measure -------------------------------------------------------------------

HEADING = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"
REPORT = "ВПР 2025. 5 класс\nВыполнение заданий\nПредмет:;Математика\n\nГруппы участников;1;2\n"


def school(name: str, participants: int, *, is_low: bool = False, grade: int = 5) -> str:
    low = participants if is_low else 0
    return "".join(
        f"{name};{year};ВПР;{subject};{grade};{participants};{low};{participants - low};0;0\n"
        for year in (2024, 2025)
        for subject in ("математика", "русский язык")
    )


def drawn(folder: Path, results: str, report: str, more: Sequence[str] = ()) -> str:
    (folder / "results.csv").write_text(HEADING + results, encoding="utf-8")
    (folder / "tasks.csv").write_text(report, encoding="utf-8")
    return identified(folder, folder / "results.csv", folder / "tasks.csv", more=more)


def test_without_a_row_of_the_district_schools_are_weighed_by_participants(tmp_path: Path) -> None:
    results = school("Лицей", 30) + school("СОШ № 3", 10)
    report = f"{REPORT}Лицей;60;90\nСОШ № 3;20;50\nЗаречный край;55;70\n"
    path = written(drawn(tmp_path, results, report), tmp_path)
    assert rows_of(path, "выполнение заданий") == [
        [
            "Проверяемое умение (задание)",
            "Все школы, %",
            "Заречный край, %",
            "Разница, п.п.",
            "Ниже — школ",
        ],
        ["Задание 1", "50,0", "55,0", "−5,0", "1 из 2"],
        ["Задание 2", "80,0", "70,0", "+10,0", "1 из 2"],
    ]
    words = words_of(Document(str(path)))
    assert "Все школы: 2 школы, 40 участников; доли школ взвешены по числу участников" in words
    assert "Умения названы не у всех заданий" in words
    # half of the schools are not below: there is somebody to learn from
    assert "Вывод для планов РМО" in words
    assert "ВПР, 5 класс, задание 1 — 50,0 % (55,0 %)." in words
    assert "Вывод для муниципального заказа" not in words
    assert "Школы, соответствующие критериям категории «ШНОР», не выявлены." in words


def test_where_participants_are_not_known_the_mean_is_unweighted_and_says_so(
    tmp_path: Path,
) -> None:
    results = school("Лицей", 30) + school("СОШ № 3", 10, grade=6)
    report = f"{REPORT}Лицей;60;90\nСОШ № 3;20;50\nВся выборка;55;70\n"
    path = written(drawn(tmp_path, results, report), tmp_path)
    assert rows_of(path, "выполнение заданий")[1:] == [
        ["Задание 1", "40,0", "55,0", "−15,0", "1 из 2"],
        ["Задание 2", "70,0", "70,0", "0,0", "1 из 2"],
    ]
    assert (
        "Все школы: 2 школы; среднее по школам без учёта числа участников: по 1 школе оно "
        "неизвестно. Доля группы «вся выборка» считается по участникам: разница приблизительна."
    ) in words_of(Document(str(path)))


def test_without_a_group_the_lowest_tasks_are_told_and_not_judged(tmp_path: Path) -> None:
    results = school("Лицей", 30) + school("СОШ № 3", 10, is_low=True)
    report = f"{REPORT}Лицей;90;60\nСОШ № 3;50;20\n"
    path = written(drawn(tmp_path, results, report), tmp_path)
    assert rows_of(path, "выполнение заданий") == [
        ["Проверяемое умение (задание)", "Все школы, %", "СОШ № 3 (10 уч.)"],
        ["Задание 2", "50,0", "20,0"],
        ["Задание 1", "80,0", "50,0"],
    ]
    words = words_of(Document(str(path)))
    assert "Долей группы сравнения в отчёте нет" in words
    assert "ВПР, математика, 5 класс (10 участников): задание 2 — 20,0 %; задание 1 — " in words
    assert "Вывод" not in words
    assert "муниципального заказа" not in words


def test_nothing_behind_is_said_to_be_nothing(tmp_path: Path) -> None:
    # 54,9 of 30 is less than a pupil below 55
    report = f"{REPORT}Лицей;54,9;90\nЗаречный край;55;70\n"
    words = words_of(Document(str(written(drawn(tmp_path, school("Лицей", 30), report), tmp_path))))
    assert "Вывод: умений, по которым все школы вместе ниже группы сравнения" in words
    assert "При формировании муниципального заказа" not in words


def test_many_found_schools_share_a_column(tmp_path: Path) -> None:
    names = [f"СОШ № {place}" for place in range(1, 7)]
    results = "".join(school(name, 10 * place, is_low=True) for place, name in enumerate(names, 1))
    shares = "".join(f"{name};{10 * place};50\n" for place, name in enumerate(names, 1))
    report = f"{REPORT}{shares}Лицей;100;50\n"
    path = written(drawn(tmp_path, results + school("Лицей", 10), report), tmp_path)
    # the squares of 10, 20, ... 60 over their sum; with the lyceum's 10 more
    assert rows_of(path, "выполнение заданий") == [
        ["Проверяемое умение (задание)", "Все школы, %", "ШНОР вместе, %"],
        ["Задание 1", "45,9", "43,3"],
        ["Задание 2", "50,0", "50,0"],
    ]


def test_a_long_name_gives_way_to_the_code_in_a_heading(tmp_path: Path) -> None:
    name = "Муниципальное казённое общеобразовательное учреждение Орьевская школа"
    results = school(name, 20, is_low=True)
    path = written(drawn(tmp_path, results, f"{REPORT}{name};10;50\n"), tmp_path)
    assert rows_of(path, "выполнение заданий")[0][-1].startswith("Код ")
    assert f"{name} (код " in words_of(Document(str(path)))


def test_years_are_not_compared(tmp_path: Path) -> None:
    report = f"{REPORT}Лицей;60;90\n"
    (tmp_path / "old.csv").write_text(report.replace("2025", "2024"), encoding="utf-8")
    (tmp_path / "results.csv").write_text(HEADING + school("Лицей", 30), encoding="utf-8")
    (tmp_path / "tasks.csv").write_text(report.replace("60", "10"), encoding="utf-8")
    files = [tmp_path / name for name in ("results.csv", "tasks.csv", "old.csv")]
    path = written(identified(tmp_path, *files), tmp_path)
    assert rows_of(path, "выполнение заданий")[1] == ["Задание 1", "10,0"]
    assert "Доли за 2023/24 с ними не сопоставляются" in words_of(Document(str(path)))


def test_without_categories_there_is_no_part_of_schools(tmp_path: Path) -> None:
    report = f"{REPORT}Лицей;60;90\n"
    (tmp_path / "own.yaml").write_text(RATING, encoding="utf-8")
    run = drawn(tmp_path, school("Лицей", 30), report, ["-c", str(tmp_path / "own.yaml")])
    words = words_of(Document(str(written(run, tmp_path))))
    assert "3. Предложения" in words
    assert "Школы категории" not in words
    assert "по примеру методики" not in words


RATING = """
language: 1
id: own
title: Сводная доля низких результатов
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
indicators:
  low: {title: Доля низких результатов, measure: low_share, direction: high_is_bad}
score: low
"""


def test_the_memo_tells_an_assessment_beside_which_no_group_is_reported(tmp_path: Path) -> None:
    results = school("Лицей", 30) + school("СОШ № 3", 10, is_low=True)
    (tmp_path / "results.csv").write_text(HEADING + results, encoding="utf-8")
    maths = f"{REPORT}Лицей;90;60\nСОШ № 3;50;20\nЗаречный край;55;70\n"
    russian = f"{REPORT}Лицей;80;70\nСОШ № 3;40;30\n".replace("Математика", "Русский язык")
    (tmp_path / "maths.csv").write_text(maths, encoding="utf-8")
    (tmp_path / "russian.csv").write_text(russian, encoding="utf-8")
    files = [tmp_path / f"{name}.csv" for name in ("results", "maths", "russian")]
    path = tmp_path / "memo.docx"
    assert main(["memo", identified(tmp_path, *files), "-o", str(path)]) == 0
    words = words_of(Document(str(path)))
    assert "ниже, чем по группе «Заречный край» (в скобках — доля группы):" in words
    assert "математика, 5 класс: задание 2 — 20,0 % (70,0 %)" in words
    alone = "(доли группы в отчёте нет, названы задания с наименьшим выполнением)"
    assert f"русский язык, 5 класс {alone}: задание 2 — 30,0 %; задание 1 — 40,0 %" in words


# --- refusals ----------------------------------------------------------------------------------


def refused(run: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["deficits", run, "-o", str(folder / "deficity.docx")]) == 1
    assert not (folder / "deficity.docx").exists()
    return " ".join(capsys.readouterr().err.split())


def test_a_run_without_tasks_is_refused_with_what_to_load(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "results.csv").write_text(HEADING + school("Лицей", 30), encoding="utf-8")
    said = refused(identified(tmp_path, tmp_path / "results.csv"), tmp_path, capsys)
    assert "в прогоне нет долей выполнения заданий по школам за 2024/25 учебный год." in said
    assert "отчёты ФИС ОКО «Выполнение заданий» или «Достижение планируемых результатов»" in said


def test_tasks_of_other_years_or_of_groups_alone_do_not_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = f"{REPORT}Лицей;60;90\n".replace("2025", "2024")
    said = refused(drawn(tmp_path, school("Лицей", 30), old), tmp_path, capsys)
    assert "за 2024/25 учебный год; есть за 2023/24." in said
    groups = tmp_path / "groups"
    groups.mkdir()
    run = drawn(groups, school("Лицей", 30), f"{REPORT}Заречный край;60;90\n")
    assert "нет долей выполнения заданий по школам" in refused(run, groups, capsys)
