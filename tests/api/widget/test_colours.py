"""Whatever colour a brand has, what stands on it can be read."""

from itertools import product

from sportello.api.widget.colours import readable_on


def _luminance(colour: str) -> float:
    """WCAG's own formula."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_on_any_colour_has_enough_contrast() -> None:
    for red, green, blue in product(range(0, 256, 15), repeat=3):
        colour = f"#{red:02x}{green:02X}{blue:02x}"
        text = {"#000": 0.0, "#fff": 1.0}[readable_on(colour)]
        dark, light = sorted((text, _luminance(colour)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, colour
