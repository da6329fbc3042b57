"""How probable counts are by chance: exact tests over arrays, all of one shape."""

import numpy as np

from shnor_cli.engine.doubts.thresholds import BY_CHANCE, IMPROBABLE
from shnor_cli.model import Floats, Integers

_SAME = 1e-7
"""Two probabilities nearer to each other than this part of them are equal."""


def bar(comparisons: int) -> float:
    """Return below which a probability is improbable where so many comparisons were made."""
    return min(IMPROBABLE, BY_CHANCE / max(comparisons, 1))


def fisher(
    first: Integers, of_first: Integers, second: Integers, of_second: Integers, *, below: float
) -> Floats:
    """Return how probable two shares are that differ so much, were they alike (Fisher, two-sided).

    A probability that cannot be under `below` is 1: it is at least that of the very counts, which
    spares the sum for nearly all of them.
    """
    counts = np.stack([first, of_first, second, of_second]).astype(np.int64)
    logs = _log_factorials(int((counts[1] + counts[3]).max(initial=0)))
    found = np.ones(counts.shape[1])
    rare = np.flatnonzero(np.exp(_log_table(logs, counts, counts[0])) < below)
    found[rare] = _no_more_probable(logs, counts[:, rare])
    return found


def at_least(count: int, of: int, part: float) -> float:
    """Return how probable so many or more of some are, each with a probability (binomial)."""
    if part >= 1:
        return 1.0
    each, logs = np.arange(count, of + 1), _log_factorials(of)
    chances = _log_choose(logs, np.full_like(each, of), each)
    found = np.exp(chances + each * np.log(part) + (of - each) * np.log1p(-part))
    return min(float(found.sum()), 1.0)


def _no_more_probable(logs: Floats, counts: Integers) -> Floats:
    """Sum the probabilities of all tables that are no more probable than the one seen."""
    first, of_first, second, of_second = counts
    seen = _log_table(logs, counts, first) + _SAME
    low = first + second
    least, most = np.maximum(0, low - of_second), np.minimum(of_first, low)
    total = np.zeros(len(first))
    for step in range(int((most - least).max(initial=-1)) + 1):
        inside = least + step <= most
        each = _log_table(logs, counts, np.where(inside, least + step, first))
        total += np.where(inside & (each <= seen), np.exp(each), 0)
    return np.minimum(total, 1)


def _log_table(logs: Floats, counts: Integers, first: Integers) -> Floats:
    """Return the logarithm of the hypergeometric probability of so many in the first sample."""
    seen, of_first, other, of_second = counts
    low = seen + other
    return (
        _log_choose(logs, of_first, first)
        + _log_choose(logs, of_second, low - first)
        - _log_choose(logs, of_first + of_second, low)
    )


def _log_choose(logs: Floats, of: Integers, chosen: Integers) -> Floats:
    chances: Floats = logs[of] - logs[chosen] - logs[of - chosen]
    return chances


def _log_factorials(most: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])
