"""Fields of Word: what of a field is seen where the file keeps a result of it, and where it keeps none."""

from dataclasses import dataclass, field

from lxml import etree

from extractors.readers.package import local
from extractors.readers.word_styles import attribute, whole

# fields that mark a place or set a name and print nothing
_SILENT = frozenset("XE TC TA RD SET ASK PRIVATE BOOKMARK DATABASE SKIPIF NEXT NEXTIF".split())


# fields whose result LibreOffice makes anew when it opens a file, or of which it keeps something else
_MADE_ANEW = frozenset(
    "IF FILLIN EQ FORMULA DATE TIME PAGE NUMPAGES FILENAME REF PAGEREF NUMWORDS NUMCHARS EDITTIME REVNUM SAVEDATE "
    "PRINTDATE MACROBUTTON".split()
)


def is_made_anew(code: str) -> bool:
    """Whether LibreOffice computes a field when it converts a document: what it prints is not what was printed."""
    words = code.split()
    return bool(words) and (words[0].startswith("=") or words[0].upper() in _MADE_ANEW)


@dataclass(slots=True)
class Field:
    """A field that has begun: its code so far, whether its result has, and whether that was made anew."""

    begin: etree._Element | None = None
    code: list[str] = field(default_factory=list)
    in_result: bool = False
    result: list[str] = field(default_factory=list)
    is_anew: bool = False


@dataclass(slots=True)
class Made:
    """What a field prints beside its result: text that is certain, text that programs make, and ink."""

    text: str = ""
    doubtful: str = ""
    ink: str = ""


def printed_by(code: str, result: str, begin: etree._Element | None) -> Made:
    """What is seen of a field that has ended, beside its result."""
    words = code.split()
    name = words[0].upper() if words else ""
    form = next((node for node in begin if local(node.tag) == "ffData"), None) if begin is not None else None
    if name == "FORMCHECKBOX":
        return Made(ink="a check box")
    if name == "FORMDROPDOWN" and form is not None and not result.strip():
        return _chosen(form)
    if name == "FORMTEXT":
        if result.strip():
            return Made()
        preset = next((attribute(node, "val") for node in form.iter("{*}default")), "") if form is not None else ""
        return Made(doubtful=preset)
    if result.strip() or name in _SILENT:
        return Made()
    if name == "ADVANCE":
        return Made(ink="text that stands elsewhere than it is written")
    if not code.strip():
        return Made(ink="a field without a code")
    return Made(doubtful=code.strip())


def _chosen(form: etree._Element) -> Made:
    """The entry of a drop-down that is shown: the chosen one, or the one that stands there before anybody chooses."""
    entries = [attribute(node, "val") for node in form.iter("{*}listEntry")]
    chosen = next((attribute(node, "val") for node in form.iter("{*}result")), "")
    preset = next((attribute(node, "val") for node in form.iter("{*}default")), "")
    at = whole(chosen or preset)
    if not 0 <= at < len(entries):
        return Made(ink="a drop-down list") if entries else Made()
    return Made(text=entries[at]) if chosen else Made(doubtful=entries[at])
