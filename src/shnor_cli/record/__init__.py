"""The run folder (папка прогона): written whole, read back by judging anew, verified.

What stands in it is listed in `info.py`. To add a table of findings: a query in `findings.py`, its
name in `FINDINGS`, a line in `writing.py` and one in `differences.py`.
"""

from shnor_cli.record.difference import Difference
from shnor_cli.record.folder import recover
from shnor_cli.record.info import Info
from shnor_cli.record.reading import Run, read_run
from shnor_cli.record.verifying import sources_at_hand, verify_run
from shnor_cli.record.writing import check_run, write_run

__all__ = [
    "Difference",
    "Info",
    "Run",
    "check_run",
    "read_run",
    "recover",
    "sources_at_hand",
    "verify_run",
    "write_run",
]
