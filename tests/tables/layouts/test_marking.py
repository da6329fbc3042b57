"""Marks from scores: said in a remark, asked where a scale is not known, answered by the user."""

from pathlib import Path

import pytest

from shnor_cli.cli import main
from shnor_cli.model import Assessment
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.marking import Pupil, table_of
from shnor_cli.tables.sheets import Sheet
from tests.tables.layouts.pupils_drawn import SHIPPED, book

SHEET = Sheet(Input.alone(Path("t.xlsx")), "ОГЭ", (), scales=SHIPPED)
MATHS = Assessment("ОГЭ", "математика", "", 9)
BASE = Assessment("ЕГЭ", "математика", "база", 11)


def test_what_scores_alone_do_not_determine_is_said() -> None:
    pupils = [Pupil(2, "001", MATHS, 2023, score="8"), Pupil(3, "001", MATHS, 2023, "2", "8")]
    table = table_of(SHEET, pupils)
    assert [each[-1] for each in table.cells] == ["3", "2"]
    (remark,) = table.remarks
    assert remark.text == "нет отметок 1\u00a0участника: ОГЭ, математика, 9 класс, 2022/23"
    assert "не меньше 2 баллов по геометрии" in remark.done


def test_every_work_of_a_sheet_has_its_own_scale() -> None:
    pupils = [Pupil(2, "001", MATHS, 2023, score="8"), Pupil(3, "001", BASE, 2022, score="6,0")]
    table = table_of(SHEET, pupils)
    assert [each[6:] for each in table.cells] == [(None, "9", "3"), ("база", "11", "2")]
    assert len(table.remarks) == 2


OF_2024 = """
    Код участника|Порядковый номер класса|Вариант|Итого баллов
    6001|1|1|9
    6002|1|1|10
"""


def test_a_scale_that_is_asked_for_is_taken_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "edu990001 ВПР 2024. Математика, 6 класс.xlsx"
    book(tmp_path, name, "Протокол", OF_2024)
    assert main(["identify", name, "-o", "run"]) == 1
    assert capsys.readouterr().err == (
        """\
Таблицы прочитать не удалось.
edu990001 ВПР 2024. Математика, 6 класс.xlsx, лист «Протокол»: шкала не известна: ВПР, математика, 6 класс, 2023/24 учебный год.
Здесь только баллы, а сколько их нужно для отметки, программа не знает. Возьмите таблицу с отметками или впишите наибольшие баллы отметок в файл scales.yaml рабочей папки: scales: [{procedure: ВПР, years: 2024, source: документ, marks: [{subject: математика, grade: 6, 2: …, 3: …, 4: …}]}] — с числами вместо многоточий.
"""  # noqa: E501 - a paragraph is never broken
    )
    (tmp_path / "scales.yaml").write_text(
        "scales: [{procedure: ВПР, years: 2024, source: документ, "
        "marks: [{subject: математика, grade: 6, 2: 9, 3: 21, 4: 30}]}]",
        encoding="utf-8",
    )
    assert main(["identify", name, "-o", "run"]) == 0
