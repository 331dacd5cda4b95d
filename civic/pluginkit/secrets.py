"""What the site must never tell: the keys and passwords it runs with."""

import json
import os
import re
import sys
from functools import cache
from typing import Any, BinaryIO, TextIO
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.html import escape, json_script

#: Settings and variables that hold a secret are called so.
SECRET_NAME = re.compile(r"(?:SECRET|SECRET_KEY|PASSWORD|TOKEN|API_KEY|PRIVATE_KEY|ACCESS_KEY)$")
#: Shorter than this it would be found by chance in any page.
SHORTEST_SECRET = 6
#: What stands in its place.
HIDDEN = "[secret]"


@cache
def secrets() -> frozenset[str]:
    """Return the keys and passwords the site runs with, as they are and as a page or a log writes them."""
    held = [settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD, settings.DATABASES["default"].get("PASSWORD")]
    held += [urlsplit(address).password for address in (settings.DATABASE_URL, settings.REDIS_URL)]
    held += settings.SECRET_KEY_FALLBACKS
    held += [getattr(settings, name) for name in dir(settings) if SECRET_NAME.search(name)]
    held += [value for name, value in os.environ.items() if SECRET_NAME.search(name)]
    held = [secret for secret in held if isinstance(secret, str) and len(secret) >= SHORTEST_SECRET]
    return frozenset(written for secret in held for written in _ways(secret))


def _ways(secret: str) -> set[str]:
    """Return how HTML, JSON, a script block, Python and an address write a secret."""
    in_script = str(json_script(secret)).partition(">")[2].rpartition("<")[0]
    quoted = [json.dumps(secret), json.dumps(secret, ensure_ascii=False), in_script, repr(secret)]
    return {secret, escape(secret), quote(secret), quote(secret, safe=""), *(each[1:-1] for each in quoted)}


def without_secrets(text: str) -> str:
    """Return a text with every secret of the site's replaced."""
    for secret in secrets():
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


class TellsNoSecrets:
    """An output of this process that passes on what is printed without the site's secrets.

    A secret printed in pieces is not found: this is against mistakes, as all of the edge is.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Pass it on. Returns its length, as any stream does."""
        self._stream.write(without_secrets(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Pass each on."""
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> "BytesTellNoSecrets":
        """What takes bytes, looked through too."""
        return BytesTellNoSecrets(self._stream.buffer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class BytesTellNoSecrets:
    """The same for bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, given: bytes) -> int:
        """Pass it on. Returns its length, as any stream does."""
        told = bytes(given)
        for secret in secrets():
            told = told.replace(secret.encode(), HIDDEN.encode())
        self._stream.write(told)
        return len(given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def keep_secrets_off_the_outputs() -> None:
    """Let nothing this process prints hold one. What is logged is looked through where it is written."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, TellsNoSecrets):
            setattr(sys, name, TellsNoSecrets(stream))
