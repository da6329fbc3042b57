"""What the register says of years and joinings, held against the years of the tables."""

from pathlib import Path

import pytest

from shnor_cli.cli import main

HEADER = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Return the exit status of a command and all that it prints."""
    status = main(list(arguments))
    shown = capsys.readouterr()
    return status, " ".join((shown.out + shown.err).replace("\u00a0", " ").split())


OPEN = "код;название;вид;открыта;закрыта\n1;Альфа;СОШ;;2023\n2;Бета;СОШ;2026;\n3;Вега;СОШ;2024;2025\n"


def years_of(*schools: str) -> str:
    rows = (
        f"{school};{year};ВПР;математика;5;10;4;3;2;1\n"
        for year in (2024, 2025)
        for school in schools
    )
    return HEADER + "".join(rows)


def test_results_of_years_in_which_a_school_is_not_open(capsys: pytest.CaptureFixture[str]) -> None:
    tables = write("r.csv", years_of("1", "2", "3")), "--schools", write("schools.csv", OPEN)
    status, shown = told(capsys, "check", *tables)
    assert status == 1
    closed = "школа 1 «Альфа» по реестру закрыта после 2022/23, а результаты за"
    opened = "школа 2 «Бета» по реестру открыта с 2025/26, а результаты за"
    assert f"r.csv, строка 2: {closed} 2023/24 есть" in shown
    assert f"r.csv, строка 3: {opened} 2023/24 есть" in shown
    assert f"r.csv, строка 5: {closed} 2024/25 есть" in shown
    assert f"r.csv, строка 6: {opened} 2024/25 есть" in shown
    assert "Исправьте год в реестре (2023 — это 2022/23 учебный год) или код школы" in shown
    assert "«Вега»" not in shown
    status, shown = told(capsys, "identify", *tables)
    assert status == 1
    assert opened in shown


def test_of_many_rows_outside_the_years_ten_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"1;2025;ВПР;математика;{grade};10;4;3;2;1\n" for grade in range(1, 10))
    text = rows + rows.replace("математика", "русский язык")
    tables = write("r.csv", HEADER + text), "--schools", write("schools.csv", OPEN)
    status, shown = told(capsys, "identify", *tables)
    assert status == 1
    assert shown.count("закрыта после 2022/23") == 10
    assert "и ещё 8 таких мест" in shown


def test_a_joined_school_is_held_to_its_joining_and_its_successor_opens_with_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    schools = "код;название;вид;открыта;закрыта;преемник;с года\n"
    schools += "1;Альфа;СОШ;;2025;3;2026\n2;Бета;СОШ;;2025;3;2026\n3;Вега;СОШ;2026;;;\n"
    tables = write("r.csv", years_of("1", "2")), "--schools", write("schools.csv", schools)
    assert told(capsys, "check", *tables)[0] == 0
    write("schools.csv", schools.replace("2025;3;2026", "2024;3;2025"))
    status, shown = told(capsys, "check", *tables)
    assert status == 1
    assert shown.count("с 2024/25 нет: она присоединена к 3") == 2
    assert "закрыта после" not in shown


SMALL = """\
1;2024;ВПР;математика;5;10;4;3;2;1
1;2025;ВПР;математика;5;12;4;5;2;1
2;2024;ВПР;математика;5;5;0;3;1;1
2;2025;ВПР;математика;5;4;0;2;1;1
"""


@pytest.mark.parametrize(("since", "holds"), [("2025/26", True), ("2027", False)])
def test_a_joining_of_years_to_come_takes_no_school_from_those_of_the_tables(
    capsys: pytest.CaptureFixture[str], since: str, holds: bool
) -> None:
    schools = f"код;название;вид;преемник;с года\n1;Альфа;СОШ;;\n2;Бета;ООШ;1;{since}\n"
    tables = write("r.csv", HEADER + SMALL), "--schools", write("schools.csv", schools)
    status, shown = told(capsys, "check", *tables)
    assert status == 0
    late = (
        "schools.csv, строка 3: школа 2 «Бета» присоединяется к 1 с 2026/27 (таблицы кончаются "
        "2024/25, и присоединение не применено: это ещё две школы)"
    )
    assert (late in shown) is not holds
    assert ("отнесены к преемнику" in shown) is holds
    assert told(capsys, "identify", *tables, "-o", "run")[0] == 0
    status, shown = told(capsys, "explain", "run", "1")
    assert ("4 из 16" in shown, "4 из 12" in shown) == (holds, not holds)
    status, shown = told(capsys, "explain", "run", "2")
    assert (status, "присоединена" in shown) == ((1, True) if holds else (0, False))
