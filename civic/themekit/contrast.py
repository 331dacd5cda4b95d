"""Whether words can be read on what they are written on, by day and by night.

Reads the colours out of ``tokens.css``: ``#rrggbb``, ``light-dark(#rrggbb, #rrggbb)`` or
``var(--other)``. Ratios are WCAG 2.2's (relative luminance, section "contrast ratio"): 4.5 for
words (1.4.3), 3 for the edges of controls and the ring of focus (1.4.11).
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from civic.themekit.registry import line_of

Mode = Literal["light", "dark"]

TEXT: Final = 4.5
EDGE: Final = 3.0

_DOORS: Final = ("spaces", "projects", "conversations", "changed", "plain")

#: Every pair the components use: what is written, on what, and the least ratio.
PAIRS: Final[tuple[tuple[str, str, float], ...]] = (
    *(
        (words, ground, TEXT)
        for words in ("ink", "muted", "link", "link-hover")
        for ground in ("paper", "sheet", "sunk")
    ),
    ("on-board", "board", TEXT),
    ("on-solid", "solid", TEXT),
    ("on-solid", "solid-hover", TEXT),
    ("on-foot", "foot", TEXT),
    *(("on-sign", door, TEXT) for door in _DOORS),
    ("off-sign", "on-sign", TEXT),
    *((f"{door}-text", ground, TEXT) for door in _DOORS for ground in ("paper", "sheet")),
    *((f"{state}-text", f"{state}-wash", TEXT) for state in ("good", "part", "bad", "note")),
    *((f"{state}-text", ground, TEXT) for state in ("good", "bad") for ground in ("paper", "sheet")),
    ("on-late", "late", TEXT),
    *(("edge", ground, EDGE) for ground in ("paper", "sheet")),
    *(("focus", ground, EDGE) for ground in ("paper", "sheet", "sunk", "halo")),
)

_TOKEN: Final = re.compile(r"--([\w-]+)\s*:\s*([^;]+);")
_LIGHT_DARK: Final = re.compile(r"light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)", re.I)
_HEX: Final = re.compile(r"#[0-9a-f]{6}", re.I)
_VAR: Final = re.compile(r"var\(--([\w-]+)\)")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One pair, read in one mode."""

    words: str
    ground: str
    mode: Mode
    ratio: float
    least: float

    @property
    def enough(self) -> bool:
        """Whether it can be read."""
        return self.ratio >= self.least


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21, of two colours (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colours(css: str) -> dict[Mode, dict[str, str]]:
    """Return the colour tokens of some CSS by mode; tokens that are not colours are left out."""
    found: dict[Mode, dict[str, str]] = {"light": {}, "dark": {}}
    tokens = dict(_TOKEN.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.S)))
    for name in tokens:
        value, seen = tokens[name].strip(), {name}
        while (other := _VAR.fullmatch(value)) and other[1] in tokens and other[1] not in seen:
            seen.add(other[1])
            value = tokens[other[1]].strip()
        if both := _LIGHT_DARK.fullmatch(value):
            found["light"][name], found["dark"][name] = both[1], both[2]
        elif _HEX.fullmatch(value):
            found["light"][name] = found["dark"][name] = value
    return found


def tokens_of(name: str) -> dict[Mode, dict[str, str]]:
    """Return the colour tokens of a theme and its parents by mode."""
    return colours(
        "\n".join(
            (theme.static_folder / theme.name / "tokens.css").read_text(encoding="utf-8")
            for theme in reversed(line_of(name))
        )
    )


def read_theme(name: str) -> list[Reading]:
    """Return every documented pair of a theme, in both modes.

    Raises ``KeyError`` with the token's name where a theme and its parents leave one out.
    """
    by_mode = tokens_of(name)
    return [
        Reading(
            words=words,
            ground=ground,
            mode=mode,
            ratio=contrast(by_mode[mode][words], by_mode[mode][ground]),
            least=least,
        )
        for mode in by_mode
        for words, ground, least in PAIRS
    ]
