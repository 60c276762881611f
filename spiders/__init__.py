"""Bytes: find annual reports on portals and keep every response verbatim."""
