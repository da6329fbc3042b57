"""A row of a municipality is compared with the rows of its schools."""

from pathlib import Path

import pytest

from shnor_cli.model import Results
from tests.tables.layouts.drawn import report
from tests.tables.reading import file, read

PLAIN = "школа;муниципалитет;группа;год;процедура;предмет;класс;участников;2;3;4;5\n"
SCHOOLS = """\
Первая СОШ;Северный район;;2025;ВПР;математика;5;20;2;8;5;5
Вторая СОШ;Северный район;;2025;ВПР;математика;5;20;2;8;5;5
"""
GROUP = "{};;муниципалитет;2025;ВПР;математика;5;{}\n"


def asked(results: Results) -> list[str]:
    found = (each for each in results.remarks if each.code == "Q-11")
    return [f"{each.place.in_words()}: {each.text}".replace("\u00a0", " ") for each in found]


def of_plain(folder: Path, row: str, name: str = "Северный район") -> list[str]:
    return asked(read(file(folder, "t.csv", PLAIN + SCHOOLS + GROUP.format(name, row))))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("40;4;16;10;10", None),
        ("40;3;17;10;10", "«2» — 3, а у его школ в сумме 4; «3» — 17, а у его школ в сумме 16"),
        ("40;10 %;40 %;25 %;25 %", None),
        ("39;4;15;10;10", "участников 39, а у его школ в сумме 40"),
        ("41;15;6;10;10", None),
        ("40;;;;", None),
    ],
)
def test_a_row_of_a_plain_table(tmp_path: Path, row: str, told: str | None) -> None:
    where = (
        "t.csv, строка 4: «Северный район»: ВПР, математика, 5 класс, 2024/25: "
        "в строке муниципалитета "
    )
    assert of_plain(tmp_path, row) == ([where + told] if told else [])


def test_other_districts_and_wider_groups_are_not_compared(tmp_path: Path) -> None:
    assert of_plain(tmp_path, "40;20;10;10;0", "Южный район") == []
    region = "Красноярский край;;регион;2025;ВПР;математика;5;40;20;10;10;0\n"
    assert asked(read(file(tmp_path, "t.csv", PLAIN + SCHOOLS + region))) == []


def test_a_district_in_a_file_of_its_own_is_compared(tmp_path: Path) -> None:
    schools = file(tmp_path, "schools.csv", PLAIN + SCHOOLS)
    group = file(tmp_path, "group.csv", PLAIN + GROUP.format("Северный р-н", "40;20;10;10;0"))
    assert len(asked(read(schools, group))) == 1


DRAWN = """
    Берёзовский район;{};{}
    МКОУ Первая СОШ;;20;10;40;25;25
    МКОУ Вторая СОШ;;20;10;40;25;25
"""


@pytest.mark.parametrize(
    ("schools", "row", "told"),
    [
        ("2", "40;50;25;25;0", "«2» — 20, а у его школ в сумме 4"),
        ("2", "40;10;40;25;25", None),
        ("2", "40;12,5;37,5;25;25", None),  # one pupil: counts are restored to the nearest
        (
            "2",
            "60;50;25;25;0",
            "участников 60, а у его школ, которые все стоят ниже (2), в сумме 40",
        ),
        ("3", "60;50;25;25;0", None),
        ("", "60;50;25;25;0", None),
        ("", "30;50;20;20;10", "участников 30, а у его школ в сумме 40"),
    ],
)
def test_a_row_of_statistics_of_marks(
    tmp_path: Path, schools: str, row: str, told: str | None
) -> None:
    found = asked(read(report(tmp_path, DRAWN.format(schools, row))))
    assert len(found) == bool(told)
    assert told is None or told in found[0]


def test_whole_percents_of_many_pupils_leave_room(tmp_path: Path) -> None:
    rows = [f"МКОУ Школа № {at};;100;{2 + at % 2};33;33;{32 - at % 2}" for at in range(20)]
    whole = "Берёзовский район;20;2000;3;33;33;31"
    assert asked(read(report(tmp_path, "\n".join([whole, *rows])))) == []
