"""Test documents with known truth. Imports nothing of the project: labels, figures and shapes are its own tables."""
