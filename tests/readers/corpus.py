"""The corpus of real files, where it is on this machine; tests over it skip where it is not."""

import csv
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest


@dataclass(frozen=True)
class RealFile:
    """One file of the corpus: its bytes, and what its manifest says."""

    path: str
    data: bytes
    sport: str
    notes: str

    def __repr__(self) -> str:
        return self.path


def corpus_folder() -> Path | None:
    """Return `$LAPBELL_CORPUS`, else `shared/corpus` beside the checkout, where it exists."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    folder = Path(os.environ.get("LAPBELL_CORPUS", beside))
    return folder if (folder / "MANIFEST.tsv").is_file() else None


@cache
def fit_files() -> tuple[RealFile, ...]:
    """Return all files that the manifest calls FIT, an empty tuple without a corpus."""
    return _files("fit")


@cache
def xml_files() -> tuple[RealFile, ...]:
    """Return all files that the manifest calls TCX or GPX, an empty tuple without a corpus."""
    return _files("tcx", "gpx")


def _files(*formats: str) -> tuple[RealFile, ...]:
    folder = corpus_folder()
    if folder is None:
        return ()
    with (folder / "MANIFEST.tsv").open(newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest, delimiter="\t") if row["fmt"] in formats]
    return tuple(
        RealFile(row["path"], (folder / row["path"]).read_bytes(), row["sport"], row["notes"])
        for row in rows
    )


needs_corpus = pytest.mark.skipif(corpus_folder() is None, reason="no corpus")
