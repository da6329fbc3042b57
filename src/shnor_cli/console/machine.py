"""What `--json` gives: the same facts for another program, keys that stay the same.

Outcomes are `met`, `not_met`, `unknown`, `not_applicable`; shares are numbers from 0 to 1; a year
is the last year of a school year; what is not known is null.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.actions.checking import Checked
from shnor_cli.actions.explaining import Explanation, SourceRow
from shnor_cli.actions.methodologies import Entry
from shnor_cli.console.checked import counts_of
from shnor_cli.console.choice import counts
from shnor_cli.console.streams import Json
from shnor_cli.criteria.loading import MethodologyFile
from shnor_cli.criteria.wording import methodology_in_words
from shnor_cli.engine.origins import Origin
from shnor_cli.engine.parts import Part
from shnor_cli.engine.verdicts import Fact, Identification, Step, Verdict
from shnor_cli.errors import Place
from shnor_cli.model import Assessment, Joined, Outcome, Remark, School
from shnor_cli.record.difference import Difference
from shnor_cli.tables.checked import Finding

if TYPE_CHECKING:
    from shnor_cli.cases import CaseResult
    from shnor_cli.memo.word.names import Name
    from shnor_cli.revise.compare import Change, Comparison, Ground

Object = dict[str, Json]


def identification(found: Identification, files: Sequence[tuple[str, Path]]) -> Object:
    """Give all verdicts of a run."""
    return {
        "methodology": _methodology(found.file),
        "year": found.year,
        "counts": dict(counts(found)),
        "verdicts": [verdict(each) for each in found.verdicts],
        "remarks": [_remark(each) for each in found.results.remarks],
        "sources": [
            {"name": each.name, "sheet": each.sheet, "sha256": each.sha256, "rows": each.rows}
            for each in found.results.sources
        ],
        "files": [path.as_posix() for _, path in files],
    }


def verdict(found: Verdict) -> Object:
    """Give the verdict of a school."""
    return {
        "school": _school(found.school),
        "status": found.status.name.lower(),
        "category": found.category,
        "possible": list(found.possible),
        "score": found.score,
        "outcomes": {name: each.name.lower() for name, each in found.outcomes.items()},
        "fact": _fact(found.fact) if found.fact else None,
        "missing": [_fact(each) for each in found.missing],
        "notes": list(found.notes),
    }


def explanation(explained: Explanation) -> Object:
    """Give the whole trace of a school."""
    trace = _Trace(explained)
    return {
        "methodology": _methodology(explained.found.file),
        "year": explained.found.year,
        "verdict": verdict(explained.verdict),
        "choices": [dict(each._asdict()) for each in explained.choices],
        "steps": [trace.step(each) for each in explained.steps],
    }


class _Trace:
    """Gives steps and values; the parts of one that was given before are not given again."""

    def __init__(self, explained: Explanation) -> None:
        self._explained = explained
        self._given: set[tuple[object, ...]] = set()

    def _is_given(self, *key: object) -> bool:
        """Say whether it was given before; from now on it is."""
        again = key in self._given
        self._given.add(key)
        return again

    def step(self, step: Step) -> Object:
        again = self._is_given("step", step.criterion, step.year, step.slice)
        return {
            "criterion": step.criterion,
            "title": step.title,
            "clause": step.clause,
            "year": step.year,
            "slice": _slice(step.slice),
            "outcome": step.outcome.name.lower(),
            "doubt": self._explained.doubt(step) or None,
            "met": step.met,
            "available": step.available,
            "needed": step.needed,
            "given_above": again,
            "parts": [
                self.step(each) if isinstance(each, Step) else self._compared(each)
                for each in (() if again else step.parts)
            ],
        }

    def _compared(self, fact: Fact) -> Object:
        return {
            **_fact(fact),
            "origin": _origin(self._explained.origin(fact)),
            **self._made_of(fact, self._explained.parts(fact)),
        }

    def _part(self, part: Part) -> Object:
        fact, band = part.fact, part.band
        return {
            "indicator": fact.indicator,
            "year": fact.year,
            "slice": _slice(fact.slice),
            "value": fact.value,
            "text": fact.text,
            "numerator": fact.numerator,
            "denominator": fact.denominator,
            "missing": fact.missing.text if fact.missing else None,
            "band": None if band is None else {key: float(each) for key, each in band.bounds},
            "weight": None if part.weight is None else float(part.weight),
            "scaled": part.scaled,
            **self._made_of(fact, part.parts),
        }

    def _made_of(self, fact: Fact, parts: Sequence[Part]) -> Object:
        again = bool(parts) and self._is_given("value", fact.indicator, fact.year, fact.slice)
        return {
            "given_above": again,
            "parts": [self._part(each) for each in (() if again else parts)],
            "rows": self._rows(fact),
        }

    def _rows(self, fact: Fact) -> list[Json]:
        added: list[Json] = [each.id for each in self._explained.joined(fact.year)]
        return [
            {**_row(row), "joined": added} if row.rows > 1 and row.row and added else _row(row)
            for row in self._explained.rows(fact)
        ]


def _origin(origin: Origin | None) -> Object | None:
    """Give what a bound was made of: `statistic * times - minus - minus_sd * deviation`."""
    if origin is None:
        return None
    source = origin.source
    corrections = {key: getattr(source, key) for key in ("times", "minus", "minus_sd")}
    return {
        "kind": source.kind,
        "attribute": source.group or source.reported,
        "group": origin.group or None,
        "weighted": source.weighted,
        "statistic": origin.statistic,
        "schools": origin.schools,
        "participants": origin.participants,
        "deviation": origin.deviation,
        **{key: None if each is None else float(each) for key, each in corrections.items()},
    }


def _fact(fact: Fact) -> Object:
    return {
        "criterion": fact.criterion,
        "indicator": fact.indicator or None,
        "year": fact.year,
        "slice": _slice(fact.slice),
        "outcome": fact.outcome.name.lower(),
        "value": fact.value,
        "text": fact.text,
        "numerator": fact.numerator,
        "denominator": fact.denominator,
        "bound": fact.bound,
        "threshold": fact.threshold,
        "distance": fact.distance,
        "pupils": fact.pupils,
        "missing": fact.missing.text if fact.missing else None,
        "limits": _limits(fact),
        "rank": None if fact.rank is None else dict(fact.rank._asdict()),
    }


def _limits(fact: Fact) -> Object | None:
    if fact.limits is None:
        return None
    low, high = (end if math.isfinite(end) else None for end in fact.limits)
    return {"low": low, "high": high}


def _row(row: SourceRow) -> Object:
    return {"file": row.file, "row": row.row or None, "rows": row.rows}


def _slice(key: Assessment) -> Object | None:
    if key == Assessment():
        return None
    return {
        "procedure": key.procedure or None,
        "subject": key.subject or None,
        "level": key.level or None,
        "grade": key.grade or None,
    }


def _school(school: School) -> Object:
    return {"id": school.id, "name": school.name, "municipality": school.municipality or None}


def _methodology(file: MethodologyFile) -> Object:
    methodology = file.methodology
    return {
        "id": methodology.id,
        "title": methodology.title,
        "status": methodology.status,
        "digest": file.digest,
    }


def methodology(file: MethodologyFile) -> Object:
    """Give a methodology: its model as YAML would hold it, and its words."""
    content: Object = file.methodology.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {
        **_methodology(file),
        "words": list(methodology_in_words(file.methodology)),
        "content": content,
    }


def catalogue(entries: Iterable[Entry]) -> list[Json]:
    """Give the methodologies at hand."""
    return [
        {
            "id": each.id,
            "title": each.title,
            "status": each.status or None,
            "own": each.own,
            "path": each.path.as_posix(),
            "fault": each.fault or None,
        }
        for each in entries
    ]


def remarks(found: Iterable[Remark]) -> list[Json]:
    """Give remarks."""
    return [_remark(each) for each in found]


def checked(found: Checked) -> Object:
    """Give everything that a check found."""
    return {
        "usable": found.is_usable,
        "kinds": [
            {
                "code": first.code or None,
                "severity": first.severity,
                "title": first.kind.title,
                "allowed": first.kind.allowed or None,
                "count": count,
            }
            for first, count in counts_of(found.findings)
        ],
        "findings": [_finding(each) for each in found.findings],
        "files": [{"path": each.path.as_posix(), "lost": list(each.lost)} for each in found.marked],
        "clean": found.clean,
    }


def _finding(finding: Finding) -> Object:
    return {
        "code": finding.code or None,
        "severity": finding.severity,
        **_place(finding.place),
        "found": finding.found,
        "done": finding.done or None,
        "allowed": finding.kind.allowed or None,
        "mend": finding.mend or None,
    }


def _remark(remark: Remark) -> Object:
    return {
        "code": remark.code or None,
        **_place(remark.place),
        "text": remark.text,
        "done": remark.done or None,
    }


def _place(place: Place) -> Object:
    return {
        "file": place.file or None,
        "sheet": place.sheet or None,
        "row": place.row,
        "column": place.column or None,
    }


def cases(results: "Iterable[CaseResult]") -> list[Json]:
    """Give the results of worked cases."""
    return [
        {
            "title": each.title,
            "file": each.place.file,
            "line": each.place.row,
            "passed": each.passed,
            "mismatches": [
                {"school": m.school, "what": m.what, "expected": m.expected, "found": m.found}
                for m in each.mismatches
            ],
        }
        for each in results
    ]


def differences(found: Iterable[Difference]) -> list[Json]:
    """Give what differs between a run and what is derived from it anew."""
    return [
        {
            "file": each.file,
            "school": each.school or None,
            "criterion": each.criterion or None,
            "indicator": each.indicator or None,
            "year": each.year,
            "slice": _slice(each.slice),
            "group": each.group or None,
            "recorded": each.recorded,
            "derived": each.derived or None,
        }
        for each in found
    ]


def comparison(compared: "Comparison") -> Object:
    """Give two runs side by side; schools where nothing changed are only counted."""
    from shnor_cli.revise.compare import Move

    shown = [move for move in Move if move is not Move.SAME]
    return {
        "before": {**_methodology(compared.before.file), "year": compared.before.year},
        "after": {**_methodology(compared.after.file), "year": compared.after.year},
        "redefined": [
            {"criterion": each.criterion, "before": each.before, "after": each.after}
            for each in compared.redefined
        ],
        **{move.name.lower(): [_change(each) for each in compared.of(move)] for move in shown},
        "in_both": compared.in_both,
        "same": len(compared.of(Move.SAME)),
        "only_before": [_school(each) for each in compared.only_before],
        "only_after": [_school(each) for each in compared.only_after],
    }


def _change(change: "Change") -> Object:
    before, after = change.grounds
    return {
        "school": _school(change.school),
        "before": verdict(change.before) if change.before else None,
        "after": verdict(change.after) if change.after else None,
        "joined_to": _joined(change.joined) if change.joined else None,
        "added": [_joined(each) for each in change.added],
        "criterion": change.criterion,
        "turns": [
            {
                "criterion": turn.criterion,
                "before": _outcome(turn.before),
                "after": _outcome(turn.after),
            }
            for turn in change.turns
        ],
        "ground_before": _ground(before) if before else None,
        "ground_after": _ground(after) if after else None,
    }


def _joined(school: Joined) -> Object:
    return {
        "id": school.id,
        "name": school.name,
        "successor": school.successor,
        "since": school.since,
        "years": None if school.years is None else list(school.years),
    }


def _ground(ground: "Ground") -> Object:
    return {
        "criterion": ground.criterion,
        "title": ground.title,
        "outcome": _outcome(ground.outcome),
        "facts": [_fact(each) for each in ground.facts],
    }


def _outcome(outcome: Outcome | None) -> str | None:
    return None if outcome is None else outcome.name.lower()


def names(found: "Iterable[Name]") -> list[Json]:
    """Give the names of a template."""
    return [dict(each._asdict()) for each in found]
