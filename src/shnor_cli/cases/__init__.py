"""Worked cases (разобранные примеры): small tables with expected answers beside a methodology.

A methodologist writes them in `<id>.cases.yaml`; `written.py` is what such a file may hold,
`rows.py` unfolds its rows, `tables.py` turns them into `Results`, `running.py` judges them by the
real engine.
"""

from shnor_cli.cases.running import CaseResult, Mismatch, run_cases

__all__ = ["CaseResult", "Mismatch", "run_cases"]
