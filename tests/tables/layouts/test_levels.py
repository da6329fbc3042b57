"""КДР by levels: the samples give the plain table's facts, and every trap is met."""

from pathlib import Path
from typing import Any

import pytest

from shnor_cli.errors import TableError
from shnor_cli.tables.layouts import levels
from tests.tables.layouts.beside_plain import (
    SAMPLES,
    facts_of,
    plain_facts,
    read_federal,
    read_sample,
    recognisers,
    reported_of,
)
from tests.tables.reading import file, remarks, rows, said
from tools.layout_samples import levels as sample

COUNTS, SHARES = "kdr4_2025.csv", "kdr6_2025.xlsx"
HEAD = "ОО;Участников;Недостаточный;Пониженный;Базовый;Повышенный"
TITLE = "КДР4 ЧГ 12.03.2025"


def drawn(folder: Path, *lines: str, title: str = TITLE, head: str = HEAD) -> Path:
    return file(folder, "t.csv", "\n".join([f"{title};;;;;;", head, *lines]) + "\n")


def found(path: Path) -> list[tuple[Any, ...]]:
    return rows(read_federal(path), "participants", "c5", "c6", "c7", "c8")


@pytest.mark.parametrize("name", [COUNTS, SHARES])
def test_the_sample_is_recognised_and_is_what_its_script_writes(tmp_path: Path, name: str) -> None:
    sample.write(tmp_path)
    assert (tmp_path / name).read_bytes() == (SAMPLES / "levels" / name).read_bytes()
    assert recognisers(SAMPLES / "levels" / name) == {levels.TITLE}


def test_the_samples_give_the_facts_of_the_plain_table(tmp_path: Path) -> None:
    results = read_sample(tmp_path, f"levels/{COUNTS}", f"levels/{SHARES}")
    expected = plain_facts(tmp_path, lambda row: (row["год"], row["процедура"]) == ("2025", "КДР"))
    assert facts_of(results) == expected
    assert "столбцы «успешность, %», не взяты" in str(remarks(results))


def test_the_row_of_the_region_is_kept_as_its_own(tmp_path: Path) -> None:
    reported = reported_of(read_sample(tmp_path, f"levels/{SHARES}"))
    assert reported == {
        ("region=Заречный край", 2025, "КДР, читательская грамотность, 6 класс"): (
            *(8897, 0, 0, 0, 0, 0),
            *(1102, 3274, 3118, 1403),
            None,
        )
    }


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("КДР4 ЧГ 12.03.2025", (2025, "КДР, читательская грамотность, 4 класс")),
        ("КДР6 ЧГ, дата проведения 19.11.2024", (2025, "КДР, читательская грамотность, 6 класс")),
        ("КДР 8 класс, ЕНГ, 21.01.2025", (2025, "КДР, естественно-научная грамотность, 8 класс")),
        (
            "Краевая диагностическая работа по математической грамотности 7 класс 2024/25",
            (2025, "КДР, математическая грамотность, 7 класс"),
        ),
        (
            "Краевая диагностическая работа по математике 7 класс, 2024-2025 учебный год",
            (2025, "КДР, математика, 7 класс"),
        ),
        ("КДР6 РУССКИЙ ЯЗЫК 2024/25", (2025, "КДР, русский язык, 6 класс")),
        (
            "КДР8 ЕНГ (физика, химия, биология) 2024/25",
            (2025, "КДР, естественно-научная грамотность, 8 класс"),
        ),
    ],
)
def test_the_title_says_what_was_held(tmp_path: Path, title: str, said: tuple[int, str]) -> None:
    assert found(drawn(tmp_path, "СОШ 1;10;1;2;3;4", title=title)) == [
        ("СОШ 1", *said, 10, 1, 2, 3, 4)
    ]


def test_what_the_title_does_not_say_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_federal(drawn(tmp_path, "СОШ 1;10;1;2;3;4", title="КДР 2024 год"))
    assert said(caught.value) == [
        "t.csv: не сказано, какой это учебный год",
        "t.csv: не сказано, какая грамотность или какой предмет проверялись",
        "t.csv: не сказано, какой это класс",
    ]


def test_two_subjects_of_a_title_are_asked_about(tmp_path: Path) -> None:
    title = "КДР7 по математике и физике, 2024/25"
    with pytest.raises(TableError) as caught:
        read_federal(drawn(tmp_path, "СОШ 1;10;1;2;3;4", title=title))
    assert said(caught.value) == ["t.csv: названо несколько предметов"]


def test_percents_are_told_by_their_sums(tmp_path: Path) -> None:
    path = drawn(tmp_path, "СОШ 1;7;28,57;57,14;14,29;-", "СОШ 2;3;33,3;0;66,7;0")
    assert [each[3:] for each in found(path)] == [(7, 2, 4, 1, 0), (3, 1, 0, 2, 0)]


def test_a_row_of_counts_among_percents_is_told_by_its_sum(tmp_path: Path) -> None:
    path = drawn(tmp_path, "СОШ 1;10;2;3;4;1", "СОШ 2;8;25%;25%;50%;0%")
    assert [each[3:] for each in found(path)] == [(10, 2, 3, 4, 1), (8, 2, 2, 4, 0)]


def test_of_counts_and_percents_side_by_side_counts_are_taken(tmp_path: Path) -> None:
    head = (
        "ОО;Участников;Недостаточный;;Пониженный;;Базовый;;Повышенный;\n"
        ";;чел.;%;чел.;%;чел.;%;чел.;%"
    )
    path = drawn(tmp_path, "СОШ 1;7;2;28,6;4;57,1;1;14,3;0;0", head=head)
    assert found(path)[0][3:] == (7, 2, 4, 1, 0)


def test_counts_and_percents_may_stand_in_bands_of_their_own(tmp_path: Path) -> None:
    names = "Недостаточный;Пониженный;Базовый;Повышенный"
    head = f"ОО;Участников;Доля участников, %;;;;Количество участников;;;\n;;{names};{names}"
    path = drawn(tmp_path, "СОШ 1;7;28,6;57,1;14,3;0;2;4;1;0", head=head)
    assert found(path)[0][3:] == (7, 2, 4, 1, 0)


def test_two_levels_together_are_no_level(tmp_path: Path) -> None:
    head = f"{HEAD};Базовый и выше"
    results = read_federal(drawn(tmp_path, "СОШ 1;10;1;2;3;4;7", head=head))
    assert rows(results, "participants", "c7")[0][3:] == (10, 3)
    assert remarks(results)[0] == "t.csv, строка 2: столбцы «базовый и выше», не взяты"


def test_groups_and_totals_are_no_schools(tmp_path: Path) -> None:
    lines = ("Заречный край;1000;10,1;20,2;30,3;39,4", "Рассветовский район;10;10;20;30;40")
    results = read_federal(drawn(tmp_path, *lines, "СОШ 1;10;10;20;30;40", "Итого;10;10;20;30;40"))
    assert facts_of(results).keys() == {("СОШ 1", 2025, "КДР, читательская грамотность, 4 класс")}
    assert [each[0] for each in reported_of(results)] == [
        "municipality=Рассветовский район",
        "region=Заречный край",
    ]
    assert "t.csv, строка 6: 1 строка с итогами и средними, пропущены" in remarks(results)


def test_a_total_is_the_sum_of_the_schools_or_told(tmp_path: Path) -> None:
    lines = ("СОШ 1;10;1;2;3;4", "СОШ 2;20;2;4;6;8", "Берёзовский район;30;3;6;9;12")
    right = read_federal(drawn(tmp_path, *lines, "Итого по району;30;3;6;9;12"))
    codes = [each.code for each in right.remarks]
    assert "R-total" in codes
    assert not {"R-note", "R-sum"} & set(codes)
    wrong = read_federal(drawn(tmp_path, *lines, "Итого по району;30;4;6;9;11"))
    assert [each for each in remarks(wrong) if "в итоге" in each] == [
        (
            "t.csv, строка 6, столбец «недостаточный»: в итоге 4, а сумма строк 3, "
            "итог не использован"
        ),
        (
            "t.csv, строка 6, столбец «повышенный»: в итоге 11, а сумма строк 12, "
            "итог не использован"
        ),
    ]


def test_a_total_of_a_table_of_groups_alone_is_passed_over(tmp_path: Path) -> None:
    results = read_federal(drawn(tmp_path, "Берёзовский район;10;1;2;3;4", "Итого;10;1;2;3;4"))
    assert not any(each.code == "R-sum" for each in results.remarks)


def test_of_shares_only_the_participants_of_a_total_are_a_sum(tmp_path: Path) -> None:
    lines = ("СОШ 1;10;10;20;30;40", "СОШ 2;20;10;20;30;40", "Итого;31;10;20;30;40")
    results = read_federal(drawn(tmp_path, *lines))
    assert [
        each.text.replace("\u00a0", " ") for each in results.remarks if each.code == "R-sum"
    ] == ["в итоге 31, а сумма строк 30"]


def test_a_plain_table_of_levels_is_left_to_plain_reading(tmp_path: Path) -> None:
    text = """
    школа;год;процедура;предмет;класс;участников;недостаточный;пониженный;базовый;повышенный
    1;2025;КДР;читательская грамотность;4;10;1;2;3;4
    """
    path = file(tmp_path, "КДР4.csv", text)
    assert recognisers(path) == set()
    assert found(path)[0][3:] == (10, 1, 2, 3, 4)
