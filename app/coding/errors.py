"""Errors of the contract; the root of every error DxDesk raises on purpose.

DxDeskError                 what happened, and what to do
└── ContractError           a value that breaks the contract
    ├── ScopeError          a scope that cannot be answered from (empty, ambiguous, unknown code)
    ├── RecordError         a record that cannot be read as one
    └── PromptTooLongError  instructions and lists alone exceed the context
"""


class DxDeskError(Exception):
    """Say what happened (`message`) and what the reader can do about it (`advice`)."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class ContractError(DxDeskError):
    """A value that breaks the contract."""


class ScopeError(ContractError):
    """A scope that cannot be answered from."""


class RecordError(ContractError):
    """A record that cannot be read as one."""


class PromptTooLongError(ContractError):
    """Instructions and candidate lists alone exceed the context."""
