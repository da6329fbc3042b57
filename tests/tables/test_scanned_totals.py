"""Totals in tables that are scanned: a row of a total is no school, a school is no total."""

from pathlib import Path

import duckdb
import pytest

from shnor_cli.tables import grid
from tests.tables.reading import HEADER, file, read, refused, remarks, rows

ROW = "{};2025;ВПР;математика;5;20;2;4;6;8\n"
SCHOOLS = ["001", "Средняя школа № 2", "Среднее Аверкино"]
TOTALS = ["Итого", "Средние", "ВСЕГО по району"]


def parquet(folder: Path, text: str) -> Path:
    source = file(folder, "source.csv", text)
    duckdb.sql(
        f"COPY (FROM read_csv('{source}', all_varchar=true, delim=';')) "
        f"TO '{folder / 't.parquet'}' (FORMAT parquet)"
    )
    source.unlink()
    return folder / "t.parquet"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_totals_are_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(grid, "BIG_CSV", 0)
    text = HEADER + "".join(map(ROW.format, [*SCHOOLS, *TOTALS]))
    path = file(tmp_path, "t.csv", text) if kind == "csv" else parquet(tmp_path, text)
    found = read(path)
    assert sorted(row[0] for row in rows(found, "participants")) == sorted(SCHOOLS)
    assert f"{path.name}, строка 5: 3 строки с итогами и средними, пропущены" in remarks(found)


def test_a_total_in_the_column_of_names_is_left_out_where_no_code_stands(tmp_path: Path) -> None:
    head, row = f"название;{HEADER}", f"{{}};{ROW}"
    school = row.format("А", "001")
    found = read(parquet(tmp_path, head + school + row.format("Итого", "")))
    assert [each[0] for each in rows(found, "participants")] == ["001"]
    (problem,) = refused(parquet(tmp_path, head + school + row.format("Итого", "002")))
    assert problem == "t.parquet, столбец «название»: школа «002» названа как итог"


def test_pupils_of_a_total_are_no_pupils(tmp_path: Path) -> None:
    head = "школа;год;процедура;предмет;класс;отметка\n"
    text = head + "".join(f"{each};2025;ВПР;математика;5;3\n" for each in ["001", "001", "Итого"])
    found = read(parquet(tmp_path, text))
    assert rows(found, "participants")[0][-1] == 2
    assert "t.parquet, строка 4: 1 строка с итогами и средними, пропущены" in remarks(found)
