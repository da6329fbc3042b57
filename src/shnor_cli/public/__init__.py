"""The public version of a run: what counts of few pupils would betray is left out.

It is a run like any other, so that whoever shows one need not know of it.
"""
