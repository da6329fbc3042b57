"""The run folder (папка прогона): written whole, read back by judging anew, verified.

What stands in it is listed in `info.py`. To add a table of findings: a query in `findings.py`, its
name in `FINDINGS`, a line in `writing.py` and one in `differences.py`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shnor_cli.record.difference import Difference
    from shnor_cli.record.folder import recover
    from shnor_cli.record.info import Info
    from shnor_cli.record.reading import Run, read_run
    from shnor_cli.record.verifying import Verified, sources_at_hand, verify_run
    from shnor_cli.record.writing import check_run, write_run

__all__ = [
    "Difference",
    "Info",
    "Run",
    "Verified",
    "check_run",
    "read_run",
    "recover",
    "sources_at_hand",
    "verify_run",
    "write_run",
]

_WHERE = {
    "Difference": "difference",
    "Info": "info",
    "Run": "reading",
    "Verified": "verifying",
    "check_run": "writing",
    "read_run": "reading",
    "recover": "folder",
    "sources_at_hand": "verifying",
    "verify_run": "verifying",
    "write_run": "writing",
}
"""Writing a run does not import what reads and verifies one."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
