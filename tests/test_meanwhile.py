"""Work done while other work is, and what becomes of it when something goes wrong."""

import threading
from pathlib import Path

import pytest

from shnor_cli import identify
from shnor_cli.errors import MethodologyError
from shnor_cli.meanwhile import Meanwhile


def test_the_result_is_there_when_it_is_asked_for() -> None:
    assert Meanwhile(lambda: 1).result() == 1


def test_a_failure_is_told_as_it_is() -> None:
    fault = OSError("диск")
    with pytest.raises(OSError, match="диск") as caught:
        Meanwhile(lambda: (_ for _ in ()).throw(fault)).result()
    assert caught.value is fault


def test_a_refusal_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = threading.active_count()
    with pytest.raises(MethodologyError):
        identify(tmp_path / "t.csv", methodology="нет")
    assert threading.active_count() == before
