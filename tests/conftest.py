"""For all tests: none asserts a time, and so no example of a property has a deadline."""

from hypothesis import settings

settings.register_profile("any pace", deadline=None)
settings.load_profile("any pace")
