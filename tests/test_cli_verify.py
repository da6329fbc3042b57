"""`shnor verify --sources`: the sources are read once more, as the run's parameters say."""

import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from shnor_cli.cli import main
from tests.test_cli_identify import ready_made

SAMPLE = Path(__file__).parents[1] / "sample_data"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _forge(run: Path, statement: str) -> None:
    """Change the facts of a run and sign them anew."""
    path, info = run / "facts.parquet", run / "run.json"
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t AS FROM '{path}'")
    connection.execute(statement)
    connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    said = json.loads(info.read_text("utf-8"))
    said["files"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    info.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _verify(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(["verify", "run", *options])
    return status, " ".join(capsys.readouterr().out.split())


def _identify_the_sample() -> None:
    register = str(SAMPLE / "schools.csv")
    assert main(["identify", str(SAMPLE / "results.csv"), "--schools", register, "-o", "run"]) == 0


def test_the_sources_of_a_run_are_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    _identify_the_sample()
    status, said = _verify(capsys, "--sources", str(SAMPLE))
    assert (status, "совпадает" in said) == (0, True)
    assert "Исходные файлы (2) сверены и прочитаны заново с теми же параметрами." in said
    assert "прочитанное из исходных файлов" not in said


def test_facts_changed_and_signed_anew_are_found_in_the_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _identify_the_sample()
    # a number that no verdict rests on: what is derived from the run's own tables holds
    _forge(Path("run"), "UPDATE t SET enrolled = enrolled + 1 WHERE school = '001' AND grade = 4")
    assert _verify(capsys)[0] == 0
    status, said = _verify(capsys, "--sources", str(SAMPLE))
    assert status == 1
    assert "facts.parquet, школа «МБОУ „Рассветовская СОШ № 1“» (001)" in said
    assert "записано обучающихся" in said


def test_a_layout_is_a_source_and_is_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ready_made("run")) == 0
    names = [each["name"] for each in json.loads(Path("run/run.json").read_text("utf-8"))["inputs"]]
    assert names == ["moscow.csv", "schools.csv", "layout.yaml"]
    status, said = _verify(capsys, "--sources", ".")
    assert (status, "(3) сверены и прочитаны заново" in said) == (0, True)
    layout = Path("layout.yaml")
    layout.write_text(layout.read_text("utf-8") + "# иначе\n", encoding="utf-8")
    status, said = _verify(capsys, "--sources", ".")
    assert status == 1
    assert "layout.yaml: исходный файл не тот, по которому проведён прогон" in said


def test_a_folder_of_tables_is_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    Path("данные").mkdir()
    for name in ("results.csv", "schools.csv"):
        (Path("данные") / name).write_bytes((SAMPLE / name).read_bytes())
    assert main(["identify", "данные", "--schools", "данные/schools.csv", "-o", "run"]) == 0
    assert "прочитаны заново" in _verify(capsys, "--sources", "данные")[1]


def test_a_run_by_other_methodologies_is_compared_without_reading_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _identify_the_sample()
    assert main(["rerun", "run", "federal-500plus", "-o", "again"]) == 0
    capsys.readouterr()
    assert main(["verify", "again/federal-500plus-2025", "--sources", str(SAMPLE)]) == 0
    assert "Исходные файлы сверены: 2." in capsys.readouterr().out


def test_methodologies_judged_together_give_the_bytes_that_each_gives_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _identify_the_sample()
    together = ["federal-2025", "municipal-points", "lowest-quartile", "contextual"]
    assert main(["rerun", "run", *together, "-o", "all"]) == 0
    for name in together:
        assert main(["rerun", "run", name, "-o", "alone"]) == 0
        one, other = (Path(folder, f"{name}-2025", "values.parquet") for folder in ("all", "alone"))
        assert one.read_bytes() == other.read_bytes()
        capsys.readouterr()
        assert main(["verify", str(one.parent)]) == 0, capsys.readouterr().out
    assert Path("all/federal-2025-2025/values.parquet").read_bytes() == (
        Path("run/values.parquet").read_bytes()
    )


def test_a_run_names_the_methodology_that_it_was_judged_by(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _identify_the_sample()
    assert main(["rerun", "run", "lowest-quartile", "-o", "all"]) == 0
    for named in ("all/lowest-quartile-2025", "all/lowest-quartile-2025/methodology.yaml"):
        assert main(["rerun", "run", named, "-o", "again"]) == 0, capsys.readouterr().err
    one, other = (Path(each, "lowest-quartile-2025/values.parquet") for each in ("all", "again"))
    assert one.read_bytes() == other.read_bytes()


def test_a_run_in_a_folder_named_like_a_methodology_does_not_replace_it() -> None:
    _identify_the_sample()
    assert main(["rerun", "run", "lowest-quartile", "-o", "all"]) == 0
    Path("all/lowest-quartile-2025").rename("federal-2025")
    assert main(["rerun", "run", "federal-2025", "-o", "again"]) == 0
    assert [each.name for each in Path("again").iterdir()] == ["federal-2025-2025"]


@pytest.mark.parametrize("files", ["results.csv", ["../../etc/passwd"], [3], [], None])
def test_parameters_of_a_run_may_say_anything(
    files: object, capsys: pytest.CaptureFixture[str]
) -> None:
    _identify_the_sample()
    info = Path("run/run.json")
    said = json.loads(info.read_text("utf-8"))
    said["parameters"]["files"] = files
    info.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    assert "Исходные файлы сверены: 2." in " ".join(
        _verify(capsys, "--sources", str(SAMPLE))[1].split()
    )


def test_a_source_that_is_absent_is_not_said_to_be_compared(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _identify_the_sample()
    Path("часть").mkdir()
    Path("часть/results.csv").write_bytes((SAMPLE / "results.csv").read_bytes())
    status, said = _verify(capsys, "--sources", "часть")
    assert status == 1
    assert "Исходные файлы сверены: 1 из 2." in said


def test_of_files_of_one_name_one_is_compared(capsys: pytest.CaptureFixture[str]) -> None:
    lines = (SAMPLE / "results.csv").read_text("utf-8").splitlines()
    for folder, years in (("прежние", ("2023", "2024")), ("новые", ("2025",))):
        rows = [line for line in lines[1:] if any(f";{year};" in line for year in years)]
        Path(folder).mkdir()
        (Path(folder) / "results.csv").write_text("\n".join([lines[0], *rows]), "utf-8")
    assert main(["identify", "прежние/results.csv", "новые/results.csv", "-o", "run"]) == 0
    for folder in ("прежние", "новые"):
        status, said = _verify(capsys, "--sources", folder)
        assert status == 1
        assert "1 расхождение." in said
        assert "results.csv: у прогона 2 файла с этим именем, сверен только один" in said
