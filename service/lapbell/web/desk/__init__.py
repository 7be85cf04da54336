"""The service behind the pages: what the database holds, as the pages ask for it.

How it looks is for the templates, and who may see it for `safety` and `access`. Nothing here
reads a clock.
"""

from lapbell.web.desk.house import ServiceHouse

__all__ = ["ServiceHouse"]
