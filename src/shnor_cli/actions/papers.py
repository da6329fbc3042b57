"""The verbs that write the other documents: cards, an order, an annex, June, deficits."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.manner import Manner
from shnor_cli.actions.publishing import Told, edited
from shnor_cli.actions.runs import open_run
from shnor_cli.russian import plural

Report = Callable[[str, float], None]
"""Takes what is being done and the share of it already done."""


def write_cards(  # noqa: PLR0913 - one parameter for each thing a user gives
    run: Path,
    folder: Path,
    manner: Manner,
    *,
    suffix: str,
    processes: int,
    report: Report,
) -> Told:
    """Write a card of every school of a run into a folder.

    Those of schools that are in the run no more stay there, and are told.

    Args:
        run: folder of the run.
        folder: where the cards go, a file for each school.
        manner: how they are written, by the template `kartochka` unless it says another.
        suffix: the format of the files.
        processes: how many to write with, where there are many schools.
        report: takes what is being done and the share of it already done.

    Raises:
        TemplateError: the template cannot be filled.
        RunError: there is no run, or a file cannot be written.
    """
    from shnor_cli.memo.papers.cards import cards_of
    from shnor_cli.memo.papers.many import Paper, file_names, others_in, write_papers
    from shnor_cli.memo.words.terms import called

    path = manner.template("kartochka")
    report("чтение прогона", 0.0)
    office, recorded = manner.office(), open_run(run)
    found, names = called(recorded, office), file_names(recorded.results.schools)
    papers = (
        Paper(folder / f"{names[index]}{suffix}", context)
        for index, context in cards_of(found, manner.day, office)
    )
    kept = _kept([folder / f"{name}{suffix}" for name in names], path, manner.office_file)
    done = write_papers(
        path,
        papers,
        manner.day,
        processes=processes,
        report=lambda done: report("карточки школ", done / len(names)),
    )
    said = plural(done.count, "карточка", "карточки", "карточек")
    others = others_in(folder, names)
    return Told(((said, folder),), tuple(sorted(done.lost)), others=others, kept=kept)


def write_order(  # noqa: PLR0913 - the same
    run: Path,
    folder: Path,
    manner: Manner,
    *,
    suffix: str,
    letter: Path | None,
    processes: int,
    report: Report,
) -> Told:
    """Write the draft order with the list of schools, and a letter to each school found.

    Letters to schools that were found earlier stay in their folder, and are told.

    Args:
        run: folder of the run.
        folder: where the order goes; the letters go into `letters` in it.
        manner: how they are written, the order by the template `prikaz` unless it says another.
        suffix: the format of the files.
        letter: what the letters are made of; without it `pismo`.
        processes: how many to write with, where there are many schools.
        report: takes what is being done and the share of it already done.

    Raises:
        TemplateError: a template cannot be filled.
        RunError: there is no run, its methodology makes no list, or a file cannot be written.
    """
    from shnor_cli.memo.papers.many import Paper, file_names, others_in, write_papers
    from shnor_cli.memo.papers.order import letters_of, order_of
    from shnor_cli.memo.words.decisions import list_in_words, of_other_years, unsettled
    from shnor_cli.memo.words.subjects import with_low_results
    from shnor_cli.memo.words.terms import called

    report("чтение прогона", 0.0)
    office, recorded = manner.office(), open_run(run)
    found = with_low_results(called(recorded, office))
    names = file_names(recorded.results.schools)
    order = folder / f"prikaz{suffix}"
    context = order_of(found, manner.day, office)
    letters = folder / "letters"
    addressed = {names[index]: letter for index, letter in letters_of(found, manner.day, office)}
    outputs = [order, *(letters / f"{name}{suffix}" for name in addressed)]
    template = manner.template("prikaz")
    letter = manner._replace(own_template=letter).template("pismo")
    kept = _kept(outputs, template, letter, manner.office_file)
    lost = _write([order], template, context, manner.day)
    done = write_papers(
        letter,
        (Paper(letters / f"{name}{suffix}", context) for name, context in addressed.items()),
        manner.day,
        processes=processes,
        report=lambda done: report("письма школам", done / len(names)),
    )
    said = [("Проект приказа с перечнем" if context["школы"] else "Проект приказа", order)]
    if done.count:
        said.append((f"Письма школам ({done.count})", letters))
    lost = tuple(sorted({*lost, *done.lost}))
    verdicts = found.verdicts
    remarks = (
        *list_in_words(found, verdicts),
        *unsettled(found, verdicts),
        *of_other_years(found),
    )
    return Told(tuple(said), lost, remarks, others_in(letters, addressed), kept)


def write_annex(methodology: str, outputs: Sequence[Path], manner: Manner) -> Told:
    """Write the annex to an order: the criteria and indicators of a methodology.

    Raises:
        MethodologyError: with every fault of the file, or of the office's.
        TemplateError: the template cannot be filled.
        RunError: a file cannot be written.
    """
    from shnor_cli.memo.papers.annex import annex_of
    from shnor_cli.memo.words.terms import in_terms_of

    office = manner.office()
    found = find_methodology(methodology, manner.working).methodology
    context = annex_of(in_terms_of(found, office), manner.day, office)
    path = manner.template("prilozhenie")
    return _written("Приложение к приказу", outputs, path, context, manner.day)


def write_effect(run: Path, previous: Path, outputs: Sequence[Path], manner: Manner) -> Told:
    """Write the June memo: what became of the schools of an earlier run's list.

    Raises:
        TemplateError: the template cannot be filled.
        RunError: a folder is no run, the runs cannot be compared, or a file cannot be written.
    """
    from shnor_cli.memo.papers.effect import effect_context
    from shnor_cli.memo.words.terms import called
    from shnor_cli.revise.effect import effect

    office = manner.office()
    before, after = (called(open_run(each), office) for each in (previous, run))
    context = effect_context(effect(before, after), manner.day, office)
    path = manner.template("iyun")
    return _written("Справка об эффективности", outputs, path, context, manner.day)


def write_deficits(run: Path, outputs: Sequence[Path], manner: Manner) -> Told:
    """Write the memo on subject deficits: skills by the results of tasks.

    Raises:
        TemplateError: the template cannot be filled.
        RunError: there is no run, it has no shares of tasks, or a file cannot be written.
    """
    from shnor_cli.memo.papers.deficits import deficits_of
    from shnor_cli.memo.words.terms import called

    office = manner.office()
    context = deficits_of(called(open_run(run), office), manner.day, office)
    path = manner.template("deficity")
    return _written("Справка о дефицитах", outputs, path, context, manner.day)


def _written(
    title: str,
    outputs: Sequence[Path],
    template: Path,
    context: Mapping[str, object],
    day: date | None,
) -> Told:
    kept = _kept(outputs, template)
    lost = _write(outputs, template, context, day)
    return Told(tuple((title, output) for output in outputs), lost, kept=kept)


def _kept(outputs: Sequence[Path], *sources: Path | None) -> tuple[Path, ...]:
    """Return what stands in the places of documents and is to be kept.

    Raises:
        RunError: something that they are made of stands there.
    """
    from shnor_cli.putting import spare

    spare(sources, outputs)
    return edited(outputs)


def _write(
    outputs: Sequence[Path], template: Path, context: Mapping[str, object], day: date | None
) -> tuple[str, ...]:
    from shnor_cli.memo import write_document
    from shnor_cli.memo.word.filling import fill

    return write_document(fill(template, context, day), outputs)
