"""The three failures at the edge. Library errors are translated into them once, in the adapter.

EdgeError
├── ErpUnavailableError    certain that nothing was done: wait
├── ErpRejectedError       the system has said no: a person
└── OutcomeUnknownError    a byte may have arrived: look up, then decide
ShopUnavailableError       no signed answer of the plugin: wait; everything sent is repeatable
"""


class EdgeError(Exception):
    """A system did not do what it was asked; the message is what it (or the network) said."""


class ErpUnavailableError(EdgeError):
    """Nothing left this machine, or a result rule says that certainly nothing was done."""


class ErpRejectedError(EdgeError):
    """A result rule says that the system refused; `code` is its word, `config` that IT must act."""

    def __init__(self, message: str, *, code: str = "", is_config: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.is_config = is_config


class OutcomeUnknownError(EdgeError):
    """No answer that can be understood; `is_duplicate` when it said that it has the reference."""

    def __init__(self, message: str, *, is_duplicate: bool = False) -> None:
        super().__init__(message)
        self.is_duplicate = is_duplicate


class ShopUnavailableError(EdgeError):
    """No signed answer came from the plugin; `code` is the wire's word where it gave one."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code
