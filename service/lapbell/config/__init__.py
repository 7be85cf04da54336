"""The config file: read, checked, and turned into plans, or into every problem at once.

Where a config file is looked for, and when it is read again, belongs to the command line and
the service.
"""

from lapbell.config.config import Athlete, Config, Web
from lapbell.config.durations import parse_duration
from lapbell.config.load import ME, load
from lapbell.config.problems import ConfigProblems, Problem
from lapbell.config.sample import sample_path, sample_text

__all__ = [
    "ME",
    "Athlete",
    "Config",
    "ConfigProblems",
    "Problem",
    "Web",
    "load",
    "parse_duration",
    "sample_path",
    "sample_text",
]
