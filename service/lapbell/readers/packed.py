"""Gzip and zip: the files inside, in memory and within limits. Nothing is unpacked to disk.

Names inside are never looked at: they lie, and some are made to hurt. What the files are is
found out in `formats`.
"""

import io
import struct
import zipfile
import zlib

MOST_BYTES = 32 * 1024 * 1024
"""Unpacked, of all files together: as much as a file may have that is not packed."""

HIGHEST_RATIO = 200
"""Real run files pack at most 1:40; deflate can do 1:1000, in a file that is made to hurt."""

MOST_FILES = 20

_GZIP = b"\x1f\x8b"
_FILE, _ENTRY, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END = struct.Struct("<4s8xIIH")
_WITH_GZIP_HEADER = 31
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others can ask for any amount of memory."""


class PackedError(Exception):
    """What is inside cannot be had; says what is wrong and what to do."""


def is_packed(data: bytes) -> bool:
    """Tell whether the bytes begin like gzip or zip."""
    return data.startswith((_GZIP, _FILE, _END_MARK))


def is_whole(data: bytes) -> bool:
    """Tell whether all is there: every file with a right checksum, and nothing after the end."""
    try:
        if data.startswith(_GZIP):
            return _gunzip(data)[1]
        unpack(data)
    except PackedError:
        return False
    return _ends_as_zip(data)


def unpack(data: bytes) -> list[bytes]:
    """Return the files inside; of a gzip file that is cut short, what is there of it.

    Raises PackedError.
    """
    if data.startswith(_GZIP):
        return [_gunzip(data)[0]]
    if data.count(_ENTRY) > MOST_FILES:
        raise PackedError(
            f"a zip archive of more than {MOST_FILES} files: unpack it into the folder"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive, _most(data))
    except PackedError:
        raise
    except Exception as error:  # zipfile raises anything over odd bytes
        raise PackedError("a zip archive that is cut short or damaged: copy it again") from error


def _files(archive: zipfile.ZipFile, most: int) -> list[bytes]:
    found = []
    for info in archive.infolist():
        if info.filename.endswith("/"):  # a folder
            continue
        if info.flag_bits & _ENCRYPTED:
            raise PackedError("an encrypted zip archive: unpack it into the folder")
        if info.compress_type not in _METHODS:
            raise PackedError("a zip archive of an unusual kind: unpack it into the folder")
        most -= info.file_size
        if most < 0:
            raise _too_large("a zip archive")
        with archive.open(info) as file:
            found.append(file.read(info.file_size + 1))  # without a size it would unpack a bomb
    return found


def _gunzip(data: bytes) -> tuple[bytes, bool]:
    """Return the content, and whether it is all there, checked, and nothing else."""
    most = _most(data)
    decompressor = zlib.decompressobj(_WITH_GZIP_HEADER)
    try:
        content = decompressor.decompress(data, most + 1)
    except zlib.error as error:
        raise PackedError("a gzip file that is damaged: copy it again") from error
    if len(content) > most:
        raise _too_large("a gzip file")
    if not content and not decompressor.eof:
        raise PackedError("a gzip file that is cut short: copy it again")
    return content, decompressor.eof and not decompressor.unused_data


def _ends_as_zip(data: bytes) -> bool:
    """Tell whether the directory and its end are the last bytes, and the archive the first.

    A zip archive inside a cut one could pass for a whole one else.
    """
    at = data.rfind(_END_MARK)
    if not 0 <= at <= len(data) - _END.size:
        return False
    _, length, offset, comment = _END.unpack_from(data, at)
    return bool(offset + length == at and at + _END.size + comment == len(data))


def _most(data: bytes) -> int:
    return min(MOST_BYTES, HIGHEST_RATIO * len(data))


def _too_large(what: str) -> PackedError:
    return PackedError(
        f"{what} with more than {MOST_BYTES >> 20} MB or {HIGHEST_RATIO} times its size inside"
    )
