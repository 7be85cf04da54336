from pathlib import Path

import pytest

from lapbell.channels.secret import Secret, SecretError


def test_a_file_is_read_without_the_white_space_around(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("  geheim und lang \n\n", "utf-8")
    assert Secret(kind="file", where=str(path)).read() == "geheim und lang"


def test_an_environment_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPBELL_TEST", "geheim")
    assert Secret(kind="env", where="LAPBELL_TEST").read() == "geheim"


def test_a_credential_is_read_from_systemds_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "ntfy").write_text("geheim\n", "utf-8")
    assert Secret(kind="credential", where="ntfy").read() == "geheim"


def test_a_credential_without_systemd_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(SecretError, match=r"LoadCredential=ntfy:/path"):
        Secret(kind="credential", where="ntfy").read()


def test_an_unset_variable_is_named() -> None:
    with pytest.raises(SecretError, match="environment variable LAPBELL_NONE is empty or not set"):
        Secret(kind="env", where="LAPBELL_NONE").read()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file"),
        (b"", "is empty or not set"),
        (b" \n", "is empty or not set"),
        (b"\xff\xfe\x00", "is no text"),
    ],
)
def test_a_file_without_a_secret_says_what_to_do(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SecretError, match=says) as caught:
        Secret(kind="file", where=str(path)).read()
    assert str(path) in str(caught.value)


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="Is a directory"):
        Secret(kind="file", where=str(tmp_path)).read()
