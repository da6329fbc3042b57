"""Reading: files of any kind become `Results`, with every problem found before anything is counted.

Each container (a CSV, a sheet, a Parquet file) is opened as one relation of columns (`grid`), its
columns are named by a layout (`layouts/`), and naming, casting and checks are written once over
that relation (`results`). The entrances are `results.read_results`, `register.read_register` and
`layouts.declared.read_layout`.
"""
