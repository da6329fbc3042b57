"""The verbs of the program: values in, values out, nothing printed.

Each command of the command line calls one of these; the working folder, the year and the date are
parameters. What only some verbs need (a Word template, data frames) is imported inside them.
"""

from shnor_cli.actions.explaining import Explanation, explain
from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.identifying import identify
from shnor_cli.actions.methodologies import (
    criteria_check,
    criteria_list,
    criteria_schema,
    criteria_show,
    criteria_test,
)
from shnor_cli.actions.runs import compare, open_run, record_run, rerun, verify, write_memo

__all__ = [
    "Explanation",
    "compare",
    "criteria_check",
    "criteria_list",
    "criteria_schema",
    "criteria_show",
    "criteria_test",
    "explain",
    "find_methodology",
    "identify",
    "open_run",
    "record_run",
    "rerun",
    "verify",
    "write_memo",
]
