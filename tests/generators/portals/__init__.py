"""Writes the sample portals from their figures, forms and published protocols; imports nothing of the project."""
