"""For all tests: none asserts a time, and none depends on how the tests were started."""

import signal

from hypothesis import settings

settings.register_profile("any pace", deadline=None)  # of an example of a property
settings.load_profile("any pace")

# A shell starts what runs in the background with Ctrl-C ignored, and so would its children be.
signal.signal(signal.SIGINT, signal.default_int_handler)
