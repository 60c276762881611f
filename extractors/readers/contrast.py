"""Whether a text in one colour is seen on a ground in another."""

import functools

# below this ratio (WCAG 2: 1 is none, 21 is black on white) a reader of the page sees nothing or hardly anything
_LEAST = 1.25
WHITE, BLACK = "FFFFFF", "000000"


@functools.lru_cache(maxsize=1024)
def luminance(colour: str) -> float:
    """The relative luminance of a colour as six hexadecimal digits, 0 for black and 1 for white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_colour(text: str) -> bool:
    """Whether a text is six hexadecimal digits."""
    return len(text) == 6 and all(char in "0123456789abcdefABCDEF" for char in text)


def is_seen(colour: str, ground: str) -> bool:
    """Whether a text in `colour` stands out from `ground`; both as six hexadecimal digits."""
    light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05) >= _LEAST


def mixed(colour: str, ground: str, share: float) -> str:
    """The colour of a pattern or tint: `share` of one colour on another."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (0, 2, 4))
    return "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)
