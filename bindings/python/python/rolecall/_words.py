"""Questions in the words of the command."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Literal, Union

from ._errors import UsageError

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    Path: TypeAlias = Union[str, os.PathLike[str]]
    Paths: TypeAlias = Union[Path, Sequence[Path]]
    Texts: TypeAlias = Union[str, Sequence[str]]
    Time: TypeAlias = Union[str, date, datetime]
    Plane: TypeAlias = Literal["control", "data"]
    Severity: TypeAlias = Literal["critical", "high", "medium", "low", "info"]

__all__ = ["Words", "as_of_words", "paths_of", "texts_of", "time_in_words", "with_attributes"]


class Words:
    """The words of a command in the making."""

    def __init__(self, *command: str) -> None:
        self._options: list[str] = list(command)
        self._words: list[str] = []

    def option(self, name: str, value: str | None) -> Words:
        # In one word, so that a value is never taken for an option.
        if value is not None:
            self._options.append(f"{name}={value}")
        return self

    def options(self, name: str, values: Texts | None) -> Words:
        for value in texts_of(values):
            self.option(name, value)
        return self

    def paths(self, name: str, values: Paths | None) -> Words:
        for value in paths_of(values):
            self.option(name, value)
        return self

    def path(self, name: str, value: Path | None) -> Words:
        return self.option(name, None if value is None else os.fspath(value))

    def flag(self, name: str, is_set: bool) -> Words:
        if is_set:
            self._options.append(name)
        return self

    def words(self, *values: str) -> Words:
        self._words.extend(values)
        return self

    def whole(self) -> list[str]:
        return [*self._options, "--", *self._words] if self._words else self._options


def texts_of(values: Texts | None) -> list[str]:
    if values is None:
        return []
    return [values] if isinstance(values, str) else list(values)


def paths_of(values: Paths | None) -> list[str]:
    if values is None:
        return []
    if isinstance(values, (str, os.PathLike)):
        values = [values]
    return [os.fspath(path) for path in values]


def time_in_words(value: Time | None) -> str | None:
    """A moment in words; a time without a zone is refused, since nobody knows which it is in."""
    if not isinstance(value, datetime):
        return value.isoformat() if isinstance(value, date) else value
    if value.tzinfo is None:
        raise UsageError(
            f"`{value.isoformat()}` has no time zone", "give it one: `value.replace(tzinfo=timezone.utc)`"
        )
    return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def with_attributes(words: Words, attributes: Mapping[str, str] | None) -> Words:
    return words.options("--attr", [f"{name}={value}" for name, value in (attributes or {}).items()])


def as_of_words(
    words: Words, as_of: Time | None, logs: Paths | None, exported: Time | None = None
) -> Words:
    return (
        words.option("--as-of", time_in_words(as_of))
        .paths("--logs", logs)
        .option("--exported", time_in_words(exported))
    )
