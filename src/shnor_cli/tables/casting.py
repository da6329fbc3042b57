"""From prepared containers to facts and attributes: codes, checks, repeats, joined schools."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Place, Problem
from shnor_cli.model import Assessment, Attribute, Remark
from shnor_cli.tables.assessments import Names, Read, read_keys
from shnor_cli.tables.checks import Checked, check_facts
from shnor_cli.tables.classes import NO_CLASSES, classes_of, with_classes_added
from shnor_cli.tables.days import with_days_added
from shnor_cli.tables.entries import Entry, Register
from shnor_cli.tables.facts import Facts, Part, build_facts, finish
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.keys import (
    Codes,
    Raw,
    bad_values,
    coded,
    rows_of,
    school_field,
)
from shnor_cli.tables.layouts.named import COUNTED
from shnor_cli.tables.layouts.plain import categories_of
from shnor_cli.tables.likeness import Told
from shnor_cli.tables.preparing import Prepared
from shnor_cli.tables.repeats import (
    Given,
    Joined,
    Row,
    Said,
    join_schools,
    without_repeats,
)
from shnor_cli.tables.schools import Roll
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.spare import without_spare

_REGISTER_HINT = "Исправьте код или название либо допишите имя в столбец «псевдонимы» файла {}."


class Cast(NamedTuple):
    """Facts of schools or of groups, and what was found on the way."""

    facts: str
    """Relation of `Results.facts`."""
    assessments: tuple[Assessment, ...]
    years: tuple[int, ...]
    attributes: Mapping[str, Attribute]
    remarks: tuple[Remark, ...]
    given: Mapping[str, tuple[int, ...]]
    """Id of a joined school -> years whose results its successor has."""


class Coded(NamedTuple):
    """A prepared container with codes beside its distinct schools and keys."""

    prepared: Prepared
    read: Read
    schools: Codes
    cells: Codes


class Casting(NamedTuple):
    """What casting works with."""

    scratch: Scratch
    methodology: Methodology
    register: Register | None
    roll: Roll
    names: Names
    places: Mapping[int, Place]
    """By file."""
    faults: Faults

    def cast(self, prepared: Sequence[Prepared]) -> Cast:
        """Cast prepared containers; what is wrong goes to the faults."""
        coded, assessments, remarks = self.coded(prepared)
        parts: list[Part] = []
        tables: list[tuple[Prepared, Codes, Codes]] = []
        known = dict(NO_CLASSES)
        for one in coded:
            each = one.prepared
            if each.numbers is not None:
                own = (each.named, each.numbers, one.schools, one.cells, each.file)
                of_pupils = each.named.unit == "pupil"
                split = of_pupils and self._is_split(each, one.read)
                classes, more = classes_of(self.scratch, each.named, known, self.faults)
                remarks += more
                rows = COUNTED if of_pupils else "1"
                parts.append(Part(*own, rows, classes, split))
            else:
                tables.append((each, one.schools, one.cells))
        more, attributes = self._gathered(tables)
        remarks += more
        given = self._facts(prepared, parts, assessments)
        facts = finish(given.facts, categories_of(self.methodology))
        years = {year for each in coded for year in each.read.years if year > 0}
        years |= {year for each in attributes.values() for year in each.by_year}
        told = (*remarks, *given.remarks)
        return Cast(facts, assessments, tuple(sorted(years)), attributes, told, given.years)

    def coded(
        self, prepared: Sequence[Prepared]
    ) -> tuple[tuple[Coded, ...], tuple[Assessment, ...], list[Remark]]:
        """Read the keys of prepared containers: codes for them, the assessments, remarks."""
        reads = [
            read_keys(self.scratch, each.named, each.cells, self.names, self.faults)
            for each in prepared
        ]
        found = {each for read in reads for each in read.assessments if each is not None}
        assessments = tuple(sorted(found))
        coded = []
        remarks: list[Remark] = []
        for each, read in zip(prepared, reads, strict=True):
            remarks += self._resolved(each)
            remarks += self._called(each)
            coded.append(Coded(each, read, *self._coded(each, read, assessments)))
        return tuple(coded), assessments, remarks

    def _is_split(self, each: Prepared, read: Read) -> bool:
        """Whether several spellings lead to one school, or to one assessment and year."""
        texts = each.said.texts[0]
        schools = {self.roll.positions.get(text or "") for text in texts}
        cells = set(zip(read.assessments, read.years, strict=True))
        return len(schools) < len(texts) or len(cells) < len(read.years)

    def _coded(
        self, each: Prepared, read: Read, assessments: Sequence[Assessment]
    ) -> tuple[Codes, Codes]:
        """Put codes beside the distinct schools and keys; unknown schools go to the faults."""
        self.faults.extend(self._unknown_schools(each))
        texts = each.schools.texts[0]
        unfit = {None, *self.roll.unfit}
        positions = [-1 if text in unfit else self.roll.positions[text or ""] for text in texts]
        codes = {assessment: code for code, assessment in enumerate(assessments)}
        columns = {"year": list(read.years)}
        if each.numbers is not None:
            columns["assessment"] = [
                -1 if assessment is None else codes[assessment] for assessment in read.assessments
            ]
        schools = coded(self.scratch, each.schools, {"school": positions})
        return schools, coded(self.scratch, each.cells, columns)

    def _unknown_schools(self, each: Prepared) -> Iterator[Problem]:
        blank: dict[Raw, str] = {}
        unknown: dict[Raw, str] = {}
        unfit: dict[tuple[str, str], dict[Raw, str]] = {}
        for raw, text in zip(each.schools.raws[0], each.schools.texts[0], strict=True):
            if text is None:
                blank[raw] = "не указана группа" if each.of_groups else "не указана школа"
            elif text in self.roll.unfit:
                problem = self.roll.unfit[text]
                unfit.setdefault((problem.hint, problem.code), {})[raw] = problem.fault
            elif text in self.roll.unknown:
                unknown[raw] = text
        field = school_field(each.named)
        yield from bad_values(self.scratch, each.named, field, blank, mend=("", "T-033"))
        for mend, faults in unfit.items():
            yield from bad_values(self.scratch, each.named, field, faults, mend=mend)
        file = "" if self.register is None else self.register.source.name
        mend = (_REGISTER_HINT.format(file), "T-034")
        told = Told(unknown, lambda raw: self.roll.unknown[unknown[raw]])
        yield from bad_values(self.scratch, each.named, field, told, mend=mend)

    def _resolved(self, each: Prepared) -> Iterator[Remark]:
        """Yield remarks on texts that lead to a school otherwise than by its id or name."""
        keys = zip(each.schools.raws[0], each.schools.texts[0], strict=True)
        texts = {raw: text for raw, text in keys if text in self.roll.resolved}
        field = school_field(each.named)
        for met in rows_of(self.scratch, each.named, field, list(texts), self.scratch.most.remarks):
            remark = self.roll.resolved[texts[met.raw] or ""]
            yield replace(remark, place=each.named.container.place(met.row or None, field.label))

    def _called(self, each: Prepared) -> Iterator[Remark]:
        """Yield remarks on names that the register lacks; names of others go to the faults."""
        if self.roll.called is None or not {"school", "name"} <= set(each.named.fields):
            return
        from shnor_cli.tables.called import contrary_rows, unlisted_rows

        self.faults.extend(contrary_rows(self.scratch, each, self.roll.called))
        yield from unlisted_rows(self.scratch, each, self.roll.called)

    def _gathered(
        self, tables: Sequence[tuple[Prepared, Codes, Codes]]
    ) -> tuple[tuple[Remark, ...], Mapping[str, Attribute]]:
        """Gather attributes from school-level tables, several of which may share a column."""
        if not tables:
            return (), self.roll.attributes
        from shnor_cli.tables.yearly import Coded, Columns, gather

        columns = Columns(len(self.roll.schools))
        ids = [*self.roll.schools.ids, *(entry.id for entry in self._joined().values())]
        joined = frozenset(self.roll.joined)
        remarks: list[Remark] = []
        for each, schools, cells in tables:
            table = Coded(each.named, schools, cells, ids, joined, each.file, self.places)
            remarks += gather(self.scratch, table, columns, self.faults)
        return tuple(remarks), columns.attributes(self.roll.attributes)

    def index_of(self, text: str) -> int | None:
        """Return the school of the run that a text of a key column stands for now, if any."""
        index = self.roll.positions.get(text, -1)
        if index in self.roll.joined:
            index = self._targets()[index]
        return None if index < 0 else index

    def _targets(self) -> dict[int, int]:
        """Return the index of the successor of each joined school."""
        if self.register is None:
            return {}
        ids = self.roll.schools.places
        final = self.register.final
        return {index: ids[final(each).id] for index, each in self._joined().items()}

    def _joined(self) -> dict[int, Entry]:
        return dict(sorted(self.roll.joined.items()))

    def _facts(
        self, prepared: Sequence[Prepared], parts: Sequence[Part], assessments: Sequence[Assessment]
    ) -> Given:
        import duckdb

        categories = categories_of(self.methodology)
        try:
            facts = build_facts(self.scratch, parts, categories)
        except duckdb.ConversionException:
            fault = "в таблице есть число, которое слишком велико"
            self.faults.extend(
                Problem(self.places[each.file], fault, code="T-061") for each in parts
            )
            parts = ()
            facts = build_facts(self.scratch, parts, categories)
        places = [self.places.get(file, Place()) for file in range(max(self.places, default=0) + 1)]
        overlapping = frozenset(
            file for each in prepared if each.named.overlap for file in each.files
        )
        headers = {file: part.headers(categories) for part in parts for file in part.files}
        checked = Checked(
            facts, self.methodology, assessments, categories, places, overlapping, headers
        )
        if not parts:
            return Given(facts)
        spare = {file: each.spareness for each in prepared if each.spareness for file in each.files}
        remarks = [*without_spare(facts, spare, assessments, places, self.faults)]
        remarks += check_facts(checked, self.faults)
        said = Said(self._names(), assessments, places, partial(self._written, prepared))
        given = self._settled(facts, said)
        return given._replace(remarks=(*remarks, *given.remarks))

    def _names(self) -> list[str]:
        return [*self.roll.schools.names, *(entry.name for entry in self._joined().values())]

    def _written(
        self, prepared: Sequence[Prepared], rows: Collection[Row]
    ) -> dict[Row, tuple[object, ...]]:
        """Return the cells of rows as they are written."""
        found: dict[Row, tuple[object, ...]] = {}
        for each in prepared:
            for table, file in enumerate(each.files):
                if numbers := sorted(row for of, row in rows if of == file and row):
                    query = each.named.container.cells(table, numbers)
                    for number, *cells in self.scratch.connection.execute(query).fetchall():
                        found[file, number] = tuple(cells)
        return found

    def _settled(self, facts: Facts, said: Said) -> Given:
        joined = self._joined()
        self.faults.extend(self._out_of_years(facts, said.places))
        facts, of_classes = with_classes_added(facts, said, self.faults)
        facts, added_up = with_days_added(facts, said, self.faults)
        facts, repeats = without_repeats(facts, said, self.faults)
        repeats = (*of_classes, *added_up, *repeats)
        if not joined or self.register is None:
            return Given(facts, remarks=repeats)
        register = Place(self.register.source.name)
        both = Joined(register, joined, self._targets())
        given = join_schools(facts, both, said.places, self.faults)
        return given._replace(remarks=(*repeats, *given.remarks))

    def _out_of_years(self, facts: Facts, places: Sequence[Place]) -> Iterator[Problem]:
        if self.register is not None and self.register.has_spans:
            from shnor_cli.tables.years import rows_out_of_years

            by_id = self.register.by_id
            own = {index: by_id[id_] for index, id_ in enumerate(self.roll.schools.ids)}
            yield from rows_out_of_years(facts, {**own, **self.roll.joined}, places)
