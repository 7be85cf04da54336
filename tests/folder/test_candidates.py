"""The places where run files are likely to land."""

from pathlib import Path

from lapbell.folder.candidates import MOST_LOOKED_AT, Candidate, find_candidates


def put(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_programs_that_bring_run_files_are_found_with_the_likeliest_first(tmp_path: Path) -> None:
    home, root = tmp_path / "anna", tmp_path / "root"
    downloads = put(home / "Downloads", "a.fit", "b.GPX", "c.pdf")
    zwift = put(home / "Documents/Zwift/Activities", "ride.fit")
    watch = put(root / "media/anna/GARMIN/Garmin/Activity", "x.fit")  # another depth: not known
    garmin = put(root / "run/media/anna/GARMIN/GARMIN/ACTIVITY", "x.fit")
    assert watch.exists()
    found = find_candidates(home, root)
    assert [(one.what, one.path) for one in found] == [
        ("Garmin, mounted", root / "media/anna/GARMIN/Garmin/Activity"),
        ("Zwift", zwift),
        ("downloads", downloads),
    ]
    assert found[-1] == Candidate(path=downloads, what="downloads", files=2)
    assert garmin.exists()


def test_syncthings_own_config_names_its_folders(tmp_path: Path) -> None:
    put(tmp_path / "sync & more" / "2026", "a.fit.gz")
    put(tmp_path / "photos", "a.jpg")
    put(tmp_path / ".config/syncthing")
    (tmp_path / ".config/syncthing/config.xml").write_text(
        f'<configuration><folder id="a" path="{tmp_path}/sync &amp; more" type="x"></folder>\n'
        '<folder id="b" label="c" path="~/photos"></folder></configuration>'
    )
    assert find_candidates(tmp_path, tmp_path / "no root") == [
        Candidate(path=tmp_path / "sync & more", what="Syncthing", files=1)
    ]


def test_a_folder_inside_one_that_was_named_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "Sync" / "Gadgetbridge", "a.fit")
    put(tmp_path / ".config/syncthing")
    config = tmp_path / ".config/syncthing/config.xml"
    config.write_text('<folder id="a" path="~/Sync">')
    assert [one.what for one in find_candidates(tmp_path, tmp_path)] == ["Syncthing"]
    config.unlink()
    assert [one.what for one in find_candidates(tmp_path, tmp_path)] == ["Gadgetbridge"]


def test_a_large_folder_is_looked_into_only_so_far(tmp_path: Path) -> None:
    names = [f"{number}.fit" for number in range(MOST_LOOKED_AT + 10)]
    put(tmp_path / "runs", *names)
    (found,) = find_candidates(tmp_path, tmp_path)
    assert found.files == MOST_LOOKED_AT


def test_an_empty_machine_has_none(tmp_path: Path) -> None:
    put(tmp_path / "Downloads", "a.pdf")
    assert find_candidates(tmp_path, tmp_path) == []
