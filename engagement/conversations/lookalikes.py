"""Names made of letters that only look like others'.

Many people are called Dawn, so the same name is nobody's alone. What has to be stopped is a name in
letters of another alphabet, or with signs nobody can see: a name a moderator took off would be back,
and two people who look the same could not be told apart even by a search. The pairs are the common ones
of Unicode's security report (UTS 39, "confusables"), Cyrillic and Greek against Latin.
"""

import unicodedata

_CYRILLIC = "аеорсухіјѕһԁԛԝвкмнтгьзАВЕКМНОРСТУХІЈЅ"
_AS_CYRILLIC = "aeopcyxijshdqwbkmhtrb3abekmhopctyxijs"
_GREEK = "αορινυκτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_AS_GREEK = "aopivuktabezhikmnoptyx"
_LOOKS = str.maketrans(_CYRILLIC + _GREEK, _AS_CYRILLIC + _AS_GREEK)
#: Alphabets some of whose letters look like those of another.
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
#: Accents on one letter; more is a pile that covers the lines above and below.
MOST_MARKS = 3


def without_unseen(name: str) -> str:
    """Return a name without what nobody sees: zero widths, turned directions, piles of accents."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", name):
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        if unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cn") and marks <= MOST_MARKS:
            kept.append(char)
    return " ".join("".join(kept).split())


def skeleton(name: str) -> str:
    """Return what a name looks like: two names that look the same have the same."""
    seen = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", without_unseen(name)))
    plain = "".join(char for char in seen if not unicodedata.combining(char))
    return plain.translate(_LOOKS).casefold()


def mixes_alphabets(name: str) -> bool:
    """Say whether one word of a name has letters of several alphabets that look alike."""
    for word in name.split():
        found = {_alphabet(char) for char in unicodedata.normalize("NFKC", word) if char.isalpha()}
        if len(found & set(_ALPHABETS)) > 1:
            return True
    return False


def _alphabet(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]
