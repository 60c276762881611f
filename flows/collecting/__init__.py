"""How documents come into the archive: crawled, taken out of other archives, given by a person."""
