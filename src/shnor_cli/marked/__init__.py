"""Checked workbooks: the sender's own tables back, their cells marked with what was found.

A workbook .xlsx comes back as it was (`own`), any other file as a new workbook of the same cells
(`copied`); both get a last sheet with everything that was found (`summary`). Where a finding
stands is told by `spots`, how its cell looks by `marks`.
"""

from shnor_cli.marked.marking import Marked, Marking, marking_of

__all__ = ["Marked", "Marking", "marking_of"]
