"""What a run found in the words of a memo, as plain values under Russian names.

A document of `papers` puts these together; nothing here knows of Word or of a layout.
"""
