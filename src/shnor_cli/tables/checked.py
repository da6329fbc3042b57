"""What a check finds: problems, questions and remarks as values of one kind, the gravest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.tables.codes import CODES, SEVERITIES, Kind, Severity, kind_of, severity_of

_GRAVEST = list(SEVERITIES.values())
_ORDER = {code: place for place, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where something was found."""

    code: str
    place: Place
    found: str
    done: str
    """What the program did about it; empty of a problem."""
    mend: str

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return severity_of(self.code)

    @property
    def kind(self) -> Kind:
        """The kind that its code stands for."""
        return kind_of(self.code)

    @property
    def text(self) -> str:
        """What was found and what was done, in a line."""
        return f"{self.found} ({self.done})" if self.done else self.found


def findings_of(problems: Iterable[Problem], remarks: Iterable[Remark]) -> tuple[Finding, ...]:
    """Put problems and remarks together: by severity, then by kind, then as they were found."""
    found = [_of_problem(each) for each in problems] + [_of_remark(each) for each in remarks]
    return tuple(sorted(dict.fromkeys(found), key=_rank))


def _of_problem(problem: Problem) -> Finding:
    mend = problem.hint or kind_of(problem.code).mend
    return Finding(problem.code, problem.place, problem.fault, "", mend)


def _of_remark(remark: Remark) -> Finding:
    return Finding(remark.code, remark.place, remark.text, remark.done, kind_of(remark.code).mend)


def _rank(finding: Finding) -> tuple[int, int]:
    return _GRAVEST.index(finding.severity), _ORDER.get(finding.code, len(_ORDER))
