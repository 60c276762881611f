"""Pictures within a document put in words: each stands among the blocks where it is shown, and is read there."""

from collections.abc import Callable
from dataclasses import replace

from extractors.content import Block, Content, Grid, Line, Picture
from extractors.refusal import Refused

# the bytes of a picture that a document shows, by its address as written; None where it is not at hand
Beside = Callable[[str], bytes | None]


def with_pictures_read(content: Content, body: bytes, beside: Beside | None = None) -> Content:
    """The document with what its pictures show in their places; `unread` says why pictures were left as they are.

    body: the document's, for pages of a PDF; beside: fetches pictures that a page has from elsewhere.
    Raises Refused for a file that is itself a picture and cannot be read.
    """
    # numpy and Pillow cost a worker 30 MB, and few documents have pictures to read
    from extractors.readers.image import OcrMissing, halves_joined, read_image, read_picture_pages

    pages = [(b.page, b.box) for b in content.blocks if isinstance(b, Picture) and b.page is not None]
    blocks: list[Block] = []
    unread: list[str] = []
    left = 0
    was_read = False
    joined: set[int] = set()
    try:
        read_pages = iter(read_picture_pages(body, pages)) if pages else iter(())
    except (OcrMissing, Refused) as error:
        return replace(content, unread=error.message if isinstance(error, Refused) else str(error))
    shown_by = _shown(content.blocks, beside)
    for run in _runs(content.blocks):
        held = [place for place in run if shown_by[place]]
        shown_by.update(zip(held, halves_joined([shown_by[place] for place in held]), strict=True))
        joined |= {place for place in held if not shown_by[place]}
    for place, block in enumerate(content.blocks):
        if not isinstance(block, Picture):
            blocks.append(block)
            continue
        if place in joined:  # the lower half of the picture before it
            continue
        shown = shown_by[place]
        if block.is_linked and not shown:
            unread.append(f"{block.address[:80] or 'what a script draws'} is not at hand")
            blocks.append(block)
            left += 1
            continue
        if block.page is not None:
            read = next(read_pages)
        else:
            try:
                read = read_image(shown)
            except OcrMissing as error:
                return replace(content, unread=str(error))
            except Refused as error:
                if content.media == "image":
                    raise
                unread.append(error.message)
                blocks.append(block)
                left += 1
                continue
        was_read = True
        blocks.extend(read.blocks)
        unread += [read.unread] if read.unread else []
    if not was_read:
        return replace(content, unread="; ".join(dict.fromkeys(unread)))
    only_pictures = not any(isinstance(block, Line | Grid) for block in content.blocks)
    made = replace(
        content,
        media="ocr" if only_pictures else f"{content.media}+ocr",
        blocks=blocks,
        picture_count=left,
        picture_pages=[],
        unread="; ".join(dict.fromkeys(unread)),
    )
    for index, grid in enumerate(made.grids):
        grid.index = index
    return made


def _shown(blocks: list[Block], beside: Beside | None) -> dict[int, bytes]:
    """The files of the pictures among the blocks, by their places; b"" where one is not at hand or is a PDF's page."""
    return {
        place: block.body or (beside(block.address) if beside and block.address else None) or b""
        for place, block in enumerate(blocks)
        if isinstance(block, Picture)
    }


def _runs(blocks: list[Block]) -> list[list[int]]:
    """Places of pictures that follow each other with nothing between."""
    runs: list[list[int]] = []
    for place, block in enumerate(blocks):
        if not isinstance(block, Picture) or block.page is not None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
