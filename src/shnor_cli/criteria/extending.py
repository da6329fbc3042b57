"""Finding what a methodology `extends`, base by base, and merging it."""

from pathlib import Path

from shnor_cli.criteria.base import identifier
from shnor_cli.criteria.merging import Merged, extend
from shnor_cli.criteria.nodes import Mapped, plain
from shnor_cli.criteria.tree import parse, text_of
from shnor_cli.errors import Problem, did_you_mean


def extended(
    root: Mapped, path: Path, folders: tuple[Path, ...], above: tuple[Path, ...] = ()
) -> Merged:
    """Merge a methodology with all that it extends; `above` are the files that led here."""
    entry = root.entries.get("extends")
    if entry is None:
        return Merged(root)
    own = root.without("extends")
    base_id, place = plain(entry.value), entry.value.place
    try:
        base_path = _base_path(base_id, folders)
        _refuse_circle(base_path, (*above, path))
    except ValueError as error:
        return Merged(own, (Problem(place, str(error)),), is_whole=False)
    read, problems = parse(text_of(base_path), base_path.name)
    if not isinstance(read.root, Mapped):
        found = (*problems, Problem(read.root.place, "это не методика"))
        return Merged(own, found, is_whole=False)
    base = extended(read.root, base_path, folders, (*above, path))
    merged = extend(root, base.root, base_id)
    found = (*problems, *base.problems, *merged.problems)
    return Merged(merged.root.without("extends"), found, merged.broken, base.is_whole)


def _base_path(base_id: object, folders: tuple[Path, ...]) -> Path:
    if not isinstance(base_id, str):
        raise ValueError("extends: нужно имя методики")  # noqa: TRY004 - of the file
    identifier(base_id)
    for folder in folders:
        candidate = folder / f"{base_id}.yaml"
        if candidate.is_file():
            return candidate
    known = {
        each.stem for folder in folders for each in folder.glob("*.yaml") if _is_methodology(each)
    }
    raise ValueError(f"методика «{base_id}» (extends) не найдена{did_you_mean(base_id, known)}")


def _is_methodology(path: Path) -> bool:
    return not path.name.endswith(".cases.yaml")


def _refuse_circle(path: Path, above: tuple[Path, ...]) -> None:
    if path in above:
        circle = [each.stem for each in above[above.index(path) :]]
        raise ValueError(
            f"методики расширяют друг друга по кругу: {' → '.join([*circle, path.stem])}"
        )
