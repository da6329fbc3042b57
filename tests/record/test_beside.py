"""Tasks and the journal in a run folder: written, read back, verified, given as frames."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from pandas.testing import assert_frame_equal

import shnor_cli
from shnor_cli.errors import RunError
from shnor_cli.frames import Result
from shnor_cli.record.reading import read_run
from shnor_cli.record.verifying import verify_run
from shnor_cli.record.writing import write_run
from tests import tiny
from tools.layout_samples import tasks as samples

RESULTS = samples.ROOT / "sample_data" / "results.csv"
BESIDE = ("tasks.parquet", "journal.parquet")


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register of the district with logins among the aliases."""
    path = tmp_path_factory.mktemp("register") / "schools.csv"
    rows = samples.register()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        for row in rows:
            aliases = f"{row['псевдонимы']}|sch990{row['код']}".replace(";", "|")
            writer.writerow({**row, "псевдонимы": aliases})
    return path


@pytest.fixture(scope="module")
def result(schools: Path) -> Result:
    return shnor_cli.identify([RESULTS, samples.FOLDER], schools=schools)


@pytest.fixture
def run(result: Result, tmp_path: Path) -> Path:
    result.write(tmp_path / "run")
    return tmp_path / "run"


def test_verdicts_are_the_same_with_and_without(result: Result, schools: Path) -> None:
    alone = shnor_cli.identify(RESULTS, schools=schools)
    assert_frame_equal(result.verdicts, alone.verdicts)
    assert_frame_equal(result.values, alone.values)
    assert_frame_equal(result.outcomes, alone.outcomes)
    assert (alone.tasks, alone.journal) == (None, None)


def test_a_run_without_them_has_no_such_files(schools: Path, tmp_path: Path) -> None:
    shnor_cli.identify(RESULTS, schools=schools).write(tmp_path / "run")
    assert not {path.name for path in (tmp_path / "run").iterdir()} & {*BESIDE}
    frames = shnor_cli.read_run(tmp_path / "run")
    assert (frames.tasks, frames.journal) == (None, None)


def test_the_description_says_how_they_are_laid_out(run: Path) -> None:
    info = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert (info["counts"]["tasks"], info["counts"]["journal"]) == (240, 45)
    assert info["files"].keys() >= {*BESIDE}
    with duckdb.connect() as connection:
        for name, columns in info["beside"].items():
            path = str(run / f"{name}.parquet")
            described = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
            assert {row[0]: row[1].replace(",", ", ") for row in described} == columns


def test_tasks_stand_in_the_order_of_their_numbers(run: Path) -> None:
    tasks = shnor_cli.read_run(run).tasks
    assert tasks is not None
    own = tasks.query("school == '003' and subject == 'русский язык'")
    assert list(own["task"]) == ["1К1", "1К2", "2", "3.1", "3.2", "10"]
    assert list(own["maximum"]) == [4, 3, 3, 1, 2, 2]
    assert set(own["file"]) == {"Выполнение заданий.xlsx, лист «5 РУ»"}


def test_frames_of_a_folder_are_those_of_the_run_in_memory(result: Result, run: Path) -> None:
    frames = shnor_cli.read_run(run)
    pairs = ((frames.tasks, result.tasks), (frames.journal, result.journal))
    for recorded, in_memory in pairs:
        assert recorded is not None
        assert in_memory is not None
        assert_frame_equal(recorded, in_memory)


def test_a_run_read_back_is_verified_and_written_to_the_same_bytes(
    run: Path, tmp_path: Path
) -> None:
    assert verify_run(duckdb.connect(), run).differences == ()
    found = read_run(duckdb.connect(), run)
    write_run(found.identification, tmp_path / "again", parameters=found.info.parameters)
    for path in run.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("name", BESIDE)
def test_a_changed_file_is_a_difference(run: Path, name: str) -> None:
    with duckdb.connect() as connection:
        query = f"SELECT * FROM '{run / name}' LIMIT 10"
        connection.execute(f"COPY ({query}) TO '{run / name}.new' (FORMAT parquet)")
    (run / f"{name}.new").replace(run / name)
    said = [each.in_words() for each in verify_run(duckdb.connect(), run).differences]
    stem = name.removesuffix(".parquet")
    assert said[0] == f"{name}: файл изменён после прогона"
    assert any(f"{stem}: 10" in each for each in said)


@pytest.mark.parametrize("name", BESIDE)
def test_a_spoilt_or_strange_file_is_one_message(run: Path, name: str) -> None:
    with duckdb.connect() as connection:
        query = f"SELECT * REPLACE ('999' AS school) FROM '{run / name}'"
        connection.execute(f"COPY ({query}) TO '{run / name}.new' (FORMAT parquet)")
    (run / f"{name}.new").replace(run / name)
    tiny.sign(run)
    with pytest.raises(RunError, match="строк с неизвестной школой, годом или файлом"):
        read_run(duckdb.connect(), run)
    (run / name).write_bytes(b"spoilt")
    tiny.sign(run)
    with pytest.raises(RunError, match=f"файл {name} пропал или испорчен"):
        read_run(duckdb.connect(), run)


def test_a_rerun_without_them_takes_their_files_away(run: Path, schools: Path) -> None:
    shnor_cli.identify(RESULTS, schools=schools).write(run)
    assert not {path.name for path in run.iterdir()} & {*BESIDE}
