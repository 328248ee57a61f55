"""What is answered."""

from __future__ import annotations

import json
import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, NoReturn, TypeVar, cast

from . import _native
from ._errors import error_of

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from .v1.can import Catalogue, Diagnostic, Input

__all__ = ["Answer", "Shape", "ask_once"]

R = TypeVar("R")


class Shape(NamedTuple):
    """How the rows of an answer are found in it."""

    module: str
    """The module of `rolecall.v1` with its types."""
    row: str
    """The type of a row."""
    lists: tuple[tuple[str, ...], ...]
    """The ways to the lists of rows in the result; none where the result is the row."""


class Answer(Generic[R]):
    """What a question is answered.

    `result` is what the command prints as `result` with `--format json`, to the letter: the same names,
    values and order. Its type is in `rolecall.v1`. An answer is no truth value: ask for what you mean,
    such as `answer.result["outcome"] == "allowed"`, since an answer may be neither yes nor no.
    """

    def __init__(self, answered: _native.Answered, shape: Shape) -> None:
        self._answered = answered
        self._shape = shape

    @cached_property
    def envelope(self) -> dict[str, Any]:
        """The whole answer: `schema`, `rolecall`, `catalog`, `inputs`, `complete`, `diagnostics`, `result`."""
        return cast("dict[str, Any]", json.loads(self._answered.json))

    @property
    def json(self) -> str:
        """The whole answer in JSON, byte for byte what the command prints."""
        return self._answered.json

    @property
    def result(self) -> R:
        """The answer itself."""
        return cast("R", self.envelope["result"])

    @property
    def complete(self) -> bool:
        """False when something that could change the answer was missing or not understood."""
        return bool(self.envelope["complete"])

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is odd about the inputs, or limits the answer."""
        return cast("list[Diagnostic]", self.envelope["diagnostics"])

    @property
    def inputs(self) -> list[Input]:
        """What was read."""
        return cast("list[Input]", self.envelope["inputs"])

    @property
    def catalog(self) -> Catalogue | None:
        """The catalogue of roles and operations that was used."""
        return cast("Catalogue | None", self.envelope["catalog"])

    @property
    def exit_code(self) -> int:
        """What the command exits with: 0 yes, clean or done; 1 no, or findings; 4 undetermined."""
        return self._answered.exit

    @property
    def verdict(self) -> str | None:
        """The answer in a line, for people."""
        return self._answered.verdict

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the answer: what `--format jsonl` prints a line each."""
        result = cast("dict[str, Any]", self.result)
        if not self._shape.lists:
            return [result]
        found: list[dict[str, Any]] = []
        for path in self._shape.lists:
            part: Any = result
            for name in path:
                part = part.get(name) or {}
            found.extend({"change": path[-1], **row} if len(self._shape.lists) > 1 else row for row in part)
        return found

    def table(self) -> _native.Table:
        """The rows as an Arrow table. Objects are structs and lists are lists, typed by the schema of the
        answer: the same types whatever the rows hold. What may be one of several objects is text in JSON.
        """
        schema = _schema(self._shape.module)
        if len(self._shape.lists) > 1:
            # The list that a row is from is a field of the row.
            document = json.loads(schema)
            row = document["$defs"][self._shape.row]
            row["properties"] = {"change": {"type": "string"}, **row["properties"]}
            row["required"] = ["change", *row["required"]]
            schema = json.dumps(document)
        return _native.table_of_rows(schema, self._shape.row, json.dumps(self.rows()))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows for whatever library takes Arrow's stream: `polars.DataFrame(answer)`, `pyarrow.table(answer)`."""
        return self.table().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pyarrow.Table:
        """The rows as a table of pyarrow, which must be installed."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a frame of pandas, which must be installed, as pyarrow must be."""
        table: Any = self.to_arrow()
        frame: pandas.DataFrame = table.to_pandas()
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The rows as a frame of polars, which must be installed."""
        import polars

        return polars.DataFrame(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "an answer is neither true nor false: look at `result`, at `exit_code`, or at `complete`"
        )

    def __repr__(self) -> str:
        said = self.verdict or f"{self._answered.row_count} rows"
        return f"<rolecall {self._shape.module}: {said}>"

    def _repr_html_(self) -> str:
        """A small table, for notebooks. Everything in it is escaped: names come from outside."""
        # Where nothing is shown the import would only take time.
        from html import escape

        answered = self._answered
        parts: list[str] = []
        if answered.verdict is not None:
            parts.append(f"<p><strong>{escape(answered.verdict)}</strong></p>")
        if answered.columns:
            head = "".join(f"<th>{escape(name)}</th>" for name in answered.columns)
            body = "".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                for row in answered.rows
            )
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
            left = answered.row_count - len(answered.rows)
            if left > 0:
                parts.append(f"<p>and {left} more rows</p>")
        if not self.complete:
            parts.append("<p><em>The answer may be incomplete: see its diagnostics.</em></p>")
        return "".join(parts)


def ask_once(words: list[str], shape: Shape) -> Answer[Any]:
    """The answer to the words of a command that reads everything itself."""
    try:
        return Answer(_native.Session.ask_once(words), shape)
    except _native.Refused as refused:
        raise error_of(refused) from None


def _schema(module: str) -> str:
    # Beside this file, since native code is never in an archive.
    path = os.path.join(os.path.dirname(__file__), "v1", f"{module}.json")
    with open(path, encoding="utf-8") as file:
        return file.read()
