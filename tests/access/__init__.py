"""Who gets where: what every address of the office answers to whom. The table is tested and printed in docs/reference.

A part of the portal adds a module to `tests.access.parts` with `ENTRIES`, and `plant` where its addresses name records.
"""
