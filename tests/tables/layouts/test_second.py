"""A second report under the first one of a sheet is a problem in every layout, never its rows."""

from pathlib import Path

import pytest

from tests.tables.reading import HEADER, file, read, refused, remarks, rows

BEGINS = "под таблицей начинается другой отчёт"

MARKS = """
    ВПР 2025. 5 класс
    Предмет:;Математика
    Группы участников;Кол-во ОО;Кол-во участников;2;3;4;5
    А СОШ (edu990001);;20;10;20;30;40
"""
MARKS_HEAD = "Группы участников;Кол-во ОО;Кол-во участников;2;3;4;5"
MARKS_ROW = "Б СОШ (edu990002);;20;40;30;20;10"
LONG = """
    Год;Класс;Предмет;Муниципалитет;ОО;Логин;Кол-во участников;2;3;4;5
    2025;5;Русский язык;Р район;А СОШ;sch990001;20;2;4;6;8
"""
BANDS = "Муниципалитет;ОО;Логин;ВПР русский язык 7 класс;;;;;ВПР математика 7 класс"
UNDER = ";;;участников;2;3;4;5;участников;2;3;4;5"
WIDE_ROW = "Р район;Б СОШ;sch990002;10;1;4;3;2;10;0;4;4;2"
WIDE = f"""
    Результаты ВПР, 2024/25 учебный год
    {BANDS}
    {UNDER}
    Р район;А СОШ;sch990001;9;1;4;3;1;10;0;4;4;2
"""
OGE = """
    01 - Русский язык (ОГЭ) 2025.06.03
    №;Код ОО;Класс;Код ППЭ;Первичный балл;Оценка
    1;111001;9;1018;30;5
"""
F1_HEAD = "ОО;Код участника;Класс;Вариант;1 (2б);Первичный балл;Отметка"
F1 = f"""
    ВПР 2025 Математика 5 класс
    Индивидуальные результаты
    {F1_HEAD}
    edu990001;1;5А;1;2;4;2
"""
F1_ROW = "edu990001;2;5А;1;2;9;4"
KDR_HEAD = "ОО;Логин;Участников;Недостаточный;Пониженный;Базовый;Повышенный"
KDR = f"""
    КДР6 ЧГ. Дата проведения: 19.11.2024
    {KDR_HEAD}
    А СОШ;edu990001;10;1;2;3;4
"""
KDR_ROW = "Б СОШ;edu990002;10;4;3;2;1"
EGE = """
    Результаты ЕГЭ 2025 года
    Муниципалитет;Образовательная организация;Русский язык;
    ;;приняли участие;не преодолели минимальный порог
    Р район;А СОШ;20;2
"""
JOURNAL = """
    ВПР 2025. 5 класс
    Сравнение отметок с отметками по журналу
    Предмет:;Математика
    Группы участников;Кол-во участников;%
    А СОШ (edu990001)
    Понизили (Отметка < Отметка по журналу);2;10
    Подтвердили (Отметка = Отметка по журналу);16;80
    Повысили (Отметка > Отметка по журналу);2;10
"""
TASKS_HEAD = "Группы участников;Кол-во ОО;Кол-во участников;1К1;1К2;2"
TASKS = f"""
    ВПР 2025. 5 класс
    Выполнение заданий
    Предмет:;Русский язык
    {TASKS_HEAD}
    А СОШ (edu990001);;20;50;60;70
"""
TASKS_ROW = "Б СОШ (edu990002);;20;50;60;70"


@pytest.mark.parametrize(
    ("drawn", "below", "row", "told"),
    [
        (MARKS, f"{MARKS_HEAD[:-7]}5;4;3;2\n{MARKS_ROW}", 5, "в строке 3, «5» вместо «2»"),
        (MARKS, f"6 класс\n{MARKS_HEAD}\n{MARKS_ROW}", 5, "класс — 6, а у таблицы — 5"),
        (MARKS, f"Русский язык\n{MARKS_HEAD}\n{MARKS_ROW}", 5, "предмет — русский язык, а у"),
        (MARKS, f"Предмет:;Право\n{MARKS_HEAD}\n{MARKS_ROW}", 5, "«предмет: право»"),
        (MARKS, f"Класс:;6\n{MARKS_ROW}", 5, "класс — 6, а у таблицы — 5"),
        (MARKS, f"2023/24 учебный год\n{MARKS_ROW}", 5, "год — 2024, а у таблицы — 2025"),
        (
            LONG,
            LONG.strip().splitlines()[0][:-7].strip()
            + "5;4;3;2\n2025;5;МА;Р район;Б СОШ;sch2;4;1;1;1;1",
            3,
            "в строке 1, «5» вместо «2»",
        ),
        (
            WIDE,
            f"{BANDS.replace('русский язык', 'биология')}\n{UNDER}\n{WIDE_ROW}",
            5,
            "«впр биология 7",
        ),
        (WIDE, f"{BANDS}\n{UNDER.replace('2;3;4;5', '5;4;3;2')}\n{WIDE_ROW}", 6, "«5» вместо «2»"),
        (WIDE, f"8 класс\n{WIDE_ROW}", 5, "класс — 8, а у таблицы — 7"),
        (WIDE, f"Математика\n{WIDE_ROW}", 5, "предмет — математика, а у таблицы — математика и"),
        (F1, f"ВПР 2025 Русский язык 5 класс\n{F1_HEAD}\n{F1_ROW}", 5, "предмет — русский язык"),
        (
            F1,
            f"{F1_HEAD.replace('Первичный балл;Отметка', 'Отметка;Первичный балл')}\n{F1_ROW}",
            5,
            "«отметка» вместо «первичный балл»",
        ),
        (KDR, f"КДР8 МГ. Дата проведения: 20.11.2024\n{KDR_HEAD}\n{KDR_ROW}", 4, "математическая"),
        (EGE, "Химия\nР район;Б СОШ;10;5", 5, "предмет — химия, а у таблицы — русский язык"),
        (JOURNAL, f"Русский язык\n{JOURNAL.strip()[-180:]}", 9, "предмет — русский язык"),
        (TASKS, f"Математика\n{TASKS_HEAD}\n{TASKS_ROW}", 6, "предмет — математика"),
        (TASKS, f"{TASKS_HEAD[:-9]}2;1;3\n{TASKS_ROW}", 6, "«2» вместо «1к1»"),
    ],
)
def test_another_report_below_is_a_problem(
    tmp_path: Path, drawn: str, below: str, row: int, told: str
) -> None:
    (problem,) = refused(drawn_as(tmp_path, drawn, below))
    assert problem.startswith(f"t.csv, строка {row}: {BEGINS}: ")
    assert told in problem


@pytest.mark.parametrize(
    ("drawn", "page"),
    [
        (MARKS, f"ВПР 2025. 5 класс\nПредмет:;Математика\n{MARKS_HEAD}\n{MARKS_ROW}"),
        (MARKS, f"МБОУ «Лицей математики и русского языка»\n{MARKS_ROW}"),
        (MARKS, f"{MARKS_ROW}\n* Данные за 2024 год не приводятся"),
        (MARKS, f"{MARKS_ROW}\nОтчёт выгружен в 2026 году, русский язык — отдельно"),
        (WIDE, f"{BANDS}\n{UNDER}\n{WIDE_ROW}"),
        (F1, f"{F1_HEAD}\n{F1_ROW}"),
        (EGE, "Р район;Центр «Химия»;10;5"),
    ],
)
def test_a_page_goes_on_under_the_same_header(tmp_path: Path, drawn: str, page: str) -> None:
    assert len({id_ for id_, *_ in rows(read(drawn_as(tmp_path, drawn, page)))}) in {1, 2}


def test_a_repeated_header_of_tasks_is_a_page_too(tmp_path: Path) -> None:
    plain = file(tmp_path, "p.csv", f"{HEADER}1;2025;ВПР;математика;5;1;1;0;0;0\n")
    found = read(plain, drawn_as(tmp_path, TASKS, f"{TASKS_HEAD}\n{TASKS_ROW}"))
    assert "1 строка с повтором заголовка, пропущены" in " ".join(remarks(found))


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("02 - Математика (ОГЭ) 2025.06.06", "математика 06.06.2025"),
        ("01 - Русский язык (ОГЭ) 2025.06.24 (резерв)", "русский язык 24.06.2025"),
    ],
)
def test_a_title_among_participants_is_a_problem(tmp_path: Path, title: str, told: str) -> None:
    (problem,) = refused(drawn_as(tmp_path, OGE, f"{title}\n2;111001;9;1018;6;2"))
    assert problem.startswith(f"t.csv, строка 4: среди строк назван другой экзамен: {told}")
    assert problem.endswith("а над шапкой — русский язык 03.06.2025")


@pytest.mark.parametrize("line", ["01 - Русский язык 2025.06.03", "Дата печати 2025.06.10"])
def test_the_same_title_among_participants_is_a_page(tmp_path: Path, line: str) -> None:
    found = read(drawn_as(tmp_path, OGE, f"{line}\n2;111001;9;1018;6;2"))
    assert rows(found, "participants")[0][-1] == 2


def drawn_as(folder: Path, drawn: str, below: str) -> Path:
    lines = [line.strip() for line in drawn.strip().splitlines()]
    return file(folder, "t.csv", "\n".join([*lines, below]) + "\n")
