"""Reports of ФИС ОКО on tasks and on the journal: the samples and the traps."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shnor_cli.model import Results
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts import journal, performed, planned
from shnor_cli.tables.layouts.reports import REPORTS
from tests.tables.reading import file, read, refused, register, remarks
from tools.layout_samples import tasks as samples

HEAD = "ВПР 2025. 5 класс\n{}\nПредмет:;Математика\nМаксимальный первичный балл:;9\n\n"
PERFORMED = HEAD.format("Выполнение заданий")
PLANNED = HEAD.format("Достижение планируемых результатов")
JOURNAL = HEAD.format("Сравнение отметок с отметками по журналу")
LAYOUTS = {
    "Выполнение заданий.xlsx": performed,
    "Достижение планируемых результатов.xlsx": planned,
    "Сравнение с журналом.xlsx": journal,
}
SKILL = "Блоки ПООП обучающийся научится / получит возможность научиться"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """All samples, read with a register that has the logins."""
    lines = [f"{row['код']};{row['название']};sch990{row['код']}" for row in samples.register()]
    folder = tmp_path_factory.mktemp("district")
    schools = register(folder, "\n".join(["код;название;псевдонимы", *lines]))
    return read(samples.FOLDER, register=schools)


def drawn(folder: Path, text: str) -> Path:
    return file(folder, "t.csv", text)


def shares(results: Results) -> list[tuple[Any, ...]]:
    query = (
        'SELECT school || "group", task, skill, maximum, share::DOUBLE, "row" '
        f'FROM {results.tasks} ORDER BY file, "row", 1, 2'
    )
    return results.connection.execute(query).fetchall()


def counts(results: Results) -> list[tuple[Any, ...]]:
    query = (
        'SELECT school || "group", participants, lowered, confirmed, raised, "row" '
        f'FROM {results.journal} ORDER BY file, "row"'
    )
    return results.connection.execute(query).fetchall()


def owner(label: str) -> str:
    """Return the id of a school or a group by its label in a sample."""
    names = {"Вся выборка": "all=all", "РФ": "all=all", samples.REGION: f"region={samples.REGION}"}
    names[samples.MUNICIPALITY] = f"municipality={samples.MUNICIPALITY}"
    return names.get(label) or label[-4:-1]


def is_planned(label: str) -> bool:
    """Whether the report of one school has the label's column, and so the skills."""
    return owner(label) == samples.SCHOOL or "=" in owner(label)


def test_the_samples_are_what_their_script_writes(tmp_path: Path) -> None:
    samples.main(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (samples.FOLDER / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_sheet_is_recognised_by_one_layout_alone(name: str) -> None:
    for sheet in read_sheets(Input.alone(samples.FOLDER / name)):
        assert [each for each in REPORTS if each.recognises(sheet)] == [LAYOUTS[name]]


def test_the_samples_give_every_share_of_every_school_and_group(district: Results) -> None:
    expected = {
        (owner(group.label), work.subject, int(work.grade), task.number): (
            task.skill if is_planned(group.label) else "",
            task.most,
            group.share(task),
        )
        for work in samples.WORKS
        for group in samples.groups(work)
        for task in work.tasks
    }
    found = district.connection.execute(
        'SELECT school || "group", subject, grade, task, skill, maximum, share '
        f"FROM {district.tasks} WHERE year = 2025 AND procedure = 'ВПР'"
    ).fetchall()
    assert {row[:4]: row[4:] for row in found} == expected
    assert len(found) == len(expected)


def test_the_samples_give_every_comparison_with_the_journal(district: Results) -> None:
    expected = {
        (owner(group.label), work.subject, int(work.grade)): (
            group.participants,
            *group.against_journal(),
        )
        for work in samples.WORKS
        for group in samples.groups(work)
    }
    found = district.connection.execute(
        'SELECT school || "group", subject, grade, participants, lowered, confirmed, raised '
        f"FROM {district.journal}"
    ).fetchall()
    assert {row[:3]: row[3:] for row in found} == expected


def test_repeated_shares_are_said_once_for_each_sheet(district: Results) -> None:
    repeated = [text for text in remarks(district) if "учтены один раз" in text]
    assert repeated[0] == (
        "Достижение планируемых результатов.xlsx, лист «5 РУ», строка 9: 6 долей заданий есть и в "
        "Выполнение заданий.xlsx, лист «5 РУ», учтены один раз"
    )
    assert len(repeated) == 2 * len(samples.WORKS)


@pytest.mark.parametrize(
    "header",
    [
        ";;Макс. балл;1;4\nГруппы участников;Кол-во ОО;Кол-во участников;1;2K1\n",
        "Группы участников;Кол-во ОО;Кол-во участников;1;2К1\nМакс балл;;;1;4\n",
        "Группы участников;Кол-во ОО;Кол-во участников;1;2К1\n;;;1;4\n",
        "Группы участников;Кол-во ОО;Кол-во участников;Задания;\n;;;1;2К1\n;;;1;4\n",
        "Группы участников;Кол-во ОО;Кол-во участников;1 (1б);2K1 (4б)\n",
    ],
)
def test_maximal_scores_stand_above_below_or_in_the_header(tmp_path: Path, header: str) -> None:
    text = f"{PERFORMED}{header}МБОУ СОШ № 1 (edu990001);;7;57,14;50\n"
    assert [row[:5] for row in shares(read(drawn(tmp_path, text)))] == [
        ("sch990001", "1", "", 1, 57.14),
        ("sch990001", "2К1", "", 4, 50.0),
    ]


def test_without_maximal_scores_they_are_not_known(tmp_path: Path) -> None:
    text = f"{PERFORMED}Группы участников;Кол-во ОО;Кол-во участников;1;2\nЛицей;;7;57;50\n"
    assert [row[3] for row in shares(read(drawn(tmp_path, text)))] == [None, None]


def test_empty_cells_and_dashes_are_no_shares(tmp_path: Path) -> None:
    text = f"""{PERFORMED}Группы участников;Кол-во участников;1;2;3
Лицей (edu990001);7;57,14;х;0
МКОУ СОШ № 3;0;-;-;
"""
    results = read(drawn(tmp_path, text))
    assert shares(results) == [
        ("sch990001", "1", "", None, 57.14, 7),
        ("sch990001", "3", "", None, 0.0, 7),
    ]
    assert remarks(results) == ["t.csv, строка 8: 1 строка без долей выполнения, пропущены"]


def test_shares_of_one_are_turned_into_percent(tmp_path: Path) -> None:
    text = f"""{PERFORMED}Группы участников;Кол-во участников;1;2;3
Лицей (edu990001);3;0,6666666666666666;1;0
"""
    results = read(drawn(tmp_path, text))
    assert [row[4] for row in shares(results)] == [66.6667, 100.0, 0.0]
    assert remarks(results) == ["t.csv: доли записаны долями единицы, умножены на 100"]


def test_rows_of_those_who_got_a_mark_are_not_the_school(tmp_path: Path) -> None:
    head = HEAD.format("Выполнение заданий группами участников")
    text = f"""{head}Группы участников;Кол-во участников;1;2
Заречный край;100;60,5;70
Ср.% вып. уч. гр.баллов 2;10;20;30
Лицей (edu990001);7;57,14;50
«2»;1;0;0
Группа «3»;1;0;50
"""
    results = read(drawn(tmp_path, text))
    assert [row[:2] for row in shares(results)] == [
        ("region=Заречный край", "1"),
        ("region=Заречный край", "2"),
        ("sch990001", "1"),
        ("sch990001", "2"),
    ]
    assert remarks(results) == ["t.csv, строка 8: 3 строки групп по отметкам, пропущены"]


def test_a_column_of_no_task_is_remarked_on(tmp_path: Path) -> None:
    text = f"{PERFORMED}Группы участников;1;2;Средний балл\nЛицей;50;60;7,5\n"
    results = read(drawn(tmp_path, text))
    assert [row[1] for row in shares(results)] == ["1", "2"]
    assert remarks(results) == [
        "t.csv, строка 6, столбец «Средний балл»: это не номер задания, столбец не прочитан"
    ]


def test_what_is_no_number_is_named_with_its_row(tmp_path: Path) -> None:
    text = f"{PERFORMED}Группы участников;1;2\nЛицей;nan;60\n"
    assert refused(drawn(tmp_path, text)) == [
        "t.csv, строка 7, столбец «выполнение»: «nan» не число"
    ]


def test_a_report_of_such_rows_alone_is_no_fault(tmp_path: Path) -> None:
    head = HEAD.format("Выполнение заданий группами участников")
    results = read(drawn(tmp_path, f"{head}Группы участников;1;2\n«2»;0;0\n«3»;0;50\n"))
    assert results.tasks == ""


def test_every_column_after_the_maximal_score_is_a_group(tmp_path: Path) -> None:
    text = f"""{PLANNED}Номер задания;{SKILL};Макс балл;Заречный край;Юг район;Лицей (edu990001);РФ
;;;8757 уч.;208 уч.;9 уч.;744345 уч.
1К1;Считать;2;70,5;66,67;-;80
"""
    assert shares(read(drawn(tmp_path, text))) == [
        ("all=all", "1К1", "Считать", 2, 80.0, 8),
        ("municipality=Юг район", "1К1", "Считать", 2, 66.67, 8),
        ("region=Заречный край", "1К1", "Считать", 2, 70.5, 8),
    ]


def test_the_number_of_a_task_may_begin_its_skill(tmp_path: Path) -> None:
    text = f"{PLANNED}{SKILL};Макс балл;Лицей\n1K1. Считать до 10;2;50\nПисать;2;50\n"
    results = refused(drawn(tmp_path, text))
    assert results == ["t.csv, строка 8: не указан номер задания"]
    results_ = read(drawn(tmp_path, text.replace("Писать;2;50\n", "")))
    assert shares(results_) == [("Лицей", "1К1", "1K1. Считать до 10", 2, 50.0, 7)]


BELOW = """Понизили (Отметка < Отметка по журналу) %;{}
Подтвердили (Отметка = Отметке по журналу) %;{}
Повысили (Отметка > Отметка по журналу) %;{}
"""


def test_counts_of_the_journal_stand_under_each_group(tmp_path: Path) -> None:
    text = (
        f"{JOURNAL}Группы участников;Кол-во участников;%\nЮг район;;\n"
        f"{BELOW.format('20;20', '70;70', '10;10')}Всего;100;100\n"
        f"Лицей (edu990001);;\n{BELOW.format('2;28,57', '4;57,14', '1;14,29')}"
        "МКОУ СОШ № 3;;\n"
    )
    results = read(drawn(tmp_path, text))
    assert counts(results) == [
        ("municipality=Юг район", 100, 20, 70, 10, 7),
        ("sch990001", 7, 2, 4, 1, 12),
    ]
    assert remarks(results) == ["t.csv, строка 16: 1 строка без сравнения отметок, пропущены"]


def test_percents_alone_are_restored_for_a_school_and_left_out_for_a_group(tmp_path: Path) -> None:
    text = (
        f"{JOURNAL}Группы участников;Кол-во участников;%\n"
        f"Юг район;;\n{BELOW.format(';20', ';70', ';10')}Всего;10000;100\n"
        f"Лицей (edu990001);;\n{BELOW.format(';28,57', ';57,14', ';14,29')}Всего;7;100\n"
    )
    results = read(drawn(tmp_path, text))
    assert counts(results) == [("sch990001", 7, 2, 4, 1, 12)]
    passed = "t.csv, строка 7: 1 строка групп, где есть только доли, пропущены"
    assert remarks(results)[0] == passed


def test_counts_that_do_not_add_up_are_a_problem(tmp_path: Path) -> None:
    header = f"{JOURNAL}Группы участников;Кол-во участников;%\n"
    text = f"{header}Лицей;;\n{BELOW.format('2;', '4;', '1;')}Всего;8;100\n"
    assert refused(drawn(tmp_path, text)) == [
        "t.csv, строка 7: участников 8, а сумма результатов 7"
    ]
    text = f"{header}Лицей;;\n{BELOW.format('2;', ';', ';')}"
    assert refused(drawn(tmp_path, text)) == [
        "t.csv, строка 7, столбец «участников»: не указано число участников"
    ]


def test_rows_of_nobody_are_a_problem(tmp_path: Path) -> None:
    header = f"{JOURNAL}Группы участников;Кол-во участников;%\n"
    (line,) = refused(drawn(tmp_path, f"{header}{BELOW.format('2;', '4;', '1;')}"))
    assert "не ясно, что такое «Понизили (Отметка < Отметка по журналу) %»" in line


def test_a_report_that_does_not_say_what_it_is_about_is_a_problem(tmp_path: Path) -> None:
    text = "Выполнение заданий\n\nГруппы участников;1;2\nЛицей;50;60\n"
    assert refused(drawn(tmp_path, text)) == [
        "t.csv, строка 1: не сказано, за какой год результаты",
        "t.csv, строка 1: не сказано, какой это класс",
        "t.csv, строка 1: не сказано, какой это предмет",
    ]


def test_shares_are_kept_as_printed(tmp_path: Path) -> None:
    text = f"{PERFORMED}Группы участников;1;2\nЛицей;33,3 %;105\n"
    assert refused(drawn(tmp_path, text)) == [
        "t.csv, строка 7: выполнение 105 %: доля бывает от 0 до 100 %"
    ]
    results = read(drawn(tmp_path, text.replace("105", "7,25")))
    found = results.connection.execute(f"SELECT share FROM {results.tasks} ORDER BY 1").fetchall()
    assert found == [(Decimal("7.25"),), (Decimal("33.3"),)]


def test_totals_are_no_group_of_the_reports_on_tasks_and_on_the_journal(tmp_path: Path) -> None:
    lines = f"{BELOW.format('2;28,57', '4;57,14', '1;14,29')}"
    text = (
        f"{JOURNAL}Группы участников;Кол-во участников;%\n"
        f"Лицей (edu990001);;\n{lines}Итого по району;;\n{lines}"
    )
    results = read(drawn(tmp_path, text))
    assert counts(results) == [("sch990001", 7, 2, 4, 1, 7)]
    assert remarks(results) == ["t.csv, строка 11: 1 строка с итогами, пропущены"]
    header = "Группы участников;Кол-во ОО;Кол-во участников;1;2К1\nМакс балл;;;1;4\n"
    rows = "Лицей (edu990001);;7;50;40\nИтого;1;7;50;40\n"
    results = read(drawn(tmp_path, f"{PERFORMED}{header}{rows}"))
    assert {row[0] for row in shares(results)} == {"sch990001"}
    assert "t.csv, строка 9: 1 строка с итогами, пропущены" in remarks(results)
