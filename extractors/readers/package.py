"""Zip packages of XML parts (docx, xlsx): parts by name within limits, XML without entities, DTDs or the network."""

import functools
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from lxml import etree

from extractors.refusal import Refused
from extractors.zips import is_cut, open_zip, usual_name

# the largest document.xml of a real report is below 5 MB; a tree takes about ten times its text
MAX_PART = 48 * 2**20
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """An opened package. Every part is read up to MAX_PART whatever its header says of its size."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = open_zip(body)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            said = "it is cut short, the list at its end is missing" if is_cut(body) else str(error)
            raise Refused("damaged", f"the zip cannot be opened: {said}") from error
        # parts are the same in any case (ECMA-376 part 2); of two that differ in case alone the first counts
        self._parts: dict[str, str] = {}
        for name in self._zip.namelist():
            self._parts.setdefault(usual_name(name).lower(), name)
        self.names = {usual_name(name) for name in self._parts.values()}

    def has(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return usual_name(name).lower() in self._parts

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises Refused: damaged or over_limit."""
        try:
            with self._zip.open(self._parts[usual_name(name).lower()]) as member:
                data = member.read(MAX_PART + 1)
        except KeyError:
            raise Refused("damaged", f"the part {name} is missing") from None
        except RuntimeError as error:  # zipfile's word for an encrypted member
            raise Refused("damaged", f"{name}: {error}") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise Refused("damaged", f"the part {name} cannot be unpacked: {error}") from error
        if len(data) > MAX_PART:
            raise Refused("over_limit", f"the part {name} is larger than {MAX_PART >> 20} MB")
        return data

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """Relations of a part ("" for the package): id → (last word of the type, name of the part).

        External targets are left out: nothing outside the file is ever read.
        """
        folder, _, file = source.rpartition("/")
        name = f"{folder}/_rels/{file}.rels".lstrip("/")
        if not self.has(name):
            return {}
        found = {}
        for relation in parse_xml(self.part(name), name).iter(_PACKAGE):
            if relation.get("TargetMode") == "External":
                continue
            target = unquote(relation.get("Target", "").replace("\\", "/"))
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
        return found

    def main_part(self, usual: str) -> str:
        """The part that holds the document: `usual`, and only where there is none what the package calls so."""
        if self.has(usual):
            return usual
        named = (path for kind, path in self.related("").values() if kind == "officeDocument")
        return next(named, usual)


@functools.lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def parser() -> etree.XMLParser:
    """A parser that expands no entity, loads no DTD and fetches nothing."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=True
    )


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of a part. Raises Refused for XML that is not well-formed or that brings a DTD, as no program writes."""
    try:
        root = etree.fromstring(data, parser())
    except etree.XMLSyntaxError as error:
        raise Refused("damaged", f"{name} is not well-formed: {error}") from error
    refuse_entities(root, name)
    return root


def refuse_entities(root: etree._Element, name: str) -> None:
    """Raise Refused where the document that a root stands in declares a DTD: its entities would be dropped silently."""
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("damaged", f"{name} declares entities of its own")
