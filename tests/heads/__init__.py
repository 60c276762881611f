"""Beginnings of pages with the body and year they name, written for the tests of heads."""
