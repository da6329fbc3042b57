"""Layouts: how the columns of a container are named.

`plain` recognises the headers of the plain long table; `declared` is the YAML layout. A report
that needs recognising is a module with `recognises`, which tells a sheet of it from all others, and
`read`, which turns the sheet into plain tables with the row numbers of the report. To add one: the
module, its name in the literal of `reports.py`, an invented sample in `sample_data/layouts/`. One
whose sheets change what other sheets say is named in `JOINT` too, and reads them all at once.
"""
