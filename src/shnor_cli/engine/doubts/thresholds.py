"""From where on something is worth a question: values chosen, none of them a norm."""

from typing import Final

LEAST_PARTICIPANTS: Final = 10
"""Fewer are never a doubt: one pupil is more than ten percent.

Research on signs of bias calls fewer than ten a small sample too (trust: published code).
"""

IMPROBABLE: Final = 0.001
"""A probability below this one is improbable (trust: convention, chosen here)."""

BY_CHANCE: Final = 0.05
"""How probable it may be that chance alone raises one question of a kind over all tables: with
many comparisons each is held to this divided by their number (Bonferroni; trust: convention)."""

LEAST_EQUAL: Final = 3
"""So many equal rows of two years look like the same table pasted twice (trust: chosen here)."""

LEAST_SCHOOLS: Final = 3
"""So many schools of a municipality had an assessment that none of them has now: fewer may just
have no such pupils this year (trust: chosen here)."""

NEARLY_ALL: Final = 0.9
"""What part of the rows is «nearly all»: a pasted table may have been mended in places (trust:
chosen here)."""

LEAST_WITHOUT_LOW: Final = 2
"""In so many assessments at least there must be no low result at all (trust: chosen here)."""

LATER_GAP: Final = 0.2
"""The share of low results of ОГЭ above that of ВПР a year before, 20 percentage points.

Methodical practice compares ВПР of grade 8 with ОГЭ of grade 9 and looks at gaps of 20 to 30 points
(trust: practice, no document seen).
"""

OTHER_THAN_JOURNAL: Final = 0.3
"""The share of marks raised, or lowered, against the journal (trust: practice, no document seen).
"""

BESIDE_A_BORDER: Final = 2
"""So many primary scores on each side of a border are compared (trust: published research code).
"""

TOLD_AT_MOST: Final = 10
"""So many questions of a kind are told one by one; of the others only the number is."""
