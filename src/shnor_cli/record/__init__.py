"""The run folder (папка прогона): written whole, read back by judging anew, verified.

What stands in it is listed in `info.py`. To add a table of findings: a query in `findings.py`, its
name in `FINDINGS`, a line in `writing.py` and one in `differences.py`.
"""
