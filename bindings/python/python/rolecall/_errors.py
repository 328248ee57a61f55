"""Why there is no answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from . import _native

if TYPE_CHECKING:
    from .v1.can import Diagnostic

__all__ = ["InputError", "RolecallError", "UndeterminedError", "UsageError"]


class RolecallError(Exception):
    """There is no answer. Its text says why, and what to do about it.

    Attributes:
        message: What is wrong.
        help: What to do about it, if anything is known.
        exit_code: What the command would exit with: 2, 3 or 4.
        diagnostics: What was odd about the inputs by then, as in answers.
    """

    def __init__(
        self,
        message: str,
        help: str | None = None,
        exit_code: int = 2,
        diagnostics: list[Diagnostic] | None = None,
    ) -> None:
        super().__init__(message if help is None else f"{message}\n  help: {help}")
        self.message = message
        self.help = help
        self.exit_code = exit_code
        self.diagnostics: list[Diagnostic] = diagnostics or []


class UsageError(RolecallError):
    """The question is none: a name that nobody has, an action or a scope that can't be one."""


class InputError(RolecallError):
    """What should be read can't be."""


class UndeterminedError(RolecallError):
    """The answer can't be worked out."""


_KINDS: dict[int, type[RolecallError]] = {2: UsageError, 3: InputError, 4: UndeterminedError}


def error_of(refused: _native.Refused) -> RolecallError:
    """The exception for a refusal of the native module."""
    message, help, exit_code, said = cast("tuple[str, str | None, int, str]", refused.args)
    diagnostics = cast("list[Diagnostic]", json.loads(said))
    kind = _KINDS.get(exit_code, RolecallError)
    return kind(message, help, exit_code, diagnostics)
