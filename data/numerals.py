"""Chinese numerals in counts: 三件, 两件, 一百二十六条, 一千零五件."""

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "".join([*DIGITS, *POWERS])


def in_numerals(text: str) -> int | None:
    """The number below ten thousand that numerals say; None where they are no number as one is said (一二三, 十百)."""
    total, digit, last = 0, None, 10_000
    for sign in text:
        if sign in POWERS:
            power = POWERS[sign]
            if power >= last or (digit is None and power != 10):
                return None
            total += (1 if digit is None else digit) * power
            digit, last = None, power
        elif digit is not None and digit != 0:
            return None
        else:
            digit = DIGITS[sign]
    return total + (digit or 0)
