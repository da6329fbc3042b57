"""Scores without a mark: the mark that a scale gives, else an unknown one, never a passed exam."""

from decimal import Decimal
from pathlib import Path

import pytest

from shnor_cli.resources import scale_files
from shnor_cli.tables.scales import NO_SCALES, Scales
from tests.tables.reading import file, read, refused, remarks, rows

HEAD = "школа;год;процедура;предмет;уровень;класс;отметка;балл\n"
BASE = "".join(f"001;2025;ЕГЭ;математика;база;11;{mark};\n" for mark in "34453")
SCORES = (72, 60, 55, 20, 11)
PROFILE = "".join(f"001;2025;ЕГЭ;математика;профиль;11;;{score}\n" for score in SCORES)
RUSSIAN = "".join(f"001;2025;ЕГЭ;русский язык;;11;;{score}\n" for score in SCORES)
COUNTS = ("participants", "c0", "c1", "c2", "c3", "c4", "score_sum")
BY_MARKS = ("001", 2025, "ЕГЭ, математика (база), 11 класс", 5, 0, 2, 2, 1, 0, None)


def shipped(folder: Path) -> Scales:
    return Scales(scale_files(folder))


def test_a_score_below_the_minimum_is_low_where_no_mark_stands(tmp_path: Path) -> None:
    path = file(tmp_path, "ege.csv", HEAD + BASE + PROFILE + RUSSIAN)
    results = read(path, scales=shipped(tmp_path))
    below = (5, 0, None, None, None, 2, Decimal(218))
    assert rows(results, *COUNTS) == [
        BY_MARKS,
        ("001", 2025, "ЕГЭ, математика (профиль), 11 класс", *below),
        ("001", 2025, "ЕГЭ, русский язык, 11 класс", *below),
    ]
    found = remarks(results)
    assert len(found) == 2
    assert found[0].startswith(
        "ege.csv: нет отметок 5 участников: ЕГЭ, математика (профиль), 11 класс, 2024/25, «ниже "
        "порога» взято по шкале: балл меньше 27 (минимальные баллы ЕГЭ"
    )
    assert "балл меньше 24" in found[1]


def test_without_a_scale_nobody_is_said_to_have_passed(tmp_path: Path) -> None:
    results = read(file(tmp_path, "ege.csv", HEAD + BASE + PROFILE), scales=NO_SCALES)
    assert rows(results, *COUNTS) == [
        BY_MARKS,
        ("001", 2025, "ЕГЭ, математика (профиль), 11 класс", *(5, *[None] * 5), Decimal(218)),
    ]
    assert remarks(results) == [
        (
            "ege.csv: нет отметок 5 участников, а шкала не известна (ЕГЭ, математика (профиль), 11 "
            "класс, 2024/25), доля неизвестна"
        )
    ]


def test_a_mark_of_the_table_wins_and_a_blank_one_beside_it_is_held_to_the_scale(
    tmp_path: Path,
) -> None:
    text = HEAD + (
        "1;2025;ЕГЭ;физика;;11;ниже порога;50\n"
        "1;2025;ЕГЭ;физика;;11;;35\n"
        "1;2025;ЕГЭ;физика;;11;;36\n"
        "1;2025;ЕГЭ;физика;;11;не ниже порога;20\n"
        "1;2025;ЕГЭ;химия;;11;;36\n"
    )
    results = read(file(tmp_path, "ege.csv", text), scales=shipped(tmp_path))
    assert rows(results, "participants", "c4") == [
        ("1", 2025, "ЕГЭ, физика, 11 класс", 4, 2),
        ("1", 2025, "ЕГЭ, химия, 11 класс", 1, 0),
    ]


def test_where_the_table_marks_those_below_a_blank_mark_without_a_scale_is_passed(
    tmp_path: Path,
) -> None:
    text = HEAD + "1;2025;ЕГЭ;физика;;11;ниже порога;20\n1;2025;ЕГЭ;химия;;11;;70\n"
    results = read(file(tmp_path, "ege.csv", text), scales=NO_SCALES)
    assert [each[-1] for each in rows(results, "c4")] == [1, 0]
    assert remarks(results) == []


def test_scores_alone_are_held_to_the_scale_and_others_stay_unknown(tmp_path: Path) -> None:
    text = (
        "школа;год;процедура;предмет;балл\n"
        "1;2025;ЕГЭ;рус. яз.;23\n1;2025;ЕГЭ;рус. яз.;24\n1;2025;ОГЭ;математика;3\n"
    )
    results = read(file(tmp_path, "t.csv", text), scales=shipped(tmp_path))
    assert rows(results, "participants", "c0", "c4") == [
        ("1", 2025, "ЕГЭ, русский язык, 11 класс", 2, 0, 1),
        ("1", 2025, "ОГЭ, математика, 9 класс", 1, None, None),
    ]


def test_primary_scores_of_base_maths_become_marks(tmp_path: Path) -> None:
    scores = "".join(f"1;2025;ЕГЭ;математика;базовая;11;;{score}\n" for score in (6, 7, 12, 21))
    results = read(file(tmp_path, "t.csv", HEAD + scores), scales=shipped(tmp_path))
    assert rows(results, *COUNTS[:-1]) == [
        ("1", 2025, "ЕГЭ, математика (база), 11 класс", 4, 1, 1, 1, 1, 0)
    ]
    assert any(
        "взяты по шкале: 2 — до 6, 3 — до 11, 4 — до 16" in each for each in remarks(results)
    )


def test_a_score_that_base_maths_cannot_have(tmp_path: Path) -> None:
    text = HEAD + "1;2025;ЕГЭ;математика;база;11;;7\n1;2025;ЕГЭ;математика;база;11;;72\n"
    assert refused(file(tmp_path, "t.csv", text), scales=shipped(tmp_path)) == [
        "t.csv, строка 3, столбец «балл»: «72» не первичный балл этой работы"
    ]


NO_LEVEL = "школа;год;процедура;предмет;класс;отметка;балл\n"
MIXED = "".join(f"001;2025;ЕГЭ;математика;11;{mark};15\n" for mark in "34453")
ADVANCED = "".join(f"001;2025;ЕГЭ;математика;11;;{score}\n" for score in SCORES)


@pytest.mark.parametrize("scores", [ADVANCED, ADVANCED.replace(";;20", ";ниже порога;20")])
def test_base_and_advanced_maths_without_a_level_are_asked_about(
    tmp_path: Path, scores: str
) -> None:
    path = file(tmp_path, "ege.csv", NO_LEVEL + MIXED + scores)
    assert refused(path, scales=shipped(tmp_path)) == [
        (
            "ege.csv, строка 7, столбец «предмет»: уровень не указан, а в таблице и отметки "
            "(база), и тестовые баллы (профиль): это разные экзамены (строк с этим: 5)"
        )
    ]


@pytest.mark.parametrize("only", [MIXED, ADVANCED])
def test_one_of_them_alone_needs_no_level(tmp_path: Path, only: str) -> None:
    results = read(file(tmp_path, "ege.csv", NO_LEVEL + only), scales=shipped(tmp_path))
    ((*_, participants, low),) = rows(results, "participants", "c4")
    # without the level it is not known which scale the scores are of
    assert (participants, low) == (5, 0 if only is MIXED else None)


def test_a_procedure_called_by_another_name_is_the_same(tmp_path: Path) -> None:
    text = (HEAD + RUSSIAN).replace("ЕГЭ", "Единый государственный экзамен")
    results = read(file(tmp_path, "t.csv", text), scales=shipped(tmp_path))
    assert rows(results, "participants", "c4")[0][-2:] == (5, 2)
