"""The service's own local pages: what it asked for, why, and how to do it.

What to say and when is decided in `core`; where nudges and routines come from is the business
of whoever makes the `Source`. Nothing here writes, and nothing here reads a clock.
"""
