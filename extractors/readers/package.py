"""Zip packages of XML parts (docx, xlsx): parts by name within limits, XML without entities, DTDs or the network."""

import functools
import io
import posixpath
import zipfile
import zlib

from lxml import etree

from extractors.refusal import Refused

# the largest document.xml of a real report is below 5 MB; a tree takes about ten times its text
MAX_PART = 48 * 2**20
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """An opened package. Every part is read up to MAX_PART whatever its header says of its size."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise Refused("damaged", f"the zip cannot be opened: {error}") from error
        self.names = set(self._zip.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises Refused: damaged or over_limit."""
        try:
            with self._zip.open(name) as member:
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
        if name not in self.names:
            return {}
        found = {}
        for relation in parse_xml(self.part(name), name).iter(_PACKAGE):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], path)
        return found

    def main_part(self, usual: str) -> str:
        """The part that holds the document: `usual`, and only where there is none what the package calls so."""
        if usual in self.names:
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
