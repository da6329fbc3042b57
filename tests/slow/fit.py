"""A least-squares fit in fractions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tests.slow.values import Number

Line = list[Fraction]


def residual(lines: Mapping[int, Sequence[Number]], school: int, *, weighted: bool) -> Fraction:
    """Return what the context does not explain of a school's number, the first of its line."""
    table = {
        index: ([Fraction(1), *(n.value for n in rest)], first.value, _weight(first, weighted))
        for index, (first, *rest) in lines.items()
    }
    size = len(next(iter(table.values()))[0])
    equations = [
        [
            *(_sum(w * x[i] * x[j] for x, _, w in table.values()) for j in range(size)),
            _sum(w * x[i] * y for x, y, w in table.values()),
        ]
        for i in range(size)
    ]
    answer = _solve(equations)
    own, found, _ = table[school]
    return found - _sum(a * b for a, b in zip(own, answer, strict=True))


def _weight(first: Number, weighted: bool) -> Fraction:
    return Fraction(first.behind or 0) if weighted else Fraction(1)


def _sum(numbers: object) -> Fraction:
    return sum(numbers, Fraction(0))  # type: ignore[call-overload, no-any-return]


def _solve(equations: list[Line]) -> Line:
    """Solve by elimination; a column that says nothing new gets a zero."""
    size = len(equations)
    answer = [Fraction(0)] * size
    pivots: list[tuple[int, int]] = []
    row = 0
    for column in range(size):
        found = next((i for i in range(row, size) if equations[i][column]), None)
        if found is None:
            continue
        equations[row], equations[found] = equations[found], equations[row]
        head = equations[row][column]
        equations[row] = [cell / head for cell in equations[row]]
        for i in range(size):
            factor = equations[i][column]
            if i != row and factor:
                pairs = zip(equations[i], equations[row], strict=True)
                equations[i] = [cell - factor * own for cell, own in pairs]
        pivots.append((row, column))
        row += 1
    for index, column in pivots:
        answer[column] = equations[index][size]
    return answer
