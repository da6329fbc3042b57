"""Replacing a run folder: whatever happens, an earlier run or the new one stands, whole."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from shnor_cli.errors import RunError
from shnor_cli.record.folder import recover, replace, said_as_run_error
from shnor_cli.record.info import is_ours
from shnor_cli.record.reading import read_run
from shnor_cli.record.sql import not_written
from shnor_cli.record.verifying import verify_run
from shnor_cli.record.writing import check_run, write_files, write_run
from tests import tiny

ROOT = Path(__file__).resolve().parents[2]
OTHER_FACTS = tiny.FACTS.replace(
    "004   2025 русский  30          1  9", "004   2025 русский  30          10 0"
)


def _write(folder: Path, facts: str = tiny.FACTS) -> None:
    write_run(tiny.identification(facts), folder, parameters={})


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_run_is_written_with_its_parents(tmp_path: Path) -> None:
    _write(tmp_path / "out" / "run")
    assert sorted(_bytes(tmp_path / "out" / "run")) == [
        "attributes.parquet",
        "facts.parquet",
        "groups.parquet",
        "methodology.yaml",
        "outcomes.parquet",
        "remarks.parquet",
        "run.json",
        "schools.parquet",
        "values.parquet",
        "verdicts.csv",
        "verdicts.parquet",
    ]
    assert _names(tmp_path / "out") == ["run"]


def test_a_run_replaces_an_earlier_one_and_keeps_the_files_of_others(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    (run / "справка.docx").write_bytes(b"by hand")
    (run / "~$verdicts.csv").write_bytes(b"lock")
    (run / "письма").mkdir()
    (run / "письма" / "1.txt").write_text("a", encoding="utf-8")
    (run / "reported-facts.parquet").write_bytes(b"of an earlier run")
    before = _bytes(run)
    _write(run, OTHER_FACTS)
    after = _bytes(run)
    assert after["справка.docx"] == b"by hand"
    assert (run / "письма" / "1.txt").read_text(encoding="utf-8") == "a"
    assert after["facts.parquet"] != before["facts.parquet"]
    assert after.keys() == before.keys() - {"~$verdicts.csv", "reported-facts.parquet"}
    assert _names(tmp_path) == ["run"]
    assert verify_run(duckdb.connect(), run).differences == ()


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    _write(tmp_path / "run")
    assert (tmp_path / "run" / "run.json").is_file()


def test_a_linked_folder_is_replaced_where_it_lies(tmp_path: Path) -> None:
    if os.name == "nt":  # links ask for rights there
        return
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    _write(tmp_path / "link")
    _write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "run.json").is_file()


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="не пуста, и это не папка прогона") as caught:
        _write(run)
    assert "-o ПАПКА" in caught.value.hint
    assert _names(run) == ["diary.txt"]
    assert _names(tmp_path) == ["run"]


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a", encoding="utf-8")
    with pytest.raises(RunError, match="не папка, а файл"):
        _write(tmp_path / "run")


def test_a_file_among_the_parents_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a", encoding="utf-8")
    with pytest.raises(RunError, match="Не удалось записать"):
        _write(tmp_path / "out" / "run")


def test_a_run_by_another_methodology_is_not_replaced(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    before = _bytes(run)
    stricter = tiny.identification(file=tiny.methodology("at_least: 30 %", "at_least: 31 %"))
    with pytest.raises(RunError, match="по другой методике или другой её редакции") as caught:
        write_run(stricter, run, parameters={})
    assert "-o ПАПКА" in caught.value.hint
    assert _bytes(run) == before
    with pytest.raises(RunError, match="другой методике"):
        check_run(run, "0")


def test_comments_and_layout_do_not_make_another_methodology(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    same = tiny.methodology("criteria:", "\n# примечание\ncriteria:")
    write_run(tiny.identification(file=same), run, parameters={})


def test_the_root_is_not_a_run_folder() -> None:
    with pytest.raises(RunError, match="не может быть папкой прогона"):
        recover(Path(os.sep))


def test_an_earlier_run_left_aside_is_put_back(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    run.rename(tmp_path / "run.old")
    assert read_run(duckdb.connect(), run).info.year == 2025
    assert _names(tmp_path) == ["run"]


def test_what_a_killed_process_left_is_cleared_by_the_next_writing(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    _write(tmp_path / "run.old")
    (tmp_path / ".run.new").mkdir()
    (tmp_path / ".run.new" / "facts.parquet").write_bytes(b"half")
    (tmp_path / ".run.removed").mkdir()
    _write(run)
    assert _names(tmp_path) == ["run"]


def _by_mode(path: Path, _: int) -> bool:
    """Say whether a folder may be written as anyone but root would be told."""
    return bool(path.stat().st_mode & 0o200)


@pytest.mark.skipif(os.name != "posix", reason="there a folder is never read-only")
@pytest.mark.parametrize(
    ("locked", "said"),
    [
        ("out", "Папку «run» не создать и не заменить: в «{}» нет прав на запись"),
        ("out/run", "Прежний прогон не заменить: в «{}» нет прав на запись"),
    ],
)
def test_a_right_that_is_lacking_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str, said: str
) -> None:
    run = tmp_path / "out" / "run"
    _write(run)
    (tmp_path / locked).chmod(0o500)
    monkeypatch.setattr(os, "access", _by_mode)
    with pytest.raises(RunError) as caught:
        check_run(run, tiny.identification().file.digest)
    (tmp_path / locked).chmod(0o700)
    assert said.format(tmp_path / locked) in str(caught.value)
    assert _names(run.parent) == ["run"]


@pytest.mark.skipif(os.name != "posix", reason="there a folder is never read-only")
def test_what_an_earlier_run_left_is_cleared_though_it_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".run.removed"
    _write(left)
    left.chmod(0o500)
    monkeypatch.setattr(os, "access", _by_mode)
    _write(tmp_path / "run")
    assert _names(tmp_path) == ["run"]


def test_a_failure_leaves_no_folder_behind(tmp_path: Path) -> None:
    identification = tiny.identification()
    with pytest.raises(ValueError, match="JSON"):
        write_run(identification, tmp_path / "out" / "run", parameters={"a": object()})  # type: ignore[dict-item]
    assert _names(tmp_path) == []


def test_a_failure_leaves_the_earlier_run_untouched(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    before = _bytes(run)
    with pytest.raises(ValueError, match="JSON"):
        write_run(tiny.identification(), run, parameters={"a": object()})  # type: ignore[dict-item]
    assert _bytes(run) == before
    assert _names(tmp_path) == ["run"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "denied", "verdicts.csv"), "Нет доступа к «verdicts.csv»"),
        (OSError(errno.ENOSPC, "no room"), "на диске кончилось место"),
        (OSError(errno.EIO, "bad disk", "facts.parquet"), "«facts.parquet»: диск не отвечает"),
    ],
)
def test_what_the_disk_refuses_is_one_message(tmp_path: Path, error: OSError, said: str) -> None:
    with pytest.raises(RunError, match=said) as caught, said_as_run_error(tmp_path):
        raise error
    assert "не тронут" in caught.value.hint


KILLED = """
import os, sys
from pathlib import Path
from shnor_cli.record.writing import write_run
from tests import tiny
found = tiny.identification(sys.argv[2])
left = int(sys.argv[3])
STEPS = {"os.rename", "os.mkdir", "os.rmdir", "shutil.rmtree", "shutil.copyfile"}
def stop(event, args):
    global left
    is_step = event in STEPS or event in {"open", "os.remove"} and str(args[0]).endswith("run.json")
    left -= is_step
    if is_step and left == 0:
        os._exit(9)
sys.addaudithook(stop)
write_run(found, Path(sys.argv[1]), parameters={})
"""


# The program of this checkout, whichever one is installed.
_PATH = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
_ENVIRONMENT = {**os.environ, "PYTHONPATH": _PATH, "PYTHONDONTWRITEBYTECODE": "1"}


def _killed(run: Path, moment: int) -> bool:
    """Write a run in a process that is killed at a step; say whether it was."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(run), OTHER_FACTS, str(moment)],
        cwd=ROOT,
        env=_ENVIRONMENT,
        check=False,
    )
    assert done.returncode in {0, 9}
    return done.returncode == 9


def test_killed_at_any_step_the_earlier_run_or_the_new_one_is_whole(tmp_path: Path) -> None:
    moment, seen = 1, set()
    while True:
        room = tmp_path / str(moment)
        run = room / "run"
        _write(run)
        (run / "справка.docx").write_bytes(b"by hand")
        old = _bytes(run)
        was_killed = _killed(run, moment)
        read_run(duckdb.connect(), run)  # puts an earlier run back and checks it
        is_new = _bytes(run) != old
        seen.add(is_new)
        assert (run / "справка.docx").read_bytes() == b"by hand"
        assert verify_run(duckdb.connect(), run).differences == ()
        _write(run)
        assert _bytes(run) == old
        assert _names(room) == ["run"]
        if not was_killed:
            assert is_new
            break
        moment += 1
    assert moment > 7
    assert seen == {True, False}


WRITTEN = """
import sys
from pathlib import Path
from shnor_cli.errors import RunError
from shnor_cli.record.writing import write_run
from tests import tiny
try:
    write_run(tiny.identification(), Path(sys.argv[1]), parameters={})
except RunError as error:
    print(error.message)
    sys.exit(1)
"""


def test_of_several_writings_at_once_one_is_done_and_others_are_refused(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    (run / "справка.docx").write_bytes(b"by hand")
    before = _bytes(run)
    command = [sys.executable, "-c", WRITTEN, str(run)]
    several = [
        subprocess.Popen(command, env=_ENVIRONMENT, stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    assert 0 in {each.wait() for each in several} <= {0, 1}
    assert verify_run(duckdb.connect(), run).differences == ()
    assert _bytes(run).keys() == before.keys()
    assert _names(tmp_path) == ["run"]


def test_who_writes_a_run_refuses_another_and_lets_runs_beside_it_be(tmp_path: Path) -> None:
    run = tmp_path / "run"
    _write(run)
    before = _bytes(run)
    found = tiny.identification()

    def meanwhile(new: Path) -> None:
        with pytest.raises(RunError, match="сейчас пишет другой запуск") as caught:
            _write(run)
        assert caught.value.hint == "Дождитесь его конца и повторите."
        assert read_run(duckdb.connect(), run).info.year == 2025
        _write(tmp_path / "beside")
        write_files(found, {}, new)

    replace(run, meanwhile, ours=is_ours)
    assert _bytes(run) == before
    assert _names(tmp_path) == ["beside", "run"]


def test_a_lock_that_a_killed_process_left_holds_nobody_up(tmp_path: Path) -> None:
    if os.name == "nt":  # the system removes it there
        return
    (tmp_path / ".run.lock").write_bytes(b"")
    _write(tmp_path / "run")
    assert _names(tmp_path) == ["run"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("IO Error: Could not write: No space left on device", "на диске кончилось место"),
        ("IO Error: Cannot open file", "нет места, нет прав или папку убрали"),
    ],
)
def test_what_the_disk_refuses_of_a_table_is_said_in_russian(text: str, said: str) -> None:
    error = not_written(Path("facts.parquet"), duckdb.IOException(text))
    assert error.message == f"Не записан файл «facts.parquet»: {said}."
