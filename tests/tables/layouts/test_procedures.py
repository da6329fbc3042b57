"""Which procedure a table is of: what stands nearest, and never another kind of work."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from shnor_cli.errors import Problem
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.procedures import called, procedure_of
from shnor_cli.tables.sheets import Line, Sheet
from tests.tables.reading import file, read, refused, remarks, rows

OWN = ("ВПР", "ОГЭ", "ЕГЭ")
LONG = (
    "{};Год;Класс;Предмет;ОО;Логин;Кол-во участников;2;3;4;5\n{};2025;5;МА;СОШ 1;sch1;10;4;3;2;1\n"
)
WIDE = """{};;;;;;
ОО;Логин;Русский язык 9 класс;;;;
;;участников;2;3;4;5
СОШ 1;sch1;10;4;3;2;1
"""
MARKS = """{}
Статистика по отметкам
Предмет:;Математика
Дата:;22.04.2025
Группы участников;Кол-во участников;2;3;4;5
СОШ 1 (sch1);10;40;30;20;10
"""


def told(
    *titles: str, name: str = "t.csv", sheet: str = "", own: tuple[str, ...] = OWN, band: str = ""
) -> tuple[str, list[Problem]]:
    faults: list[Problem] = []
    lines = [Line(number, (title,)) for number, title in enumerate(titles, 1)]
    of = Sheet(Input(Path(name), name), sheet, tuple(lines), procedures=own)
    return procedure_of(of, lines, faults, bands=[band] if band else ()), faults


@pytest.mark.parametrize(
    ("title", "procedure"),
    [
        ("ВПР 2024. Проверочные работы по математике", "ВПР"),
        ("Всероссийские проверочные работы", "ВПР"),
        ("МЦКО. ВПР 2025", "ВПР"),
        ("ВПР 2020. Входной мониторинг", "ВПР"),
        ("Результаты ГИА-9, 2025 год", "ОГЭ"),
        ("Результаты ОГЭ (ГИА-9) 2025", "ОГЭ"),
        ("Основной государственный экзамен", "ОГЭ"),
        ("ГИА-11, 2025", "ЕГЭ"),
        ("Государственная итоговая аттестация 2025, 11 класс", "ЕГЭ"),
        ("Сравнение отметок с отметками по журналу", ""),
        ("Контрольные измерительные материалы", ""),
        ("Отметки за 2025 год", ""),
        ("5 класс", ""),
        ("ВПР 2025. Входная диагностика", "ВПР"),
        ("ВПР 2025. Утверждено приказом о проведении контрольных работ", "ВПР"),
        ("Результаты ОГЭ (без учёта ГВЭ)", "ОГЭ"),
        ("ГИА-9 (ОГЭ, ГВЭ)", "ОГЭ"),
        ("ВПР 2024. ОГЭ не проводился", "ВПР"),
        ("ВПР 2025, КДР не проводилась", "ВПР"),
        ("ВПР 2025, для сравнения с ОГЭ 2025", "ВПР"),
        ("Результаты ВПР 2025, Пробный район", "ВПР"),
        ("Организация: МБОУ «Пробнинская СОШ»", ""),
        ("ЧОУ «Контрольная школа» (edu990001) | Кол-во участников: 1", ""),
        ("Муниципалитет: Пробный район", ""),
        ("Муниципалитет: Пробный", ""),
        ("Исполнитель: Пробный И. И.", ""),
        ("Исполнитель: отдел ОГЭ и ЕГЭ", ""),
        ("Пробный муниципальный округ", ""),
        ("с. Пробное", ""),
        ("Заря (Пробный район)", ""),
        ("Контрольная сумма: 123", ""),
        ("Контрольная выборка", ""),
        ("Контрольная группа", ""),
        ("Контрольная дата: 01.06.2025", ""),
        ("Центр диагностических исследований", ""),
        ("Центр диагностики и консультирования", ""),
        ("Муниципальная диагностическая служба", ""),
        ("Входные данные", ""),
        ("Входящие и входные", ""),
        ("Итоговая аттестация в формате ЕГЭ", "ЕГЭ"),
    ],
)
def test_a_title_names_a_procedure_or_none(title: str, procedure: str) -> None:
    assert told(title) == (procedure, [])


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("КДР 2025. 7 класс", "КДР"),
        ("КДР7", "КДР"),
        ("НИКО 2025", "НИКО"),
        ("РПР 2025", "РПР"),
        ("ДКР 2025", "ДКР"),
        ("МЦКО 2025", "МЦКО"),
        ("ГВЭ-9 2025", "ГВЭ"),
        ("Региональная контрольная работа", "контрольная работа"),
        ("Краевая диагностическая", "краевая диагностическая"),
        ("Входные контрольные", "входные контрольные"),
        ("Входная диагностика 2025", "входная диагностика"),
        ("Диагностика 2025", "диагностика"),
        ("Контрольная по математике", "контрольная"),
        ("Исполнитель: Иванова ; КДР 2025", "КДР"),
        ("ВПР 2025. Пробный запуск", "пробный запуск"),
        ("Пробный ОГЭ 2025", "пробный ОГЭ"),
        ("Репетиционный ЕГЭ", "репетиционный ЕГЭ"),
        ("ЕГЭ 2025 (пробный)", "(пробный)"),
        ("ОГЭ 2025, пробный", "пробный"),
        ("Пробник ОГЭ", "пробник ОГЭ"),
        ("ЕГЭ (пробный этап)", "(пробный этап)"),
        ("Пробный по математике", "пробный по"),
        ("Диагностическая по математике", "диагностическая"),
        ("Тренировочная работа", "тренировочная работа"),
        ("Работа в формате ОГЭ 2025", "работа в формате ОГЭ"),
        ("Диагностическая работа в форме ЕГЭ", "работа в форме ЕГЭ"),
        ("ОГЭ 2025, СтатГрад", "статград"),
        ("Прогноз результатов ЕГЭ 2025", "прогноз"),
        ("ЕГЭ 2025: целевые показатели", "целевые показатели"),
        ("Тренинг ОГЭ", "тренинг"),
        ("Проба ЕГЭ", "проба"),
        ("Годовые отметки по журналу, 2024/25", "годовые отметки"),
        ("Отметки за 1 четверть", "отметки за 1 четверть"),
        ("Отметки по журналу", "отметки по журналу"),
        ("ГИА 2025", "ГИА"),
    ],
)
def test_another_kind_of_work_is_told_with_its_place(title: str, words: str) -> None:
    (fault,) = told("2025", title)[1]
    assert fault.code == "T-085"
    assert fault.place.row == 2
    assert f"сказано «{words}»" in fault.fault


def test_two_procedures_at_once_are_a_problem() -> None:
    (fault,) = told("Результаты ОГЭ и ЕГЭ")[1]
    assert "названы сразу ОГЭ и" in fault.fault


@pytest.mark.parametrize("name", ["КДР", "ГВЭ", "Пробный ОГЭ", "Входная контрольная"])
def test_a_work_of_the_methodology_is_it(name: str) -> None:
    assert told(f"{name} 2025", own=(*OWN, name)) == (name, [])


def test_what_is_nearer_is_right() -> None:
    assert told("2025", band="огэ русский язык", name="ВПР.csv") == ("ОГЭ", [])
    assert told("ВПР 2025", name="Годовые отметки.csv") == ("ВПР", [])
    assert told("2025", sheet="ОГЭ", name="ВПР.csv") == ("ОГЭ", [])
    assert told("2025", name="КДР/ВПР_2025.csv") == ("ВПР", [])
    assert told("2025", name="КДР/5 класс.csv")[1][0].fault.startswith("в имени папки")


def test_a_title_of_a_trial_is_stronger_than_what_is_nearer() -> None:
    assert told("Пробный экзамен", band="огэ русский язык")[1]


def test_a_label_ends_with_its_row() -> None:
    assert told("Исполнитель:", "КДР 2025")[1]


@pytest.mark.parametrize("name", ["Пробные ОГЭ 2025", "Прогноз", "Тренировочные работы"])
def test_a_trial_is_told_by_its_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    path = file(folder, "ОГЭ 2025.csv", LONG.replace("{};", "").replace("5;МА", "9;МА"))
    (fault,) = refused(path)
    assert "в имени папки сказано" in fault


def test_the_folder_that_was_given_is_asked_last(tmp_path: Path) -> None:
    folder = tmp_path / "ЕГЭ" / "ОГЭ 2025"
    folder.mkdir(parents=True)
    path = file(folder, "t.csv", LONG.replace("{};", "").replace("5;МА", "9;МА"))
    for given in (path, folder, folder / "*.csv", folder / ".." / "ОГЭ 2025"):
        assert rows(read(given))[0][2] == "ОГЭ, математика, 9 класс"
    with ZipFile(folder / "t.zip", "w") as archive:
        archive.write(path, "t.csv")
    path.unlink()
    assert rows(read(folder / "t.zip"))[0][2] == "ОГЭ, математика, 9 класс"


def test_an_exam_is_told_by_the_class_of_its_band() -> None:
    assert told("Итоги ГИА 2024/25 учебный год", band="математика 9 класс") == ("ОГЭ", [])
    assert told("Итоги ГИА 2024/25 учебный год", band="математика 11 класс") == ("ЕГЭ", [])
    (fault,) = told("Итоги ГИА 2024/25 учебный год", band="математика")[1]
    assert "ВПР" not in fault.hint
    assert "ВПР" not in told("Пробный экзамен")[1][0].hint


def test_full_names_in_a_column_are_short_ones() -> None:
    assert [called(each, OWN) for each in ("ГИА-9", "Единый государственный экзамен", "СПТ")] == [
        *("ОГЭ", "ЕГЭ"),
        "СПТ",
    ]


@pytest.mark.parametrize(
    "header",
    ["Наименование оценочной процедуры", "Вид работы", "Мероприятие", "Работа", "Процедура"],
)
def test_a_column_tells_the_procedure(tmp_path: Path, header: str) -> None:
    results = read(file(tmp_path, "t.csv", LONG.format(header, "Пробный ОГЭ")))
    assert rows(results)[0][2] == "Пробный ОГЭ, математика, 5 класс"
    assert "в методике не названа" in " ".join(remarks(results))
    (tmp_path / "b").mkdir()
    results = read(file(tmp_path / "b", "t.csv", LONG.format(header, "ГИА-9")))
    assert rows(results)[0][2].startswith("ОГЭ, математика")


def test_a_blank_cell_of_that_column_is_a_problem(tmp_path: Path) -> None:
    said = refused(file(tmp_path, "t.csv", LONG.format("Вид работы", "")))
    assert "не указан вид процедуры" in said[0]


def test_a_regional_table_that_names_none_is_of_vpr_with_a_remark(tmp_path: Path) -> None:
    drawn = WIDE.replace("9 класс", "8 класс")
    results = read(file(tmp_path, "t.csv", drawn.format("Мониторинг, 2025 год")))
    assert rows(results)[0][2] == "ВПР, русский язык, 8 класс"
    said = "не сказано, какая это процедура: над таблицей — «Мониторинг, 2025 год»"
    assert any(said in each for each in remarks(results))
    results = read(file(tmp_path, "ВПР.csv", drawn.format("2025 год")))
    assert not any("какая это процедура" in each for each in remarks(results))


def test_a_table_of_class_9_that_names_none_is_refused(tmp_path: Path) -> None:
    (said,) = refused(file(tmp_path, "t.csv", WIDE.format("2025 год")))
    assert "в 9 классе ВПР не пишут" in said


def test_a_wide_table_of_one_work(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", WIDE.format("Результаты ГИА-9, 2025 год")))
    (row,) = rows(results, "participants", "c0", "c1", "c2", "c3")
    assert (row[2].partition(",")[0], *row[3:]) == ("ОГЭ", 10, 4, 3, 2, 1)


@pytest.mark.parametrize("title", ["НИКО 2025. 7 класс", "ВПР 2025. 7 класс. Пробный запуск"])
def test_a_report_shaped_as_that_of_vpr_is_asked_too(tmp_path: Path, title: str) -> None:
    said = refused(file(tmp_path, "t.csv", MARKS.format(title)))
    assert "а такой процедуры в методике нет" in said[0]


def test_a_report_of_another_procedure_is_of_it(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", MARKS.format("ОГЭ 2025. 9 класс")))
    assert rows(results)[0][2].startswith("ОГЭ, математика")
