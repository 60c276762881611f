"""A sentence that gives several figures at once, said one by one: 甲、乙分别为3件和1件 becomes 甲3件,乙1件.

What a figure was before (由上年的9件增至14件) is left out, and of several years' figures all but the report's own.
"""

import re

from data.stated import spoken, spoken_pattern


def said_plainly(sentence: str, report_year: int) -> str:
    """The sentence with a number behind each name; as it is where names, years and numbers are not as many."""
    if spoken_pattern("count").search(sentence) is None:
        return sentence

    def now(found: re.Match[str]) -> str:
        return found[0] if found["year"] not in (None, str(report_year)) else ""

    def of_the_year(found: re.Match[str]) -> str:
        numbers = _numbers(found)
        first, last = found["first"], found["last"]
        years = [*range(int(first), int(last) + 1)] if first else [int(one) for one in _YEAR.findall(found["years"])]
        if len(years) != len(numbers) or report_year not in years:
            return found[0]
        own = numbers[years.index(report_year)]
        words = f"{found['words']}{found['more']}"
        return str(spoken()["of_one_year"].format(year=report_year, words=words, count=own))

    text = spoken_pattern("was").sub(now, sentence)
    text = spoken_pattern("each_year").sub(of_the_year, text)
    text = spoken_pattern("each").sub(_one_by_one, text)
    return spoken_pattern("one_for_all").sub(_one_by_one, text)


_YEAR = re.compile(r"20\d\d")


def _numbers(found: re.Match[str]) -> list[str]:
    return spoken_pattern("count").findall(found["numbers"])


def _one_by_one(found: re.Match[str]) -> str:
    names, numbers = spoken_pattern("between_names").split(found["names"]), _numbers(found)
    if len(numbers) == 1:  # one number for all names
        numbers *= len(names)
    if len(names) != len(numbers) or len(names) == 1:
        return found[0]
    shared = spoken_pattern("shared").search(names[-1])
    tail = shared[0] if shared else ""
    named = [name if name.endswith(tail) else name + tail for name in names]
    return ",".join(f"{name}{number}" for name, number in zip(named, numbers, strict=True))
