"""Finding a methodology by its id or its file."""

from pathlib import Path

from shnor_cli import resources
from shnor_cli.criteria.loading import MethodologyFile, load_methodology, load_text
from shnor_cli.criteria.tree import text_of


def find_methodology(name: str | Path, folder: Path) -> MethodologyFile:
    """Load a methodology by its id or its file; a run names the one that it was judged by.

    An id is an id, whatever folder bears its name.

    Raises:
        MethodologyError: there is none, or it has faults.
    """
    written = folder / name
    is_id = any(each.stem == str(name) for each in resources.list_criteria(folder))
    if not is_id and (written.is_dir() or written.stem == "methodology"):
        from shnor_cli.record.info import INFO, METHODOLOGY

        own = written / METHODOLOGY if written.is_dir() else written
        if own.with_name(INFO).is_file():
            return load_text(text_of(own), own.name)
    path = resources.criteria_path(str(name), folder)
    return load_methodology(path, folders=resources.criteria_folders(folder))
