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
    from extractors.readers.image import OcrMissing, read_image, read_picture_pages

    pages = [(b.page, b.box) for b in content.blocks if isinstance(b, Picture) and b.page is not None]
    blocks: list[Block] = []
    unread: list[str] = []
    left = 0
    was_read = False
    try:
        read_pages = iter(read_picture_pages(body, pages)) if pages else iter(())
    except (OcrMissing, Refused) as error:
        return replace(content, unread=error.message if isinstance(error, Refused) else str(error))
    for block in content.blocks:
        if not isinstance(block, Picture):
            blocks.append(block)
            continue
        shown = block.body
        if block.is_linked and not (shown := (beside(block.address) if beside and block.address else None) or b""):
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
