"""The one base of errors whose message is meant for a person: what is wrong, and what may be done about it."""


class Told(Exception):
    """The command line prints the message of these and ends; any other error is a fault of the program."""
