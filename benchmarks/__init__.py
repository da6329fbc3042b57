"""Speed and memory of `shnor` beside hand-written DuckDB and pandas: `python -m benchmarks.run`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
