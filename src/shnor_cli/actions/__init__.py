"""The verbs of the program, a module for each kind: values in, values out, nothing printed.

Each command of the command line calls one of these; the working folder, the year and the date are
parameters. What only some verbs need (a Word template, data frames) is imported inside them.
"""
