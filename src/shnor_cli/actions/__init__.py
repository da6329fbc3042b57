"""The verbs of the program: values in, values out, nothing printed.

Each command of the command line calls one of these; the working folder, the year and the date are
parameters. What only some verbs need (a Word template, data frames) is imported inside them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shnor_cli.actions.checking import check
    from shnor_cli.actions.drafts import draft_doubted, draft_layout, draft_schools
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
    from shnor_cli.actions.papers import (
        write_annex,
        write_cards,
        write_deficits,
        write_effect,
        write_order,
    )
    from shnor_cli.actions.publishing import publish
    from shnor_cli.actions.runs import (
        check_memo,
        compare,
        open_run,
        record_run,
        record_runs,
        rerun,
        verify,
        write_memo,
    )
    from shnor_cli.actions.templates import check_template, lay_out, template_names

__all__ = [
    "Explanation",
    "check",
    "check_memo",
    "check_template",
    "compare",
    "criteria_check",
    "criteria_list",
    "criteria_schema",
    "criteria_show",
    "criteria_test",
    "draft_doubted",
    "draft_layout",
    "draft_schools",
    "explain",
    "find_methodology",
    "identify",
    "lay_out",
    "open_run",
    "publish",
    "record_run",
    "record_runs",
    "rerun",
    "template_names",
    "verify",
    "write_annex",
    "write_cards",
    "write_deficits",
    "write_effect",
    "write_memo",
    "write_order",
]

_WHERE = {
    "Explanation": "explaining",
    "check": "checking",
    "check_memo": "runs",
    "check_template": "templates",
    "compare": "runs",
    "criteria_check": "methodologies",
    "criteria_list": "methodologies",
    "criteria_schema": "methodologies",
    "criteria_show": "methodologies",
    "criteria_test": "methodologies",
    "draft_doubted": "drafts",
    "draft_layout": "drafts",
    "draft_schools": "drafts",
    "explain": "explaining",
    "find_methodology": "finding",
    "identify": "identifying",
    "lay_out": "templates",
    "open_run": "runs",
    "record_run": "runs",
    "record_runs": "runs",
    "rerun": "runs",
    "template_names": "templates",
    "verify": "runs",
    "publish": "publishing",
    "write_annex": "papers",
    "write_cards": "papers",
    "write_deficits": "papers",
    "write_effect": "papers",
    "write_memo": "runs",
    "write_order": "papers",
}
"""Each verb waits in its module until it is asked for: a short command pays for no other."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
