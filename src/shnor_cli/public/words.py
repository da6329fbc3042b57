"""What a public version says in words: of schools, files and remarks, and of no person."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from shnor_cli.criteria.loading import MethodologyFile
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Place
from shnor_cli.model import Decision, Remark, Schools
from shnor_cli.public.people import told
from shnor_cli.public.small import Small
from shnor_cli.russian import fold, plural

_INSIDE = "во внутренней версии"
FILE = f"файл назван {_INSIDE}"


def schools_told(schools: Schools, methodology: Methodology) -> Schools:
    """Return the schools without reasons and decisions that may name a person."""
    categories = {fold(each.name) for each in methodology.categories}
    reason = f"причина указана {_INSIDE}"
    return replace(
        schools,
        excluded={index: told(text, reason) for index, text in schools.excluded.items()},
        decisions={index: _decision(each, categories) for index, each in schools.decisions.items()},
    )


def _decision(decision: Decision, categories: Collection[str]) -> Decision:
    said, document = decision.said, decision.document
    if fold(said) not in categories:
        said = told(said, f"указано {_INSIDE}")
    document = told(document, f"документ указан {_INSIDE}")
    whole = ""
    if said != decision.said and not document:
        whole = f"текст решения приведён {_INSIDE}, документ в нём не назван"
    elif said != decision.said and document != decision.document:
        whole = f"текст решения и его документ приведены {_INSIDE}"
    return Decision(said, document, decision.year, whole)


def file_told(file: MethodologyFile) -> MethodologyFile:
    """Return a methodology that calls its list of doubted results by nobody's name."""
    objectivity = file.methodology.objectivity
    if objectivity is None or not objectivity.list_:
        return file
    called = told(objectivity.list_, f"назван {_INSIDE}")
    update = {"objectivity": objectivity.model_copy(update={"list_": called})}
    return file._replace(methodology=file.methodology.model_copy(update=update))


def remarks_told(small: Small) -> Iterator[Remark]:
    """Say how many remarks there are of each file: their texts quote counts and names."""
    remarks = small.run.results.remarks
    files = sorted({remark.place.file for remark in remarks})
    for file in files:
        count = sum(1 for remark in remarks if remark.place.file == file)
        said = plural(count, "замечание", "замечания", "замечаний")
        yield Remark(
            Place(told(file, FILE)),
            f"{said}; тексты в публичной версии не приводятся",
            count=count,
        )
    if small.given_away:
        said = plural(small.given_away, "результат", "результата", "результатов")
        yield Remark(
            Place(),
            f"{said} из скрытых здесь показаны в прежней публичной версии, "
            "возможно, с другими числами",
            "изменить это нельзя; при скрытии остального это учтено",
            count=0,  # it is no remark on the tables
        )
