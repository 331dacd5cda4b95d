"""Goes through a file once and remembers eight bytes a row or two: which rows speak of one thing.

Rows of one code are decided together, and so are rows whose code, but for its end, is that of an asset
the file no longer has. So it must be known beforehand which are; what they say is read again then.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from assets_register.importing.listed import Listed
from assets_register.importing.mappings import ColumnMapping
from assets_register.importing.merging import STEM_SHARED, code_stem, key_of
from assets_register.importing.normalising import named_and_coded, normalise
from assets_register.importing.tables import UnreadableFile

Hashes = NDArray[np.uint64]
#: How many different owners are counted to find the one that most rows name.
OWNERS_COUNTED = 10_000
#: How many rows are looked at together at most: of one code, or of one beginning of codes.
MOST_TOGETHER = STEM_SHARED
#: Rows between two words about how far it has come.
STEP = 10_000


def hash_of(key: str) -> int:
    """Return 64 bits for a key, never nought: among a million keys no two are the same, very likely."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) or 1


def hashes_of(keys: Iterable[str]) -> Hashes:
    """Return a key's 64 bits for each."""
    return np.fromiter((hash_of(key) for key in keys), dtype=np.uint64)


def is_among(hashes: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    """Say for each whether it is in an ordered array."""
    if not len(ordered):
        return np.zeros(len(hashes), dtype=bool)
    places = np.searchsorted(ordered, hashes)
    return np.equal(ordered[np.minimum(places, len(ordered) - 1)], hashes)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What a file's rows are called, by number less one; nought where a row is called nothing."""

    keys: Hashes
    stems: Hashes
    """The code without its end; the key's own where it has no code."""
    most_named: str
    """The organisation that most rows name."""

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self.keys)


def survey(
    listed: Listed, mapping: ColumnMapping, *, owners: bool, told: Callable[[int], None] | None = None
) -> Survey:
    """Go through a file. Raises ``UnreadableFile`` where it stops making sense anywhere.

    ``owners`` says whether to count what organisations it names; ``told`` is called now and then with the
    rows gone through.
    """
    keys, stems = _Growing(), _Growing()
    named: Counter[str] = Counter()
    for row in listed.all_rows():
        given = mapping.given(row.cells)
        key, code = ("", "") if row.ragged else _called(given, mapping)
        keys.add(hash_of(key) if key else 0)
        stems.add(hash_of(f"stem {code_stem(code)}") if code else 0)
        if owners:
            name = _organisation(given)
            if name in named or len(named) < OWNERS_COUNTED:
                named[name] += 1
        if told and row.number % STEP == 0:
            told(row.number)
    return Survey(keys=keys.all(), stems=stems.all(), most_named=named.most_common(1)[0][0] if named else "")


def _called(given: dict[str, str], mapping: ColumnMapping) -> tuple[str, str]:
    """Return a row's key and code, as ``deciding`` will have them; nothing where it can be no asset."""
    named, code = named_and_coded(given)
    if not (named and code):
        normal = normalise(given, grid=mapping.grid)
        if normal.unusable:
            return "", ""
        code = normal.values.get("asset_code", "") if "asset_code" in mapping.speaks_of() else ""
        return key_of({**normal.values, "asset_code": code}), code
    return code, code


def _organisation(given: dict[str, str]) -> str:
    return str(normalise({"organisation": given.get("organisation", "")}).values["organisation"])


class _Growing:
    """Whole numbers that take eight bytes each."""

    def __init__(self) -> None:
        self._parts: list[Hashes] = []
        self._some: list[int] = []

    def add(self, number: int) -> None:
        self._some.append(number)
        if len(self._some) >= STEP:
            self._keep()

    def _keep(self) -> None:
        self._parts.append(np.array(self._some, dtype=np.uint64))
        self._some = []

    def all(self) -> Hashes:
        self._keep()
        return np.concatenate(self._parts)


# ---- in which order ------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Order:
    """Which rows can be decided one after the other, and which only together."""

    together: Hashes
    """By row number less one: what joins a row with others; nought where nothing does."""

    def alone(self, number: int) -> bool:
        """Say whether a row can be decided without any other."""
        return not self.together[number - 1]

    def parts(self, waiting: NDArray[np.bool_], size: int) -> Iterable[set[int]]:
        """Give the numbers of the rows still waiting, some ``size`` at a time; what is joined stays so.

        ``waiting`` is by row number less one; a row that nothing joins is a part of its own here.
        """
        numbers = np.flatnonzero(waiting)
        joined = self.together[numbers]
        order = np.argsort(joined, kind="stable")
        numbers, joined = numbers[order] + 1, joined[order]
        start = 0
        while start < len(numbers):
            end = min(start + size, len(numbers))
            while end < len(numbers) and joined[end] == joined[end - 1] and joined[end]:
                end += 1
            yield set(numbers[start:end].tolist())
            start = end


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a source gave before and a file has no row of, by the code it had; ordered by ``codes``."""

    codes: Hashes
    """The code, as a row's stem would have it."""
    stems: Hashes
    """The code's own stem."""
    pks: NDArray[np.int64]


def order_of(seen: Survey, *, known: Hashes, left: Left) -> Order:
    """Join rows of one key, and new rows whose code seems to be that of what is left, with another end.

    ``known`` are the keys the register has, ordered. Raises ``UnreadableFile`` where so many rows have one
    key that it is none.
    """
    _keys, places, counts = np.unique(seen.keys, return_inverse=True, return_counts=True)
    often = counts[places]
    if (too_often := (often > MOST_TOGETHER) & (seen.keys != 0)).any():
        said = _(
            "%(n)s rows have the same code as row %(row)s, or the same name and postcode. Choose a column "
            "that tells them apart as their code."
        )
        row = int(np.flatnonzero(too_often)[0])
        raise UnreadableFile(said % {"n": f"{int(often[row]):,}", "row": f"{row + 1:,}"})
    repeated = (often > 1) & (seen.keys != 0)
    new = (repeated | ~is_among(seen.keys, known)) & (seen.stems != 0)
    stems = np.where(new, seen.stems, np.uint64(0))
    longer = is_among(stems, left.codes)  # A12/1 became A12/1/a: decided with what A12's others became
    if longer.any():
        stems[longer] = left.stems[np.searchsorted(left.codes, stems[longer])]
    kin = is_among(stems, np.unique(left.stems))
    together = np.where(kin, stems, np.where(repeated, seen.keys, np.uint64(0)))
    _stems, places, counts = np.unique(together, return_inverse=True, return_counts=True)
    crowded = (counts[places] > MOST_TOGETHER) & kin  # a beginning that so many share is no stem
    return Order(together=np.where(crowded, np.where(repeated, seen.keys, np.uint64(0)), together))
