"""Fonts that draw signs where the codes of their characters are letters and digits."""

_SIGN_FONTS = ("wingdings", "webdings", "zapfdingbats", "mt extra", "marlett", "symbol")


def is_sign_font(name: str) -> bool:
    """Whether a font of that name draws signs for letters and digits."""
    return name.lower().startswith(_SIGN_FONTS)
