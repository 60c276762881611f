"""A document that a reader cannot take at all."""


class Refused(Exception):
    """Raised by a reader: `code` is the whole-document issue, `message` says what is wrong with the bytes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
