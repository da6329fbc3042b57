"""Rows of another exam, annulled results and those who were not there, in reports of pupils."""

import re
from pathlib import Path

import pytest

from shnor_cli.model import Results
from shnor_cli.tables.layouts.standing import column_of, standing_of
from tests.tables.layouts import pupils_drawn
from tests.tables.layouts.test_individual import F1, NAME, SHEET
from tests.tables.reading import file, read, refused, remarks, rows

OGE = """
02 - Математика 2025.06.03
№;Код ОО;Класс;Фамилия;Имя;Отчество;Серия;Номер;Форма ГИА;Первичный балл;Оценка
{}
Всего участников;;;;;;;;;;{}
"""
EGE = """
01 - Русский язык 2025.05.30
№;Код ОО;Класс;Фамилия;Имя;Отчество;Серия;Номер;Категория;Статус;Первичный балл;Балл
1;501001;11А;Иванов;И;И;11;111;ВТГ;Действующий;10;39
2;501001;11А;Петров;И;И;11;112;ВТГ;Аннулирован;3;12
3;501001;11А;Сидоров;И;И;11;113;ВТГ;Удалён с экзамена;0;0
4;501001;11А;Цой;И;И;11;114;Участник ГВЭ;Действующий;5;20
Минимальная граница;;;;;;;;;;;24
Всего участников;;;;;;;;;;;4
"""


def test_rows_of_gve_in_a_protocol_are_left_out(tmp_path: Path) -> None:
    forms = [("ОГЭ", 3)] * 12 + [("ГВЭ-9", 2)] * 6 + [("ОГЭ", 2)] * 2
    lines = [
        f"{place};501001;9А;Ф{place};И;О;11;{100 + place};{form};10;{mark}"
        for place, (form, mark) in enumerate(forms, 1)
    ]
    results = read(file(tmp_path, "ОГЭ.csv", OGE.format("\n".join(lines), len(lines))))
    assert rows(results, "participants", "c0", "c1", "rows") == [
        ("501001", 2025, "ОГЭ, математика, 9 класс", 14, 2, 12, 14)
    ]
    assert remarks(results) == ["ОГЭ.csv, строка 15: ГВЭ: 6 строк, не учтены: это другой экзамен"]


def test_annulled_removed_and_gve_are_left_out_each_with_a_remark(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", EGE))
    assert rows(results, "participants", "c4") == [
        ("501001", 2025, "ЕГЭ, русский язык, 11 класс", 1, 0)
    ]
    assert remarks(results) == [
        "t.csv, строка 6: ГВЭ: 1 строка, не учтены: это другой экзамен",
        (
            "t.csv, строка 4: результат аннулирован или участник удалён: 2 строки, не учтены: "
            "действующего результата нет"
        ),
    ]


def test_a_status_that_nobody_knows_is_asked_about(tmp_path: Path) -> None:
    text = EGE.replace("Аннулирован", "На рассмотрении")
    assert refused(file(tmp_path, "t.csv", text)) == [
        "t.csv, строка 4, столбец «статус»: «…» не говорит, есть ли результат"
    ]


def test_whole_protocol_of_gve_rows_is_left_out(tmp_path: Path) -> None:
    text = OGE.format("1;501001;9А;Ф;И;О;11;1;ГВЭ;10;2", 1)
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results) == []
    assert remarks(results) == ["t.csv, строка 3: ГВЭ: 1 строка, не учтены: это другой экзамен"]


def test_f1_leaves_out_those_whose_status_says_so(tmp_path: Path) -> None:
    lines = F1.strip("\n").split("\n")
    head = next(place for place, line in enumerate(lines) if "Код участника" in line)
    said = ["Статус", "писал", "не участвовал", "аннулирован", "не явился", "Действующий"]
    lines[head:] = [f"{line}|{word}" for line, word in zip(lines[head:], said, strict=True)]
    path = pupils_drawn.book(tmp_path, NAME, SHEET, "\n".join(lines))
    assert [each[3] for each in pupils_drawn.facts(path)] == [1, 1]
    assert pupils_drawn.remarks(path)[:2] == [
        (
            "результат аннулирован или участник удалён: 1 строка, не учтены: действующего "
            "результата нет"
        ),
        "участники, которые не писали: 2 строки, участниками не считаются",
    ]


def accounted(results: Results) -> int:
    """Return how many rows of a table are counted or said to be left out."""
    told = [re.search(r": (\d+)\sстро", each.text) for each in results.remarks]
    counted = [int(each[-1]) for each in rows(results, "rows")]
    return sum(counted) + sum(int(each[1]) for each in told if each)


MORE = """
5;501001;11А;А;И;И;11;115;ВПЛ;Действующий;10;39
6;501001;11А;Б;И;И;11;116;ВТГ;Не явился;;
7;501001;11А;В;И;И;11;117;ВТГ;Действующий;;-
8;;11А;Г;И;И;11;118;ВТГ;Действующий;10;39
9;501001;11А;Д;И;И;11;119;;;10;39
10;501001;11А;Д;И;И;11;119;;;10;39
Минимальная"""


def test_every_row_of_a_protocol_is_counted_or_said_to_be_left_out(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", EGE.replace("\nМинимальная", MORE)))
    assert rows(results, "rows")[0][-1] == 2
    assert accounted(results) == 10


def test_every_row_of_f1_is_counted_or_said_to_be_left_out(tmp_path: Path) -> None:
    lines = F1.strip("\n").split("\n")
    head = next(place for place, line in enumerate(lines) if "Код участника" in line)
    words = ["Статус", "писал", "не участвовал", "аннулирован", "", "ГВЭ"]
    lines[head:] = [f"{line}|{word}" for line, word in zip(lines[head:], words, strict=True)]
    path = pupils_drawn.book(tmp_path, NAME, SHEET, "\n".join(lines))
    assert accounted(pupils_drawn.read(path)) == 5


@pytest.mark.parametrize(
    ("header", "cell", "found"),
    [
        ("форма гиа", "ГВЭ-9", "ГВЭ"),
        ("форма сдачи", "ОГЭ", ""),
        ("форма", "ЕГЭ", "другой экзамен"),
        ("форма", "письменная", ""),
        ("категория участника", "Выпускник текущего года, ГВЭ", "ГВЭ"),
        ("категория", "участник с ОВЗ", ""),
        ("категория", "Удалён с экзамена", "аннулирован"),
        ("категория", "не завершившие среднее общее образование", ""),
        ("статус", "Действующий", ""),
        ("статус", "Недействующий", "аннулирован"),
        ("статус результата", "Не аннулирован", ""),
        ("состояние", "Обработан", ""),
        ("статус", "не сдал", ""),
        ("статус", "Не завершил экзамен", "аннулирован"),
        ("явка", "+", ""),
        ("явка", "нет", "не участвовал"),
        ("удалён с экзамена", "да", "аннулирован"),
        ("удалён с экзамена", "нет", ""),
        ("примечание", "удалён за телефон", "аннулирован"),
        ("примечание", "пересадили", ""),
        ("примечание", "удалённое обучение", ""),
        ("примечание", "не приступил к заданию 27", ""),
        ("примечание", "не писал сочинение в декабре", ""),
        ("примечание", "Неявка по уважительной причине", "не участвовал"),
        ("категория", "удаленное обучение", ""),
        ("категория", "аннулирование отменено", ""),
        ("статус", "не проверен", "не ясно"),
        ("статус", "ошибка обработки", "не ясно"),
        ("статус", "не зачтён", "не ясно"),
        ("участие в огэ", "неучастие", "не участвовал"),
        ("участие", "не принял участие", "не участвовал"),
        ("удалён", "1.0", "аннулирован"),
    ],
)
def test_columns_and_their_words(header: str, cell: str, found: str) -> None:
    header = header.replace("ё", "е")
    assert column_of(header) is not None
    assert standing_of({header: cell}, "ОГЭ") == found


@pytest.mark.parametrize(
    "header",
    [
        "форма обучения",
        "отметка",
        "код оо",
        "статус семьи",
        "имя",
        "участие в олимпиаде",
        "удалённость школы",
    ],
)
def test_other_columns_say_nothing_of_it(header: str) -> None:
    assert column_of(header) is None
