"""Nights in a row over hundreds of simulated portals: planned first, then served, then compared."""
