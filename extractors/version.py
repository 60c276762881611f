"""The version of the readers, by itself: who only counts what waits for them imports none."""

# raised whenever the same bytes may give other rows; captures read by an older one are read again
READER_VERSION = "1.0.0"
