"""A second, slow and obvious reading of the design, to compare the engine with.

Plain Python, `Fraction` and Kleene's three-valued tables; no arrays, no engine code. Everything is
asked one school, one year and one slice at a time, in the words of the criteria language.
"""
