"""A run as pandas frames, in memory and from its folder."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import shnor_cli
from shnor_cli.errors import RunError, TableError
from shnor_cli.frames import Result, read_frames
from tests import tiny

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"


@pytest.fixture
def result() -> Result:
    return Result(tiny.identification(), {"year": 2025})


def test_verdicts_are_indexed_by_ids_that_stay_texts(result: Result) -> None:
    assert list(result.verdicts.index) == ["001", "002", "004", "005", "006", "=3"]
    first = result.verdicts.loc["001"]
    assert (first["name"], first["category"], first["score"]) == ("Школа «Первая»", "ШНОР", 0.375)
    assert (first["criterion"], first["year"], first["grade"]) == ("K0", 2025, 5)
    assert (first["numerator"], first["denominator"]) == (6, 20)
    assert first["outcome_K3"] == "выполнен"


def test_a_cell_without_a_value_is_missing_and_whole_numbers_stay_whole(result: Result) -> None:
    unsure = result.verdicts.loc["=3"]
    assert unsure["category"] is pd.NA
    assert unsure["pupils"] is pd.NA
    assert str(result.verdicts["pupils"].dtype) == "Int64"
    assert str(result.values["denominator"].dtype) == "Int64"
    assert str(result.values["value"].dtype) == "float64"


def test_values_and_outcomes_are_long_tables(result: Result) -> None:
    frame = result.values
    values = frame.query("indicator == 'low_share' and school == '004' and year == 2025")
    assert values["value"].tolist() == [pytest.approx(8 / 30), pytest.approx(1 / 30)]
    table = result.outcomes.query("year == 2025 and subject == ''").pivot_table(
        index="school", columns="criterion", values="outcome", aggfunc="first"
    )
    assert {name: table.loc["002", name] for name in ("K1", "K2", "K3", "K4")} == {
        "K1": "выполнен",
        "K2": "не выполнен",
        "K3": "не выполнен",
        "K4": "выполнен",
    }


def test_frames_of_a_folder_are_those_of_the_run_in_memory(result: Result, tmp_path: Path) -> None:
    result.write(tmp_path / "run")
    frames = shnor_cli.read_run(tmp_path / "run")
    assert_frame_equal(frames.verdicts, result.verdicts)
    assert_frame_equal(frames.values, result.values)
    assert_frame_equal(frames.outcomes, result.outcomes)


def test_each_frame_is_made_once(result: Result) -> None:
    assert result.values is result.values


@pytest.mark.parametrize("text", [None, b"", b"spoilt"])
def test_a_spoilt_folder_is_one_message(result: Result, tmp_path: Path, text: bytes | None) -> None:
    result.write(tmp_path / "run")
    path = tmp_path / "run" / "values.parquet"
    path.unlink() if text is None else path.write_bytes(text)
    with pytest.raises(RunError, match=r"файл values\.parquet (пропал|изменён)"):
        read_frames(tmp_path / "run")
    with pytest.raises(RunError, match="Нет папки прогона"):
        read_frames(tmp_path / "no")


def test_the_sample_district_is_identified_from_python(tmp_path: Path) -> None:
    result = shnor_cli.identify(SAMPLE / "results.csv", schools=str(SAMPLE / "schools.csv"))
    assert (result.verdicts["category"] == "ШНОР").sum() > 0
    assert set(result.outcomes["criterion"]) >= {"K0", "K1", "K2", "K3"}
    result.write(tmp_path / "run")
    frames = shnor_cli.read_run(tmp_path / "run")
    assert_frame_equal(frames.verdicts, result.verdicts)


def test_what_is_not_asked_for_is_not_imported() -> None:
    code = """
import sys
import shnor_cli, shnor_cli.engine.verdicts
from shnor_cli.record.reading import read_run
from shnor_cli.record.verifying import verify_run
from shnor_cli.record.writing import write_run
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from tests import tiny
import tempfile
with tempfile.TemporaryDirectory() as room:
    write_run(tiny.identification(), Path(room, "run"), parameters={})
    import duckdb
    read_run(duckdb.connect(), Path(room, "run"))
    verify_run(duckdb.connect(), Path(room, "run"))
heavy = {"pandas", "pyarrow", "docx", "docxtpl", "jinja2", "openpyxl"} & sys.modules.keys()
assert not heavy, heavy
"""
    root = str(Path(__file__).resolve().parents[1])
    subprocess.run([sys.executable, "-c", code, root], check=True)


def test_an_error_of_tables_says_every_place(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    header = "школа;год;процедура;предмет;участников;2\n"
    table.write_text(header + "1;2025;ВПР;математика;много;1\n" * 80, encoding="utf-8")
    with pytest.raises(TableError) as caught:
        shnor_cli.identify(table)
    said = str(caught.value).splitlines()
    assert said[:2] == [
        "Таблицы прочитать не удалось.",
        "t.csv, строка 2, столбец «участников»: «много» не целое число.",
    ]
    assert "t.csv: и ещё 70 таких мест." in [line.replace("\u00a0", " ") for line in said]
    assert len(said) < 20
