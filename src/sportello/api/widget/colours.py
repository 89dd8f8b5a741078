"""Black or white on the brand's colour: reckoned here, so that no page has to carry the formula."""

from typing import Literal

LINEAR_BELOW = 0.04045
"""WCAG's formula has a straight beginning."""
DARK_FROM = 0.179
"""The relative luminance at which black and white contrast alike: 4.5 to 1, so the better of them always does."""


def readable_on(colour: str) -> Literal["#000", "#fff"]:
    """Which of the two reads better on a colour given as #rrggbb, by WCAG's contrast."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = (part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), light, strict=True))
    return "#000" if luminance > DARK_FROM else "#fff"
