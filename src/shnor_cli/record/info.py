"""`run.json`: what a run folder says of itself, and the names of its files."""

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from shnor_cli.criteria.base import YEARS, Year
from shnor_cli.errors import RunError
from shnor_cli.model import Assessment, Attribute, Results, Source, Status
from shnor_cli.record.folder import said_as_run_error
from shnor_cli.record.sql import counted
from shnor_cli.resources import digest_of
from shnor_cli.russian import quote

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

FORMAT = 2
"""The number of the format of a run folder that this program writes and reads."""

INFO = "run.json"
METHODOLOGY = "methodology.yaml"
TABLE = "verdicts.csv"
VERDICTS = "verdicts.parquet"
RESULTS = ("facts", "schools", "attributes")
"""Tables of what was read; those of reported groups stand in `reported-…` beside them."""
FINDINGS = ("values", "outcomes", "groups", "verdicts")
"""Tables of what was found."""
REMARKS = "remarks"
REPORTED = "reported-"

_OWNER = {"school": "VARCHAR", "group": "VARCHAR", "year": "SMALLINT"}
_SLICE = {"procedure": "VARCHAR", "subject": "VARCHAR", "level": "VARCHAR", "grade": "TINYINT"}
_PLACE = {"file": "VARCHAR", "row": "BIGINT"}
_SHARE = {"task": "VARCHAR", "skill": "VARCHAR", "maximum": "INTEGER", "share": "DECIMAL(18, 4)"}
_MARKS = dict.fromkeys(("participants", "lowered", "confirmed", "raised"), "INTEGER")
_LISTED = {
    "school": "VARCHAR",
    "year": "SMALLINT",
    "procedure": "VARCHAR",
    "subject": "VARCHAR",
    "grade": "TINYINT",
    "ground": "VARCHAR",
}
BESIDE: Mapping[str, Mapping[str, str]] = {
    "tasks": {**_OWNER, **_SLICE, **_SHARE, **_PLACE},
    "journal": {**_OWNER, **_SLICE, **_MARKS, **_PLACE},
    "doubted": {**_LISTED, **_PLACE},
}
"""Tables kept beside the facts, where there is something -> their columns and types."""

_PARQUET = tuple(f"{name}.parquet" for name in (*RESULTS, *FINDINGS, *BESIDE, REMARKS))
_REPORTED = tuple(f"{REPORTED}{name}.parquet" for name in RESULTS)
_OURS = frozenset((INFO, METHODOLOGY, TABLE, *_PARQUET, *_REPORTED))

_LIBRARIES = ("shnor-cli", "duckdb", "numpy")
"""Whose version may matter to a number."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Input(_Part):
    """A table that was read, its file named without folders."""

    name: str
    sha256: str
    rows: int
    sheet: str = ""


_Years = Annotated[tuple[Year, ...], Field(max_length=YEARS[1] - YEARS[0] + 1)]
"""The years that tables can speak of: a spoilt description must not ask for endless work."""
_MOST_ASSESSMENTS = 32_767
"""Their codes are SMALLINT."""


class Axis(_Part):
    """A column of texts about schools: whether it holds always, and the years it speaks of."""

    always: bool
    years: _Years


class JoinedSchool(_Part):
    """A school of the register that was joined to another."""

    id: str
    name: str
    aliases: tuple[str, ...]
    successor: str
    since: int
    years: _Years | None = None


class Tables(_Part):
    """What is needed to read the tables of results back, code by code."""

    years: _Years
    assessments: Annotated[
        tuple[tuple[str, str, str, int], ...], Field(max_length=_MOST_ASSESSMENTS)
    ]
    categories: tuple[str, ...]
    attributes: dict[str, Axis]
    registered: bool
    joined: tuple[JoinedSchool, ...] = ()


class Judged(_Part):
    """The methodology of the run."""

    id: str
    title: str
    status: str
    digest: str


class Info(_Part):
    """What a run folder says of itself."""

    format: int
    versions: dict[str, str]
    methodology: Judged
    year: Year
    parameters: dict[str, JsonValue]
    inputs: tuple[Input, ...]
    tables: Tables
    reported: Tables | None
    beside: dict[str, dict[str, str]] = {}
    """Tables kept beside the facts: their columns and the types of those."""
    counts: dict[str, int]
    """How many schools there are, of each status too, how many facts, rows beside, remarks."""
    categories: dict[str, int]
    """How many schools there are of each category."""
    files: dict[str, str]
    """SHA-256 of every other file of the run."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files that were read."""
        return tuple(Source(each.name, each.sha256, each.rows, each.sheet) for each in self.inputs)

    @property
    def read_back(self) -> tuple[str, ...]:
        """The files from which a run is judged anew."""
        reported = _REPORTED if self.reported is not None else ()
        tables = (f"{name}.parquet" for name in (*RESULTS, REMARKS, *self.beside))
        return (METHODOLOGY, *tables, *reported)


def is_ours(name: str) -> bool:
    """Whether a file of that name in a run folder is written by the program."""
    return name in _OURS


def info_of(
    identification: "Identification",
    parameters: Mapping[str, JsonValue],
    files: Mapping[str, str],
) -> Info:
    """Return what a run says of itself."""
    results = identification.results
    return Info(
        format=FORMAT,
        versions={name: version(name) for name in _LIBRARIES},
        methodology=judged_of(identification),
        year=identification.year,
        parameters=dict(parameters),
        inputs=tuple(
            Input(name=each.name, sha256=each.sha256, rows=each.rows, sheet=each.sheet)
            for each in results.sources
        ),
        tables=_tables(results),
        reported=None if results.reported is None else _tables(results.reported),
        beside={name: dict(BESIDE[name]) for name in beside_of(results)},
        counts=counts_of(identification),
        categories=categories_of(identification),
        files=dict(sorted(files.items())),
    )


def judged_of(identification: "Identification") -> Judged:
    """Return what a run says of its methodology."""
    methodology = identification.methodology
    return Judged(
        id=methodology.id,
        title=methodology.title,
        status=methodology.status,
        digest=identification.file.digest,
    )


def counts_of(identification: "Identification") -> dict[str, int]:
    """Return how many schools, facts and remarks there are, and schools of each status."""
    results, judgement = identification.results, identification.judgement
    return {
        "schools": len(results.schools),
        **{each.name.lower(): int((judgement.status == each).sum()) for each in Status},
        "undetermined": int(judgement.undecided.sum()),
        **{name: _rows(results, each) for name, each in _relations(results).items()},
        "remarks": len(results.remarks),
    }


def beside_of(results: Results) -> dict[str, str]:
    """Return the relations kept beside the facts, by the names of their tables."""
    relations = {
        "tasks": results.tasks,
        "journal": results.journal,
        "doubted": results.doubted,
    }
    return {name: each for name, each in relations.items() if each}


def _relations(results: Results) -> dict[str, str]:
    return {"facts": results.facts, **beside_of(results)}


def _rows(results: Results, relation: str) -> int:
    return counted(results.connection, f"SELECT count(*) FROM {relation}")


def categories_of(identification: "Identification") -> dict[str, int]:
    """Return how many schools are of each category."""
    return {
        category.name: int((identification.judgement.category == place).sum())
        for place, category in enumerate(identification.methodology.categories)
    }


def _tables(results: Results) -> Tables:
    return Tables(
        years=results.years,
        assessments=tuple((a.procedure, a.subject, a.level, a.grade) for a in results.assessments),
        categories=results.categories,
        attributes={name: _axis(each) for name, each in sorted(results.attributes.items())},
        registered=results.schools.registered,
        joined=tuple(JoinedSchool(**each._asdict()) for each in results.schools.joined),
    )


def _axis(attribute: Attribute) -> Axis:
    return Axis(always=attribute.always is not None, years=tuple(sorted(attribute.by_year)))


def assessments_of(tables: Tables) -> tuple[Assessment, ...]:
    """Return the assessments of recorded tables, in the order of their codes."""
    return tuple(Assessment(*each) for each in tables.assessments)


def write_info(info: Info, path: Path) -> None:
    """Write `run.json`."""
    text = json.dumps(info.model_dump(mode="json"), ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def read_info(folder: Path) -> Info:
    """Read `run.json` of a run folder.

    Raises:
        RunError: there is no such run, it was written in another format or is spoilt.
    """
    said = quote(str(folder))
    if not folder.is_dir():
        raise RunError(
            f"Нет папки прогона {said}.",
            hint="Прогон создаёт команда shnor identify; папку называют так, как назвали её там.",
        )
    if not (folder / INFO).is_file():
        raise RunError(f"{said} не папка прогона: в ней нет файла {INFO}.")
    with said_as_run_error(folder):
        raw = (folder / INFO).read_bytes()
    return _checked(_parsed(raw, said), said)


def _parsed(raw: bytes, said: str) -> dict[str, object]:
    try:
        read = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RunError(f"Файл {INFO} папки {said} испорчен: это не JSON.") from error
    if not isinstance(read, dict) or not isinstance(read.get("format"), int):
        raise RunError(f"Файл {INFO} папки {said} не похож на описание прогона: в нём нет format.")
    return read


_FAULTS = 5
"""How many spoilt keys are named."""


def _checked(read: dict[str, object], said: str) -> Info:
    if read["format"] != FORMAT:
        raise RunError(
            f"Прогон {said} записан в формате {read['format']}, программа читает формат {FORMAT}.",
            hint="Откройте его той версией программы, которой он записан, или проведите заново.",
        )
    try:
        return Info.model_validate_json(json.dumps(read))
    except RecursionError as error:
        raise RunError(f"Файл {INFO} папки {said} испорчен: вложен слишком глубоко.") from error
    except ValidationError as error:
        faults = sorted({".".join(map(str, each["loc"])) for each in error.errors()})
        where = ", ".join([*faults[:_FAULTS], *(["…"] if len(faults) > _FAULTS else [])])
        raise RunError(f"Файл {INFO} папки {said} испорчен: {where}.") from error


def check_unchanged(info: Info, folder: Path, names: Iterable[str]) -> None:
    """Refuse a run if a file of it is not the one that was written.

    Raises:
        RunError: a file is missing, unreadable or changed.
    """
    for name in names:
        check_regular(folder, name)
        with said_as_run_error(folder):
            digest = digest_of(folder / name)
        if digest != info.files.get(name):
            raise RunError(
                f"Прогон {quote(str(folder))} не открыт: файл {name} изменён после записи прогона.",
                hint=f"Что именно разошлось, покажет команда: shnor verify {folder}",
            )


def check_regular(folder: Path, name: str) -> None:
    """Refuse what is no file: reading a pipe or a device would never end.

    Raises:
        RunError: it is missing or something else.
    """
    if not (folder / name).is_file():
        raise RunError(
            f"Прогон {quote(str(folder))} не читается: файл {name} пропал или испорчен.",
            hint="Проведите прогон заново: shnor identify.",
        )
