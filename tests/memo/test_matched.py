"""A change between years is told of the same schools and assessments, or is not told."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from shnor_cli.cli import main

Key = tuple[str, int, str, int]
"""School, year, subject, grade."""

COLUMNS = ("школа", "год", "процедура", "предмет", "класс", "участников", "2", "3", "4", "5")
SUBJECTS = ("математика", "русский язык")
GRADES = (5, 6, 7)


def district(*, without: Iterable[tuple[object, ...]] = ()) -> dict[Key, tuple[int, int]]:
    """Return low results and participants of ВПР: two weak schools and three others.

    `without` names what has no rows by the beginning of a key: a school and a year, or more.
    """
    gaps = tuple(without)
    found: dict[Key, tuple[int, int]] = {}
    for place, weak in enumerate((True, True, False, False, False), start=1):
        for year in (2024, 2025):
            for step, (subject, grade) in enumerate((s, g) for s in SUBJECTS for g in GRADES):
                key = (f"{place:03}", year, subject, grade)
                if not any(key[: len(gap)] == gap for gap in gaps):
                    low = (9 if weak else 3) + (year - 2024) * (1 - step % 3)
                    found[key] = (low, 20 + place)
    return found


def written(folder: Path, counts: Mapping[Key, tuple[int, int]]) -> Path:
    path = folder / "results.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS)
        for (school, year, subject, grade), (low, whole) in counts.items():
            marks = (low, whole - low - 10, 5, 5) if whole else (0, 0, 0, 0)
            rows.writerow([school, year, "ВПР", subject, grade, whole, *marks])
    return path


def memo(
    folder: Path,
    counts: Mapping[Key, tuple[int, int]],
    *more: str,
    of_memo: Iterable[str] = (),
    criteria: str = "federal-2025",
) -> str:
    """Return the words of the memo of a district, as the command line writes it."""
    run, path = folder / "run", folder / "memo.txt"
    told = str(written(folder, counts))
    assert main(["identify", told, "-c", criteria, "-o", str(run), *more]) == 0
    assert main(["memo", str(run), "-o", str(path), *of_memo]) == 0
    return " ".join(path.read_text(encoding="utf-8").replace("\u00a0", " ").split())


def pooled(counts: Mapping[Key, tuple[int, int]], year: int, school: str = "") -> str:
    """Add up a year over what is there in both years: «12 из 40»."""
    found = [
        each
        for (own, when, *rest), each in counts.items()
        if when == year
        and own == (school or own)
        and all((own, other, *rest) in counts for other in (2024, 2025))
    ]
    return f"{sum(n for n, _ in found)} из {sum(whole for _, whole in found)}"


def test_where_all_have_both_years_nothing_is_said_of_matching(tmp_path: Path) -> None:
    said = memo(tmp_path, district())
    assert "сопоставимым результатам" not in said
    assert "Изменение за год — по школам" not in said
    assert "учтённым за оба года" not in said
    assert "Состав школ и процедур по годам неодинаков" not in said
    assert "доля не изменилась" in said
    assert "изменение 0,0 п.п." in said


def test_the_district_is_compared_without_the_school_that_has_no_results_now(
    tmp_path: Path,
) -> None:
    counts = district(without=[("001", 2025), ("002", 2025, "математика", 5)])
    said = memo(tmp_path, counts)
    assert "обоих годах: 4 школы, 23 пары «школа и процедура») доля составила" in said
    assert f"({pooled(counts, 2025)}), за 2023/24 — " in said
    assert f"({pooled(counts, 2024)}); доля уменьшилась на " in said
    assert "Изменение за год — по школам, у которых есть результаты процедуры" in said
    assert "Состав школ и процедур по годам неодинаков" in said


def test_a_reader_recounts_the_column_of_changes(tmp_path: Path) -> None:
    said = memo(tmp_path, district(without=[("001", 2025)]))
    table = said.split("Доля низких результатов по всем школам, %")[1].split("Учтены все")[0]
    changes = [line.split(" 4 школы")[0].split()[-1] for line in table.split(" класс ")[1:]]
    down, up, still = (
        sum(each.startswith("−") for each in changes),
        sum(each.startswith("+") for each in changes),
        sum(each == "0,0" for each in changes),
    )
    assert (down, up, still) == (2, 2, 2)
    assert (
        "По ним за год доля низких результатов уменьшилась по 2 процедурам, увеличилась по "
        "2 процедурам и не изменилась по 2 процедурам."
    ) in said


def test_without_common_results_no_change_is_told(tmp_path: Path) -> None:
    counts = {
        key: each
        for key, each in district().items()
        if (key[1] == 2025) == (key[0] in {"001", "003"})
    }
    said = memo(tmp_path, counts)
    assert "Сопоставимых результатов нет" in said
    assert "доля уменьшилась" not in said
    assert "доля увеличилась" not in said


def test_a_school_is_compared_by_what_it_has_in_both_years(tmp_path: Path) -> None:
    counts = district(without=[("002", 2025, "русский язык"), ("002", 2024, "математика", 7)])
    said = memo(tmp_path, counts)
    now, was = pooled(counts, 2025, "002"), pooled(counts, 2024, "002")
    assert "по 2 процедурам из 6, учтённым за оба года, было " in said
    assert f"({was}), стало " in said
    assert f"({now}), изменение " in said


def dropping(folder: Path) -> tuple[str, str]:
    """Write a list that doubts results of a school this year, and a methodology that drops them."""
    doubted, criteria = folder / "doubted.csv", folder / "drop.yaml"
    doubted.write_text(
        "школа;год;процедура;предмет;класс;основание\n002;2025;ВПР;математика;;список\n",
        encoding="utf-8",
    )
    criteria.write_text(
        "extends: federal-2025\nid: drop\ntitle: Проба\n"
        "objectivity: {procedures: ВПР, policy: drop}\n",
        encoding="utf-8",
    )
    return str(doubted), str(criteria)


def test_what_a_list_drops_this_year_is_not_compared_with_last_year(tmp_path: Path) -> None:
    doubted, criteria = dropping(tmp_path)
    counts = district()
    said = memo(tmp_path, counts, "--doubted", doubted, criteria=criteria)
    kept = {key: each for key, each in counts.items() if key[2] == "русский язык"}
    assert "по 3 процедурам из 6, учтённым за оба года, было " in said
    assert f"({pooled(kept, 2024, '002')}), стало " in said
    assert f"({pooled(kept, 2025, '002')}), изменение " in said


def test_what_a_list_drops_is_in_no_sum_of_the_district(tmp_path: Path) -> None:
    doubted, criteria = dropping(tmp_path)
    said = memo(tmp_path, district(), "--doubted", doubted, criteria=criteria)
    counted = district(without=[("002", 2025, "математика")])
    now = [each for (_, year, *_), each in counted.items() if year == 2025]
    whole = f"{sum(n for n, _ in now)} из {sum(whole for _, whole in now)}"
    assert f"доля низких результатов за 2024/25 учебный год составила 21,6 % ({whole})" in said
    assert f"({pooled(counted, 2025)}), за 2023/24 — " in said
    assert "Результаты, которые требуют проверки объективности, не учтены." in said


def test_a_public_version_does_not_subtract_what_a_list_drops(tmp_path: Path) -> None:
    doubted, criteria = dropping(tmp_path)
    said = memo(tmp_path, district(), "--doubted", doubted, of_memo=["--public"], criteria=criteria)
    assert "за 2023/24 — 40" in said
    assert "; изменение" not in said


POINTS = """
language: 1
id: points
title: Баллы
procedures: {ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}}
indicators:
  low: {title: Доля, measure: low_share}
  points:
    title: Баллы
    unit: балл
    points: low
    bands: [{less_than: 30 %, gives: 0}, {at_least: 30 %, gives: 2}]
criteria: {B: {title: Баллов много, indicator: points, at_least: 2}}
categories: [{name: ШНОР, when: B}, {name: не выявлена}]
score: points
"""


def test_a_value_that_is_no_share_is_not_subtracted_over_other_procedures(tmp_path: Path) -> None:
    criteria = tmp_path / "points.yaml"
    criteria.write_text(POINTS, encoding="utf-8")
    counts = district(without=[("002", 2025, "математика", 5)])
    said = memo(tmp_path, counts, criteria=str(criteria))
    whole, apart = "Баллы: 2 балла; за 2023/24 — 2 балла; ", "изменение не определяется: состав"
    assert f"{whole}изменение 0 баллов." in said
    assert f"{whole}{apart} процедур в эти годы разный." in said


def test_a_public_version_tells_no_sum_that_could_be_subtracted(tmp_path: Path) -> None:
    counts = district(without=[("001", 2025), ("002", 2025, "математика", 5)])
    said = memo(tmp_path, counts, of_memo=["--public"])
    assert "Состав школ в двух годах неодинаков" in said
    assert "изменение не определяется: состав процедур в эти годы разный" in said
    assert "сопоставимым результатам" not in said
    assert "учтённым за оба года" not in said
    assert pooled(counts, 2024) not in said
    assert pooled(counts, 2024, "002") not in said


def test_a_row_without_participants_is_no_result_in_any_version(tmp_path: Path) -> None:
    counts = {key: each for key, each in district().items() if key[3] == 5}
    counts["002", 2025, "математика", 5] = (0, 0)
    internal = memo(tmp_path, counts)
    assert "обоих годах: 5 школ, 9 пар «школа и процедура») доля составила" in internal
    assert "по 1 процедуре из 2, учтённой за оба года, было " in internal
    public = memo(tmp_path, counts, of_memo=["--public"])
    assert "Состав школ в двух годах неодинаков" in public
    assert "изменение не определяется: состав процедур в эти годы разный" in public
