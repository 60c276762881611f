"""Meaning: the bytes of a document become a report (cells, sections, issues)."""
