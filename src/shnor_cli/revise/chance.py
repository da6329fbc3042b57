"""How much of a change of the listed schools chance alone would bring.

A list of the schools with the lowest results is a list of the unluckiest as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shnor_cli.engine.matching import Shares


@dataclass(frozen=True, slots=True)
class Chance:
    """What chance alone would do to the share of low results of the listed schools."""

    was: float
    """Their earlier shares, weighted as the expected ones are: by the participants of now."""
    expected: float
    """Share expected of these schools another time, if nothing about them changed."""
    schools: int
    """Schools that the estimate rests on."""


_FEWEST = 5
"""The spread of fewer schools says next to nothing."""


def chance(totals: Sequence[tuple[bool, Shares]]) -> Chance | None:
    """Estimate the share of low results of the listed schools another time, were nothing changed.

    The share p of a school is taken as drawn once from a beta distribution of mean m that all
    schools have in common, and its n low results of N as binomial. Given n of N, the mean of p is
    (n + k m) / (N + k), k = 1/g - 1. With weights w = N / sum(N), d = sum w (n/N - m)^2,
    a = sum w (1 - w) and b = sum w (1 - w) / N, the moment estimate of g, the part of the variance
    that is not chance, is (d / (m (1 - m)) - b) / (a - b).

    Source: J. C. Kleinman, Proportions with extraneous variance: single and independent samples,
    Journal of the American Statistical Association 68 (1973), 46-54.
    """
    known = [(is_listed, each) for is_listed, each in totals if each]
    if len(known) < _FEWEST or {is_listed for is_listed, _ in known} != {True, False}:
        return None
    whole = sum(each.was_of for _, each in known)
    mean = sum(each.was for _, each in known) / whole
    if mean in {0.0, 1.0}:
        return None
    weights = [each.was_of / whole for _, each in known]
    apart = sum(
        weight * (each.was / each.was_of - mean) ** 2
        for weight, (_, each) in zip(weights, known, strict=True)
    )
    spread = sum(weight * (1 - weight) for weight in weights)
    noise = sum(
        weight * (1 - weight) / each.was_of
        for weight, (_, each) in zip(weights, known, strict=True)
    )
    if spread <= noise:
        return None
    kept = min(max((apart / (mean * (1 - mean)) - noise) / (spread - noise), 0.0), 1.0)
    listed = [each for is_listed, each in known if is_listed]
    now_of = sum(each.now_of for each in listed)
    was = sum(each.now_of * each.was / each.was_of for each in listed)
    expected = sum(each.now_of * _shrunk(each, mean, kept) for each in listed)
    return Chance(was / now_of, expected / now_of, len(known))


def _shrunk(each: Shares, mean: float, kept: float) -> float:
    """Return the mean of the posterior; `kept` is g of the formula above."""
    weight = each.was_of * kept / (each.was_of * kept + 1 - kept)
    return mean + weight * (each.was / each.was_of - mean)
