"""Nothing depends on the order in which a set happens to be walked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REASONS = """
import duckdb
import numpy as np
from shnor_cli.engine.verdicts import identify
from shnor_cli.model import Attribute
from tests import tiny

texts = np.array(["D", "н/д", "закрыто", "ждём", "?", "нет"], object)
found = tiny.results(duckdb.connect())
found = found._replace(attributes={**found.attributes, "letter": Attribute("letter", texts)})
print(*identify(tiny.methodology(), found, 2025).measured.reasons, sep="\\n")
"""
GROUPS = """
import numpy as np
from shnor_cli.model import Attribute, Schools
from shnor_cli.tables.schools import Sightings, of_groups

texts = ["kind=лиЦЕЙ", "municipality=север", "municipality=СЕВЕР"]
seen = Sightings(texts, [0] * 3, [""] * 3, [""] * 3, [""] * 3)
kinds = np.array(["лицей", "Лицей", "ЛИЦЕЙ"], object)
schools = Schools(("1", "2", "3"), ("А", "Б", "В"), ("Север", "север", "СЕВЕР"))
print(of_groups([seen], schools, {"kind": Attribute("kind", kinds)}).schools.ids)
"""


@pytest.mark.parametrize("code", [REASONS, GROUPS], ids=["reasons", "groups"])
def test_hashes_of_texts_decide_nothing(code: str) -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
