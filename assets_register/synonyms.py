"""Words that people use for the same thing: a search for one finds the others, behind its own.

One group a line, by language, folded as the index is (small letters, no accents). Single words only.
"""

ENGLISH = """
hall centre center
church chapel
cafe pub bar
toilet lavatory loo wc
wifi internet broadband
playground play
allotment allotments growing
gym leisure sports
surgery clinic
"""

WELSH = """
neuadd canolfan hall centre
llyfrgell library
eglwys capel church chapel
caffi tafarn cafe pub
toiled toiledau toilet
parc park
ysgol school
cegin kitchen
rhandir rhandiroedd allotment
theatr theatre
amgueddfa museum
ystafell room
gweithdy workshop
"""


def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for line in (ENGLISH + WELSH).splitlines():
        words = line.split()
        for word in words:
            found.setdefault(word, {word: None}).update(dict.fromkeys(words))
    return {word: tuple(others) for word, others in found.items()}


SYNONYMS = _groups()


def meanings(word: str) -> tuple[str, ...]:
    """Return a word, and after it those that mean the same."""
    return SYNONYMS.get(word, (word,))
