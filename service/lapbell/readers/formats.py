"""Which format a file is, by its content: names lie. The reading itself is each format's own."""

from lapbell.readers.reading import Reading
from lapbell.readers.segments import is_fit

_OTHERS = (
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<TrainingCenterDatabase", "TCX, not FIT"),
    (b"<gpx", "GPX, not FIT"),
)


def read(data: bytes, *, athlete: str) -> Reading:
    """Return what these bytes hold. Never raises: whatever goes wrong is `unreadable`."""
    if not is_fit(data):
        return Reading("unreadable", _what_else(data))
    from lapbell.readers import fit  # noqa: PLC0415 - fitparse and numpy load when first needed

    try:
        return fit.read(data, athlete=athlete)
    except Exception as error:  # a file from anywhere must never stop the loop
        return Reading("unreadable", f"a FIT file that cannot be understood ({error!r})")


def _what_else(data: bytes) -> str:
    if not data.strip(b"\0 \t\r\n"):
        return "empty"
    start = data[:2000]
    return next((what for mark, what in _OTHERS if mark in start), "not a FIT file")
