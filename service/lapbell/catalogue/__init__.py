"""The routines: a TOML file each, and the model that checks them.

What a routine is stands in `core.routine`; when one is asked for, in `core.decide`. The words
for a broken file, with its lines, are made in `config`.
"""

from lapbell.catalogue.load import BadRoutine, CatalogueError, built_in, load_catalogue
from lapbell.catalogue.models import RoutineTable

__all__ = ["BadRoutine", "CatalogueError", "RoutineTable", "built_in", "load_catalogue"]
