"""One file a document format: bytes to pages of blocks and grids."""
