"""Parting the rows of a container: those of schools, those reported of groups, those of neither."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from shnor_cli.criteria.rules import GROUP_ALL
from shnor_cli.errors import did_you_mean
from shnor_cli.model import Remark, group_id
from shnor_cli.russian import fold, plural
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.keys import bad_values
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import among, literal
from shnor_cli.tables.texts import text_of

GROUPS: Mapping[str, str] = {
    "municipality": "municipality",
    "муниципалитет": "municipality",
    "район": "municipality",
    "region": "region",
    "регион": "region",
    "край": "region",
    "область": "region",
    "all": GROUP_ALL,
    "все": GROUP_ALL,
    "вся выборка": GROUP_ALL,
}
"""What may stand in the column «группа», folded -> the attribute whose group the row is of."""


class Parted(NamedTuple):
    """The rows of schools, and the rows reported of groups."""

    schools: Named
    groups: tuple[Named, ...] = ()
    remarks: tuple[Remark, ...] = ()


def part(scratch: Scratch, named: Named, faults: Faults) -> Parted:
    """Part the rows of a container; a group that is not known goes to `faults`."""
    groups = dict(named.groups)
    if "group" in named.fields:
        groups |= _named_groups(scratch, named, faults)
    if not groups and named.keep is None:
        return Parted(named)
    of_group = f"coalesce({' OR '.join(groups.values()) or 'false'}, false)"
    kept = named.keep or "true"
    if "group" in named.fields:
        kept = f"{named.fields['group'].sql} IS NULL"
    remarks = tuple(_skipped(scratch, named, f"NOT ({kept}) AND NOT ({of_group})"))
    parts = [
        _of_group(_filtered(named, condition), attribute) for attribute, condition in groups.items()
    ]
    schools = _filtered(named, f"({kept}) AND NOT ({of_group})")
    return Parted(schools, tuple(parts), remarks)


def _filtered(named: Named, condition: str) -> Named:
    relation = f"(SELECT * FROM {named.container.relation} WHERE {condition})"
    return named._replace(container=named.container._replace(relation=relation))


def _named_groups(scratch: Scratch, named: Named, faults: Faults) -> dict[str, str]:
    """Return conditions of group rows by what stands in the column «группа»."""
    field = named.fields["group"]
    rows = scratch.connection.execute(
        f"SELECT DISTINCT {field.sql} FROM {named.container.relation} WHERE {field.sql} IS NOT NULL"
    ).fetchall()
    texts: dict[str, list[str]] = {}
    unknown = {}
    for (raw,) in sorted(rows):
        text = fold(text_of(raw) or "")
        if text in GROUPS:
            texts.setdefault(GROUPS[text], []).append(raw)
        else:
            unknown[raw] = f"группа «{raw}» не известна{did_you_mean(str(raw), GROUPS)}"
    hint = "Пишут «муниципалитет», «регион» или «вся выборка»; у строки школы ячейка пуста."
    faults += bad_values(scratch, named, field, unknown, mend=(hint, "T-030"))
    return {attribute: among(field.sql, raws) for attribute, raws in texts.items()}


def _of_group(named: Named, attribute: str) -> Named:
    """Name the group in place of the school: `municipality=Рассветовский район`."""
    if attribute == GROUP_ALL:
        school = Field(literal(group_id(GROUP_ALL, GROUP_ALL)), "VARCHAR", GROUP_ALL)
    else:
        names = [attribute, "school", "name"]
        fields = [named.fields[role] for role in names if role in named.fields]
        texts = ", ".join(f"nullif(trim({each.sql}::VARCHAR), '')" for each in fields)
        sql = f"({literal(group_id(attribute, ''))} || coalesce({texts}))"
        school = Field(sql, "VARCHAR", fields[0].label)
    own = ("name", "municipality", "region", "group")
    fields_left = {role: each for role, each in named.fields.items() if role not in own}
    return named._replace(fields={**fields_left, "school": school}, attributes=named.attributes)


def _skipped(scratch: Scratch, named: Named, condition: str) -> Iterator[Remark]:
    first, count = scratch.row(
        f'SELECT min("row"), count(*) FROM {named.container.relation} WHERE {condition}'
    )
    if count:
        rows = plural(count, "строка", "строки", "строк")
        text = f"{rows} — не школы и не группы"
        yield Remark(named.container.place(first), text, "пропущены", "R-keep")
