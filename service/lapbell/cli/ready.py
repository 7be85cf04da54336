"""A config may be right and still not be ready: a secret may not be where it says."""

from collections.abc import Iterator

from lapbell.channels.secret import SECRET_KINDS, Secret, SecretError
from lapbell.channels.settings import ChannelSettings
from lapbell.config import Config, Problem


def missing_secrets(config: Config) -> list[Problem]:
    """Return a problem for each secret that cannot be had by whoever runs this process."""
    named = [
        (athlete.file, f"channels.{name}.{key}", secret)
        for athlete in config.athletes
        for name, settings in athlete.channels.items()
        for key, secret in _secrets(settings)
    ]
    if config.web and (key := config.web.key):
        named.append((config.path, f"web.key_{key.kind}", key))
    return [
        Problem(file=file, key=name, message=why)
        for file, name, secret in named
        if (why := _trouble(secret))
    ]


def _secrets(settings: ChannelSettings) -> Iterator[tuple[str, Secret]]:
    """Yield where the secrets of a channel stand, each with the key that says so."""
    for key, where in settings:
        for kind in SECRET_KINDS:
            if where is not None and key.endswith(f"_{kind}"):
                yield key, Secret(kind=kind, where=where)


def _trouble(secret: Secret) -> str:
    try:
        secret.read()
    except SecretError as error:
        return str(error)
    return ""
