"""How words are searched and compared: small letters, no accents, single spaces."""

import unicodedata


def fold(text: str) -> str:
    """Return words as they are searched: "Tŷ  BACH" and "ty bach" are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
