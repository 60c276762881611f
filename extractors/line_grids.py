"""Grids that stand in a document in the place of the lines that they were made of."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from extractors.content import Block, Content, Grid, Row
from extractors.segments import cut_into_tables


def next_index(content: Content) -> int:
    """The index of a grid that is added to a document."""
    return max((grid.index for grid in content.grids), default=-1) + 1


def in_their_place(content: Content, found: Iterable[tuple[Grid, Collection[int]]]) -> tuple[Content, dict[int, int]]:
    """The content with each grid in the place of the blocks that it was made of.

    Args:
        content: a document as printed.
        found: the grids, each with the numbers of its blocks.

    Returns:
        The content, and of how many blocks each grid was made, by its index.
    """
    made: dict[int, int] = {}
    if not (found := list(found)):
        return content, made
    blocks: list[Block | None] = list(content.blocks)
    for grid, numbers in found:
        made[grid.index] = len(set(numbers))
        for number in numbers:
            blocks[number] = None
        blocks[min(numbers)] = grid
    return replace(content, blocks=[block for block in blocks if block is not None]), made


def with_missing_tables(
    content: Content, present: frozenset[str], found: Iterable[tuple[list[Row], Collection[int]]]
) -> tuple[Content, dict[int, int]]:
    """The content with those of the rows found as grids that are standard tables and none that is `present`.

    Args and Returns as `in_their_place`; rows stand for grids.
    """
    index = next_index(content)
    grids = [(Grid(index + at, rows), numbers) for at, (rows, numbers) in enumerate(found)]
    names = [cut_into_tables([grid])[0].keys() for grid, _ in grids]
    if not any(own and not own & present for own in names):
        return in_their_place(content, [])
    # one line of a table says too little alone, and beside its other parts what it is
    together, unknown = cut_into_tables([grid for grid, _ in grids])
    part = (
        {grid.index for grid, _ in grids} - {grid.index for grid in unknown} if not together.keys() & present else set()
    )
    kept = [
        (grid, numbers) for (grid, numbers), own in zip(grids, names, strict=True)
        if (own and not own & present) or (not own and grid.index in part)
    ]  # fmt: skip
    return in_their_place(content, [(replace(grid, index=index + at), n) for at, (grid, n) in enumerate(kept)])
