"""Reading: files of any kind become `Results`, with every problem found before anything is counted.

A file (`files`, `inputs`) is opened (`opening`) where it lies, or as sheets (`sheets`) in which
tables are found (`finding`) or reports are recognised (`layouts/`). Each table becomes one relation
of columns (`grid`), a layout names its columns, and casting and checks are written once over that
relation (`results`). What a report says that is not a mark is kept `beside` the facts. The
entrances are `results.read_results`, `register.read_register` and `layouts.declared.read_layout`.
"""
