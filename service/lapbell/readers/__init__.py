"""A run file becomes a `Run`: sniffed by content, one module per format, one common builder.

The only room that knows fitparse and numpy, and only while it reads: importing this package
is cheap. Which file to read, and when, is decided elsewhere.
"""

from lapbell.readers.formats import is_whole, read
from lapbell.readers.reading import Reading

__all__ = ["Reading", "is_whole", "read"]
