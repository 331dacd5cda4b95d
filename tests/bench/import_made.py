"""A council's list of generated assets in the national columns: fixed seed, as messy as lists are.

Grid references for half of it, names that repeat, some rows without a postcode or a point, some flagged.
"""

import csv
import random
from pathlib import Path

SEED = 20261127
#: Where they lie: National Grid metres around sixty towns.
TOWNS = 60
KINDS = (
    "Community Centre", "Library", "Village Hall", "Park", "Play Area", "Offices", "Depot", "Flat 2",
    "Allotments", "Land", "Car Park", "Substation", "Sports Ground", "Church Hall", "Shop", "Public Toilets",
)  # fmt: skip
FIRST = (
    "Ferry", "Cinder", "Pell", "Quay", "Mill", "Station", "Church", "Victoria", "Albert", "Canal", "Moss",
    "Orchard", "Priory", "Bridge", "Chapel", "Market", "Grange", "Meadow", "Abbey", "Forge",
)  # fmt: skip
SECOND = ("Road", "Street", "Lane", "Green", "Hill", "Park", "Close", "Square", "Row", "Gate")


def make_list(file: Path, count: int) -> None:
    """Write a list of so many rows."""
    from assets_register.importing.mappings import NATIONAL

    chance = random.Random(SEED)
    towns = [(chance.uniform(380_000, 540_000), chance.uniform(120_000, 520_000)) for _n in range(TOWNS)]
    with file.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(NATIONAL)
        for number in range(count):
            town = chance.randrange(TOWNS)
            street = f"{chance.choice(FIRST)} {chance.choice(SECOND)}"
            east = round(towns[town][0] + chance.gauss(0, 4000), 1)
            north = round(towns[town][1] + chance.gauss(0, 4000), 1)
            grid, placed = chance.random() < 0.5, chance.random() < 0.97
            x, y = (east, north) if grid else (round((east - 400_000) / 68_000 - 2, 6), 0)
            if not grid:
                y = round(49 + (north + 100_000) / 111_200, 6)
            writer.writerow([
                f"Owner {town}", f"http://opendatacommunities.org/id/owner/{town}", "01/04/2026",
                10_000_000 + number, f"AS{number:07}",
                f"{street} {chance.choice(KINDS)}", chance.randrange(1, 200), street, f"Town {town}",
                f"M{chance.randrange(1, 40)} {chance.randrange(10)}AB" if chance.random() < 0.9 else "",
                "OSGB36" if grid else "WGS84", x if placed else "", y if placed else "",
                chance.choice(("Freehold", "Leasehold")), "", "",
                chance.choice(("Buildings", "Land and Buildings", "Land")),
                chance.randrange(20, 4000), round(chance.random() * 4, 3), chance.choice("ABCDEFG"),
            ])  # fmt: skip


if __name__ == "__main__":
    import sys

    make_list(Path(sys.argv[1]), int(sys.argv[2]))
