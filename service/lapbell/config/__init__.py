"""The config file: read, checked, and turned into plans, or into every problem at once.

Where a config file is looked for, and when it is read again, belongs to the command line and
the service.
"""

from lapbell.config.athletes import athlete_files
from lapbell.config.changes import changes
from lapbell.config.config import Athlete, Broken, Calendar, Config, Web
from lapbell.config.durations import parse_duration
from lapbell.config.first import first_config
from lapbell.config.load import ME, load
from lapbell.config.problems import ConfigProblems, Problem
from lapbell.config.sample import sample_path, sample_text, schema_path
from lapbell.config.zones import check_zone

__all__ = [
    "ME",
    "Athlete",
    "Broken",
    "Calendar",
    "Config",
    "ConfigProblems",
    "Problem",
    "Web",
    "athlete_files",
    "changes",
    "check_zone",
    "first_config",
    "load",
    "parse_duration",
    "sample_path",
    "sample_text",
    "schema_path",
]
