"""«Распределение первичных баллов» becomes marks by a scale; marks of another file win."""

from pathlib import Path

from shnor_cli.model import Results
from shnor_cli.tables.layouts import primary
from shnor_cli.tables.scales import Scales
from shnor_cli.tables.sheets import Rows
from tests.tables.layouts.drawn import SAMPLE, plain, recognised, register_text, report, sheet_of
from tests.tables.reading import file, read, refused, register, remarks, rows

MARKS = SAMPLE / "layouts" / "marks"
SCORES = MARKS / "scores-2025-5-ma.xlsx"
TITLE = "ВПР 2025. 5 класс\nПредмет:;Математика\nМаксимальный первичный балл:;4\n"
HEADER = "Группы участников;Кол-во ОО;Кол-во участников;0;1;2;3;4\n"
ORYEVO = "МКОУ Орьевская СОШ (sch240001);;7;14,29;14,29;28,57;42,86;0"
UNKNOWN = "шкала перевода баллов в отметки не известна: ВПР, математика, 5 класс, 2024/25"


def scales(folder: Path, marks: str) -> Scales:
    scale = f"{{procedure: ВПР, years: 2025, source: проба, marks: [{{{marks}}}]}}"
    return Scales((file(folder, "scales.yaml", f"scales: [{scale}]\n"),))


def table(path: Path, marks: str) -> Rows:
    known = "subject: Математика, grade: 5, "
    sheet = sheet_of(path)._replace(scales=scales(path.parent, known + marks))
    (found,) = primary.read(sheet)
    return found


def facts(results: Results) -> list[tuple[object, ...]]:
    return rows(results, "participants", "c0", "c1", "c2", "c3", "score_sum::INTEGER")


def drawn(folder: Path, more: str = "") -> Path:
    return report(folder, f"{ORYEVO}\n{more}", TITLE, HEADER)


def test_the_sample_is_recognised_by_this_layout_alone() -> None:
    assert recognised(sheet_of(SCORES)) == [primary.TITLE]


def test_the_sample_gives_the_marks_of_the_plain_table(tmp_path: Path) -> None:
    copy = tmp_path / SCORES.name
    copy.write_bytes(SCORES.read_bytes())
    found = table(copy, "2: 6, 3: 10, 4: 14, max: 20")
    own = [row for row in found.cells if row[4] is None]
    counts = {str(row[0]).removeprefix("sch990"): row[9:14] for row in own}
    results = read(plain(tmp_path), register=register(tmp_path, register_text()))
    expected = {
        school: tuple(map(str, numbers))
        for school, year, title, *numbers in rows(results, "participants", "c0", "c1", "c2", "c3")
        if (year, title) == (2025, "ВПР, математика, 5 класс")
    }
    assert counts == expected


def test_scores_become_marks_by_the_scale(tmp_path: Path) -> None:
    found = table(drawn(tmp_path), "2: 0, 3: 1, 4: 2, max: 4")
    assert found.cells[0][9:] == ("7", "1", "1", "2", "3", str(1 + 4 + 9))
    done = "взяты по шкале: 2 — до 0, 3 — до 1, 4 — до 2 (проба, файл scales.yaml)"
    assert found.remarks[-1].done == done


def test_a_scale_of_another_greatest_score_is_of_another_work(tmp_path: Path) -> None:
    assert table(drawn(tmp_path), "2: 0, 3: 1, 4: 2, max: 5").cells[0][10:14] == (None,) * 4
    assert table(drawn(tmp_path), "2: 0, 3: 1, 4: 2").cells[0][10] == "1"


def test_scores_without_a_scale_are_a_problem(tmp_path: Path) -> None:
    second = "Вторая СОШ (sch240002);;4;25;25;25;25;0"
    assert refused(drawn(tmp_path, second)) == [f"t.csv, строка 5: {UNKNOWN}"]
    assert len(refused(SCORES)) == 2  # of schools and of the groups above them


def test_marks_of_another_file_win(tmp_path: Path) -> None:
    plain_table = file(
        tmp_path,
        "p.csv",
        """
        школа;год;процедура;предмет;класс;участников;2;3;4;5
        sch240001;2025;ВПР;математика;5;7;2;4;1;0
        """,
    )
    for order in ((plain_table, drawn(tmp_path)), (drawn(tmp_path), plain_table)):
        results = read(*order)
        expected = ("sch240001", 2025, "ВПР, математика, 5 класс", 7, 2, 4, 1, 0, None)
        assert facts(results) == [expected]
        said = "1 строка с тем, что есть в других таблицах, результаты взяты из них"
        assert f"t.csv, строка 5: {said}" in remarks(results)


def test_scores_of_other_schools_still_want_a_scale(tmp_path: Path) -> None:
    second = "Вторая СОШ (sch240002);;4;25;25;25;25;0"
    plain_table = file(
        tmp_path,
        "p.csv",
        """
        школа;год;процедура;предмет;класс;участников;2;3;4;5
        sch240001;2025;ВПР;математика;5;7;2;4;1;0
        """,
    )
    assert refused(drawn(tmp_path, second), plain_table) == [f"t.csv, строка 6: {UNKNOWN}"]


def test_the_sample_of_scores_stands_beside_that_of_marks() -> None:
    alone, both = read(MARKS / "2025.xlsx"), read(MARKS / "2025.xlsx", SCORES)
    assert facts(both) == facts(alone)
    assert alone.reported is not None
    assert both.reported is not None
    assert facts(both.reported) == facts(alone.reported)


SCALE = "2: 5, 3: 9, 4: 13, max: 16"
SMOOTH = (0, 1, 2, 3, 4, 5, 5, 4, 3, 3, 2, 2, 1, 1, 1, 1, 0)
PILED = (0, 0, 0, 1, 0, 0, 20, 9, 3, 3, 2, 2, 1, 1, 1, 1, 0)
STEEP = (0, 0, 0, 0, 0, 1, 5, 11, 15, 16, 14, 8, 5, 2, 1, 0, 0)
"""Of a strong school: many above the border, more further on."""


def piles(folder: Path, *rows: tuple[str, tuple[int, ...]], marks: str = SCALE) -> list[str]:
    lines = [";".join([name, "", str(sum(row)), *map(str, row)]) for name, row in rows]
    scores = ";".join(map(str, range(17)))
    header = HEADER.replace("0;1;2;3;4", scores)
    path = report(folder, "\n".join(lines), TITLE.replace(":;4", ":;16"), header)
    found = table(path, marks).remarks
    return [f"{each.place.row}: {each.text}" for each in found if each.code == "Q-10"]


def test_scores_piled_above_a_border_are_asked_about(tmp_path: Path) -> None:
    rows = [("А СОШ (sch240001)", SMOOTH), ("Б СОШ (sch240002)", PILED)]
    assert [each.replace("\u00a0", " ") for each in piles(tmp_path, *rows)] == [
        (
            "6: школа «Б СОШ»: ВПР, математика, 5 класс, 2024/25 учебный год: первичных баллов "
            "сразу над границей отметки «3» (6–7) — 29, а сразу под ней (4–5) — 0: случайностью "
            "это трудно объяснить"
        )
    ]


def test_what_chance_or_strength_explains_is_no_pile(tmp_path: Path) -> None:
    few = tuple(number // 3 for number in PILED)
    for row in (SMOOTH, STEEP, few):
        assert piles(tmp_path, ("А СОШ (sch240001)", row)) == []


def test_a_border_that_all_crowd_at_tells_nothing_of_one_school(tmp_path: Path) -> None:
    crowd = tuple(100 * number for number in (0, 0, 0, 1, 1, 1, 30, 30, 9, 9, 5, 5, 3, 3, 1, 1, 0))
    rows = [("Вся выборка", crowd), ("Б СОШ (sch240002)", PILED)]
    assert piles(tmp_path, *rows) == []


def test_without_a_scale_there_are_no_borders(tmp_path: Path) -> None:
    assert piles(tmp_path, ("Б СОШ (sch240002)", PILED), marks=SCALE.replace("16", "17")) == []


def test_a_row_of_thousands_of_pupils_is_asked_about(tmp_path: Path) -> None:
    (found,) = piles(tmp_path, ("ООШ № 5", tuple(100 * count for count in PILED)))
    assert found.startswith("5: школа «ООШ № 5»")
