"""Portals on loopback for the tests: each speaks one publishing system's protocol, as its own pages were seen to.

They import nothing of the project. Sections named in comments (§) are those of the facts that the protocol was taken
from: what a real installation of that system was seen to answer.
"""
