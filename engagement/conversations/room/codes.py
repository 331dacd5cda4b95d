"""Join codes: six characters to type into a phone, read off a wall."""

import secrets

#: Without what looks alike (0 O Q, 1 I L, 2 Z, 5 S, 8 B, U) and without vowels, so that no words come of it.
ALPHABET = "CDFGHJKMNPRTVWXY34679"
LENGTH = 6


def new_code() -> str:
    """Return a random code: one of 21 to the power of 6, about 86 million."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def normalised_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed: "dc4-7 kf" is "DC47KF"; empty for what is none."""
    code = "".join(char for char in typed.upper() if char.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
