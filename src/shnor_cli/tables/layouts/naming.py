"""Choosing the layout of a container."""

from typing import TYPE_CHECKING

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import Remark
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.grid import Container
from shnor_cli.tables.layouts import plain
from shnor_cli.tables.layouts.named import Named

if TYPE_CHECKING:
    from shnor_cli.tables.layouts.declared import Layout


UNFIT = "R-layout"
"""The code of the remark on a file that the layout asked for does not fit."""


def name_columns(
    container: Container, methodology: Methodology, layout: "Layout | None", faults: Faults
) -> Named | None:
    """Name the columns of a container, by the given layout where its columns are there.

    What is wrong goes to `faults`; None then.
    """
    if layout is None:
        return plain.read(container, methodology, faults)
    from shnor_cli.tables.layouts import declaring

    if not declaring.fits(container, layout) and plain.recognises(container.header):
        named = plain.read(container, methodology, faults)
        text = "столбцов, названных в разметке, здесь нет"
        remark = Remark(container.place(), text, "прочитана как простая таблица", UNFIT)
        return named and named._replace(remarks=(*named.remarks, remark))
    return declaring.read(container, methodology, layout, faults)
