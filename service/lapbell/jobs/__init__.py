"""What the alarm clock calls: gather, decide, apply.

A job asks the database and the config what is due and not done; a lost wake-up costs one tick.
Cleverness belongs in `core`, statements in `store`, requests in `channels`.
"""
