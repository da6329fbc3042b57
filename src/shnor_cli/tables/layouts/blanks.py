"""What reports write where there is no result, folded."""

DASHES = frozenset({"-", "–", "—"})
NO_RESULT = DASHES | {"х", "x", "н/д"}
"""«х» of either alphabet is a task that was not attempted."""
NOT_THERE = NO_RESULT | {
    *("н/я", "неявка", "не явился", "не явилась", "отсутствовал", "отсутствовала"),
    *("нет отметки", "удален"),
}
"""Of a participant: besides, those who did not come, were sent away or have no mark."""
