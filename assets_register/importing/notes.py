"""What there is to say about a row or a file: kept as a message, said in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something about a row that a person should know; kept in English, said in the reader's language."""

    code: str = ""
    """What kind of thing it is; empty for what is said of a whole file."""
    message: str
    """A message of the catalogue, with places for the particulars."""
    given: dict[str, Any] = field(default_factory=dict)
    """The particulars; a list is of words that are in the catalogue themselves."""

    @property
    def text(self) -> str:
        """What it says in the language in force."""
        return words_of({"message": self.message, "given": self.given})


def words_of(note: Mapping[str, Any]) -> str:
    """Return what a kept note says in the language in force; one of before they were kept so, in English."""
    if "message" not in note:
        return str(note["text"])
    given = {
        name: ", ".join(gettext(word) for word in value) if isinstance(value, list) else value
        for name, value in note["given"].items()
    }
    return gettext(note["message"]) % given
