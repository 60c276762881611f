"""Pictures of reports: files of pictures, pictures inside pages, PDF pages that are pictures. Needs the extra `ocr`."""

import io
import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from extractors import effort
from extractors.content import Box, Content
from extractors.readers import ocr
from extractors.readers.ocr import INSTALL, OcrMissing
from extractors.refusal import Refused

__all__ = ["INSTALL", "OcrMissing", "halves_joined", "is_installed", "read_image", "read_picture_pages"]

is_installed = ocr.is_installed

# a sheet of paper at 600 dpi has 35 million pixels, the pictures of a long page below each other some more
_MOST_PIXELS = 80_000_000
_MOST_PAGES = 40
# what is smaller is an icon or a portrait, what is so much wider than high is a banner
_LEAST_SIDE, _MOST_WIDTH = 200, 8
_RENDER_DPI, _RENDER_PIXELS = 200, 9_000_000


def _frames(body: bytes) -> Iterator[ocr.Picture]:
    """The pictures in a file as BGR or grey, upright by their EXIF note, transparency on white."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own warning of large pictures: the limit below is ours
        with Image.open(io.BytesIO(body)) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file)):
                if file.format == "GIF" and number:
                    return  # an animation repeats its page
                if number >= _MOST_PAGES:
                    raise Refused("over_limit", f"more than {_MOST_PAGES} pictures in one file")
                if frame.width * frame.height > _MOST_PIXELS:
                    raise Refused("over_limit", f"a picture of {frame.width} × {frame.height} pixels")
                yield _array(ImageOps.exif_transpose(frame))


def _array(picture: Image.Image) -> ocr.Picture:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        white = Image.new("RGBA", shown.size, "white")
        picture = Image.alpha_composite(white, shown)
    if picture.mode in ("1", "L"):
        return np.asarray(picture.convert("L"))
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        values = np.asarray(picture, dtype=np.float64)
        span = float(values.max() - values.min()) or 1.0
        return ((values - values.min()) * (255 / span)).astype(np.uint8)
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _strips(picture: ocr.Picture) -> list[ocr.Picture]:
    """A picture of several pages below each other, cut where a band of paper parts them: each lay in its own way."""
    grey = picture if picture.ndim == 2 else picture.min(axis=2)
    high, wide = grey.shape
    if high < 1.2 * wide:
        return [picture]
    width = max(1, wide // 400)
    # the darkest of each few: every other pixel of a row can miss all rules of a table on its side
    rows = grey[:, : wide - wide % width].reshape(high, -1, width).min(axis=2).astype(np.int16)
    # paper may be grey, noisy and shaded: a row of print is much darker in some places than in most
    printed = (np.median(rows, axis=1)[:, None] - rows > 60).mean(axis=1) > 0.004
    band, least = 0.05 * wide, 0.4 * wide
    cuts, begin = [0], None
    for y, is_printed in enumerate([*printed, True]):
        if not is_printed:
            begin = y if begin is None else begin
        elif begin is not None:
            middle = (begin + y) // 2
            if y - begin >= band and middle - cuts[-1] >= least and high - middle >= least:
                cuts.append(middle)
            begin = None
    return [picture[a:b] for a, b in zip(cuts, [*cuts[1:], high], strict=True)]


def _content(pictures: Sequence[tuple[ocr.Picture, int | None]]) -> Content:
    from extractors.readers.scan import Illegible, read_page

    content = Content("ocr")
    for picture, number in pictures:
        for strip in _strips(picture):
            high, wide = strip.shape[:2]
            if min(high, wide) >= _LEAST_SIDE and wide <= _MOST_WIDTH * high:
                try:
                    content.blocks.extend(read_page(strip, number))
                except Illegible as error:
                    content.unread = f"page {number}: {error}" if number else str(error)
    for index, grid in enumerate(content.grids):
        grid.index = index
    return content


def read_image(body: bytes) -> Content:
    """Read a PNG, JPEG, TIFF, GIF or BMP; the pages of a TIFF are numbered.

    Raises OcrMissing; Refused (damaged, over_limit).
    """
    if not ocr.is_installed():
        raise OcrMissing(f"the picture can be read with the extra: {INSTALL}")
    effort.begin("ocr")
    content, number = Content("ocr"), 0
    try:
        for number, frame in enumerate(_frames(body), 1):
            found = _content([(frame, number)])
            content.blocks.extend(found.blocks)
            content.unread = found.unread or content.unread
    except Image.DecompressionBombError as error:
        raise Refused("over_limit", str(error)) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused("damaged", f"the picture cannot be opened: {error}") from error
    if number == 1:
        for grid in content.grids:
            for row in grid.rows:
                row.page = None
    for index, grid in enumerate(content.grids):
        grid.index = index
    return content


def halves_joined(bodies: Sequence[bytes]) -> list[bytes]:
    """Files of pictures that stand one after the other, each with those that it goes on in: b"" in the place of a file
    that was joined to the one before it."""
    if len(bodies) < 2 or not ocr.is_installed():
        return list(bodies)
    from extractors.readers.halves import joined, one_file

    opened = [_opened(body) for body in bodies]
    found = [b""] * len(bodies)
    for group in joined(opened):
        parts = [picture for place in group if (picture := opened[place]) is not None]
        found[group[0]] = one_file(parts) if len(group) > 1 else bodies[group[0]]
    return found


def _opened(body: bytes) -> ocr.Picture | None:
    """The first picture of a file; None where it cannot be opened."""
    try:
        return next(_frames(body), None)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Refused):
        return None


def read_picture_pages(body: bytes, pages: Sequence[tuple[int, Box | None]]) -> list[Content]:
    """Read these pages (numbers from 1) of a PDF, or boxes of them, as pictures: one Content each, in their order.

    Raises OcrMissing; Refused (over_limit).
    """
    if not ocr.is_installed():
        raise OcrMissing(f"pages that are pictures can be read with the extra: {INSTALL}")
    if len(pages) > _MOST_PAGES:
        raise Refused("over_limit", f"{len(pages)} pages are pictures, more than {_MOST_PAGES}")
    effort.begin("ocr")
    found = []
    document = pypdfium2.PdfDocument(body)
    try:
        for number, box in pages:
            page = document[number - 1]
            wide, high = page.get_size()
            scale = min(_RENDER_DPI / 72, (_RENDER_PIXELS / max(1.0, wide * high)) ** 0.5)
            picture = page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3]
            page.close()
            if box is not None:
                down, across = picture.shape[:2]
                picture = picture[int(box[1] * down) : int(box[3] * down), int(box[0] * across) : int(box[2] * across)]
            found.append(_content([(np.ascontiguousarray(picture), number)]))
    finally:
        document.close()
    return found
