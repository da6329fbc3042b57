"""Layouts: how the columns of a container are named.

`plain` recognises the headers of the plain long table; `declared` is the YAML layout. To add a
report that needs recognising: a module with `recognises` and `read`, and its name in the literal
of `layouts/naming.py`.
"""
