"""Finding a methodology by its id or its file."""

from pathlib import Path

from shnor_cli import resources
from shnor_cli.criteria.loading import MethodologyFile, load_methodology


def find_methodology(name: str | Path, folder: Path) -> MethodologyFile:
    """Load a methodology by its id or its file.

    Raises:
        MethodologyError: there is none, or it has faults.
    """
    path = resources.criteria_path(str(name), folder)
    return load_methodology(path, folders=resources.criteria_folders(folder))
