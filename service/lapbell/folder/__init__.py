"""What lies in a watched folder, and its bytes. Only ever reads.

What a file means, and whether its bytes are a whole run, is not known here.
"""

from lapbell.folder.listing import Entry, FolderError, list_folder
from lapbell.folder.opening import CannotOpenError, read_file

__all__ = ["CannotOpenError", "Entry", "FolderError", "list_folder", "read_file"]
