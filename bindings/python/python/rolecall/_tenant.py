"""A tenant, a catalogue, and what can be asked of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _native
from ._answer import Answer, Shape
from ._errors import UsageError, error_of

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from .v1.audit import FindingsResult
    from .v1.audit_paths import PathsResult
    from .v1.can import CanResult
    from .v1.catalog_info import InfoResult
    from .v1.diff import DiffResult
    from .v1.history import HistoryResult
    from .v1.recommend import Recommended
    from .v1.replay import ReplayResult
    from .v1.rightsize import RightsizeResult
    from .v1.usage import UsageResult
    from .v1.what import WhatResult
    from .v1.who import WhoResult

    Path: TypeAlias = Union[str, os.PathLike[str]]
    Paths: TypeAlias = Union[Path, Sequence[Path]]
    Texts: TypeAlias = Union[str, Sequence[str]]
    Time: TypeAlias = Union[str, date, datetime]
    Plane: TypeAlias = Literal["control", "data"]
    Table: TypeAlias = Union[_native.ArrowStream, _native.ArrowArray]

__all__ = ["Catalog", "Tenant", "diff", "usage"]

_CAN = Shape("can", "AskedAnswer", (("answers",),))
_RECOMMEND = Shape("recommend", "Recommended", ())
_DIFF = Shape(
    "diff",
    "AccessRow",
    tuple(("effective", name) for name in ("gained", "mayHaveGained", "lost", "mayHaveLost")),
)
_USAGE = Shape("usage", "UsageRow", (("rows",),))


class _Words:
    """The words of a command in the making."""

    def __init__(self, *command: str) -> None:
        self._options: list[str] = list(command)
        self._words: list[str] = []

    def option(self, name: str, value: str | None) -> _Words:
        # In one word, so that a value is never taken for an option.
        if value is not None:
            self._options.append(f"{name}={value}")
        return self

    def options(self, name: str, values: Texts | None) -> _Words:
        for value in _texts(values):
            self.option(name, value)
        return self

    def paths(self, name: str, values: Paths | None) -> _Words:
        for value in _paths(values):
            self.option(name, value)
        return self

    def flag(self, name: str, is_set: bool) -> _Words:
        if is_set:
            self._options.append(name)
        return self

    def words(self, *values: str) -> _Words:
        self._words.extend(values)
        return self

    def whole(self) -> list[str]:
        return [*self._options, "--", *self._words] if self._words else self._options


def _texts(values: Texts | None) -> list[str]:
    if values is None:
        return []
    return [values] if isinstance(values, str) else list(values)


def _paths(values: Paths | None) -> list[str]:
    if values is None:
        return []
    if isinstance(values, (str, os.PathLike)):
        values = [values]
    return [os.fspath(path) for path in values]


def _time(value: Time | None) -> str | None:
    """A moment in words; a time without a zone is refused, since nobody knows which it is in."""
    if not isinstance(value, datetime):
        return value.isoformat() if isinstance(value, date) else value
    if value.tzinfo is None:
        raise UsageError(
            f"`{value.isoformat()}` has no time zone", "give it one: `value.replace(tzinfo=timezone.utc)`"
        )
    return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _attributes(words: _Words, attributes: Mapping[str, str] | None) -> _Words:
    return words.options("--attr", [f"{name}={value}" for name, value in (attributes or {}).items()])


def _as_of(
    words: _Words, as_of: Time | None, logs: Paths | None, exported: Time | None = None
) -> _Words:
    return (
        words.option("--as-of", _time(as_of)).paths("--logs", logs).option("--exported", _time(exported))
    )


def _global(
    catalog: Catalog | None, strict_wildcards: bool, config: Path | None = None
) -> list[str]:
    words = _Words()
    if catalog is not None:
        words.option("--catalog", catalog.path)
    words.flag("--strict-wildcards", strict_wildcards)
    if config is not None:
        words.flag("--config", True).flag(os.path.abspath(config), True)
    return words.whole()


def _once(words: list[str], shape: Shape) -> Answer[Any]:
    try:
        return Answer(_native.Session.ask_once(words), shape)
    except _native.Refused as refused:
        raise error_of(refused) from None


class Catalog:
    """Roles and operations of Azure to answer from.

    `Catalog()` is the core catalogue inside the library; `Catalog(path)` an image that
    `rolecall catalog import` or `rolecall catalog update` made. Without any, the one that the command would
    take counts: `$ROLECALL_CATALOG`, the one imported by this user, else the core.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path: str = "core" if path is None else os.fspath(path)

    def __repr__(self) -> str:
        return f"Catalog({self.path!r})"

    def info(self) -> Answer[InfoResult]:
        """What it holds: how many roles and operations, and of which day.

        Raises:
            InputError: The image can't be read.
        """
        return _once(["catalog", "info", *_global(self, False)], Shape("catalog_info", "InfoResult", ()))

    def can(
        self,
        role: Texts,
        action: Texts,
        *,
        plane: Plane | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> Answer[CanResult]:
        """Whether a role, or the union of several, grants actions.

        Args:
            role: Names, GUIDs or ids of roles.
            action: Operations or patterns, as `Microsoft.Storage/storageAccounts/read`.
            plane: The plane of the actions, where the catalogue does not settle it.
            attributes: What conditions may ask for, by name.

        Raises:
            UsageError: A name that no role has, or an action that can't be one.
        """
        words = _Words("can", *_global(self, False)).options("--role", role).option("--plane", plane)
        return _once(_attributes(words, attributes).words(*_texts(action)).whole(), _CAN)

    def recommend(
        self,
        *,
        task: Texts | None = None,
        actions: Texts | None = None,
        data_actions: Texts | None = None,
        minimize: Literal["risk", "roles", "excess"] | None = None,
        max_roles: int | None = None,
        among: Texts | None = None,
        exclude: Texts | None = None,
    ) -> Answer[Recommended]:
        """The least roles that tasks or actions need, with proof.

        See [`Tenant.recommend`][rolecall.Tenant.recommend], which knows custom roles too.
        """
        words = _recommend(
            _Words("recommend", *_global(self, False)),
            task, actions, data_actions, minimize, max_roles, among, exclude,
        )  # fmt: skip
        return _once(words.whole(), _RECOMMEND)


def _recommend(
    words: _Words,
    task: Texts | None,
    actions: Texts | None,
    data_actions: Texts | None,
    minimize: str | None,
    max_roles: int | None,
    among: Texts | None,
    exclude: Texts | None,
) -> _Words:
    return (
        words.options("--task", task)
        .options("--action", actions)
        .options("--data-action", data_actions)
        .option("--minimize", minimize)
        .option("--max-roles", None if max_roles is None else str(max_roles))
        .options("--among", among)
        .options("--exclude", exclude)
    )


class Tenant:
    """Exports of a tenant, read once. Any thread may ask; nothing is sent anywhere.

    Answers are those of the command with the same inputs and `--no-config`, byte for byte, unless `config`
    names a configuration.
    """

    def __init__(
        self, session: _native.Session, inputs: tuple[str, ...], strict_wildcards: bool = False
    ) -> None:
        """Not to be called: [`Tenant.read`][rolecall.Tenant.read] gives tenants."""
        self._session = session
        self._inputs = inputs
        self._strict_wildcards = strict_wildcards
        self._deciders: dict[int | None, _native.Decider] = {}

    @classmethod
    def read(
        cls,
        paths: Paths,
        *,
        catalog: Catalog | None = None,
        strict_wildcards: bool = False,
        config: Path | None = None,
    ) -> Tenant:
        """Reads exports.

        Args:
            paths: Files and folders, as `-i` takes them.
            catalog: The catalogue to answer from.
            strict_wildcards: Read `X/*/Y` as a plain glob that does not match `X/Y`.
            config: The configuration to take. None is looked for.

        Raises:
            InputError: Nothing can be read; `diagnostics` says what is wrong with each file.
        """
        inputs = _paths(paths)
        try:
            session = _native.Session.read(_global(catalog, strict_wildcards, config), inputs)
        except _native.Refused as refused:
            raise error_of(refused) from None
        return cls(session, tuple(inputs), strict_wildcards)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The paths that it was read from."""
        return self._inputs

    def __repr__(self) -> str:
        return f"<rolecall Tenant of {', '.join(self._inputs)}>"

    def _ask(self, words: _Words, shape: Shape) -> Answer[Any]:
        return Answer(self._answered(words), shape)

    def _answered(self, words: _Words) -> _native.Answered:
        try:
            return self._session.ask(words.whole())
        except _native.Refused as refused:
            raise error_of(refused) from None

    def catalog_info(self) -> Answer[InfoResult]:
        """The catalogue in use, with what the inputs say of roles and operations."""
        return self._ask(_Words("catalog", "info"), Shape("catalog_info", "InfoResult", ()))

    def can(
        self,
        who: str,
        action: Texts,
        scope: str,
        *,
        data_action: Texts | None = None,
        plane: Plane | None = None,
        when: Time | None = None,
        as_of: Time | None = None,
        logs: Paths | None = None,
        exported: Time | None = None,
        attributes: Mapping[str, str] | None = None,
        all: bool = False,
    ) -> Answer[CanResult]:
        """Whether a principal may do something somewhere, and why, or why not.

        Args:
            who: An object id, a user principal name or a display name.
            action: Operations, or patterns with `*`.
            scope: An ARM id, or a name of a subscription, resource group or management group of the inputs.
            data_action: Actions of the data plane.
            plane: The plane of the actions, where the catalogue does not settle it.
            when: The moment of the request: ISO 8601, a `date` (its midnight in UTC), or a `datetime` with a
                zone.
            as_of: Take the inputs back to this moment by `logs`.
            logs: Activity logs, for `as_of`.
            exported: When the inputs were exported, for `as_of`.
            attributes: What conditions may ask for, by name.
            all: List all assignments that are elsewhere, in place of the nearest ten.

        Returns:
            `result["outcome"]` is one of `allowed`, `eligible`, `conditional`, `partial`, `notGranted`,
            `denied`, `undetermined`; `rows()` has an answer for each action and plane.

        Raises:
            UsageError: A name that nobody has, an action or a scope that can't be one.
        """
        words = (
            _Words("can")
            .option("--at", scope)
            .options("--data-action", data_action)
            .option("--plane", plane)
            .option("--when", _time(when))
            .flag("--all", all)
        )
        words = _attributes(_as_of(words, as_of, logs, exported), attributes)
        return self._ask(words.words(who, *_texts(action)), _CAN)

    def who(
        self,
        action: str,
        scope: str | None = None,
        *,
        plane: Plane | None = None,
        when: Time | None = None,
        as_of: Time | None = None,
        logs: Paths | None = None,
        exported: Time | None = None,
        attributes: Mapping[str, str] | None = None,
        all: bool = False,
    ) -> Answer[WhoResult]:
        """Who can do something, at a scope or anywhere.

        The arguments are those of [`can`][rolecall.Tenant.can]; `rows()` has a principal each.
        """
        words = (
            _Words("who")
            .option("--at", scope)
            .option("--plane", plane)
            .option("--when", _time(when))
            .flag("--all", all)
        )
        words = _attributes(_as_of(words, as_of, logs, exported), attributes)
        return self._ask(words.words(action), Shape("who", "Holder", (("principals",),)))

    def what(
        self,
        who: str,
        scope: str | None = None,
        *,
        expand: bool = False,
        when: Time | None = None,
        as_of: Time | None = None,
        logs: Paths | None = None,
        exported: Time | None = None,
    ) -> Answer[WhatResult]:
        """What a principal can do.

        Args:
            who: An object id, a user principal name or a display name.
            scope: Only what applies there.
            expand: List every operation that is allowed, scope by scope.
            when, as_of, logs, exported: As in [`can`][rolecall.Tenant.can].

        Returns:
            `rows()` has a grant each.
        """
        words = (
            _Words("what").option("--at", scope).flag("--expand", expand).option("--when", _time(when))
        )
        words = _as_of(words, as_of, logs, exported)
        return self._ask(words.words(who), Shape("what", "Grant", (("grants",),)))

    def recommend(
        self,
        *,
        task: Texts | None = None,
        actions: Texts | None = None,
        data_actions: Texts | None = None,
        receiver: str | None = None,
        scope: Texts | None = None,
        minimize: Literal["risk", "roles", "excess"] | None = None,
        max_roles: int | None = None,
        among: Texts | None = None,
        exclude: Texts | None = None,
        when: Time | None = None,
    ) -> Answer[Recommended]:
        """The least roles that tasks or actions need, with proof.

        Args:
            task: Ids of tasks of the catalogue.
            actions: Operations or patterns of the control plane, or of the plane that the catalogue knows.
            data_actions: Operations or patterns of the data plane.
            receiver: Who gets them: what they hold already is not recommended again.
            scope: Where they are needed.
            minimize: What counts first: `risk`, `roles` (as few as can be), `excess` (as few operations).
            max_roles: At most so many roles.
            among: Only of these: `nexus`, `azure`, `custom`, or files of role definitions.
            exclude: Never these roles.
            when: The moment, for what the receiver holds.

        Raises:
            UsageError: Nothing is asked for, or a name is that of nothing.
        """
        words = _recommend(
            _Words("recommend").option("--for", receiver).options("--at", scope).option("--when", _time(when)),
            task, actions, data_actions, minimize, max_roles, among, exclude,
        )  # fmt: skip
        return self._ask(words, _RECOMMEND)

    def audit(
        self,
        scope: str | None = None,
        *,
        rules: Texts | None = None,
        severity: str | None = None,
        when: Time | None = None,
        as_of: Time | None = None,
        logs: Paths | None = None,
        exported: Time | None = None,
        baseline: Path | None = None,
        new_only: bool = False,
        all: bool = False,
    ) -> Answer[FindingsResult]:
        """What is wrong with the access that there is.

        Args:
            scope: Only what counts there.
            rules: Only these rules, by their ids.
            severity: Only findings of at least this severity.
            when: The moment of the audit.
            as_of, exported: As in [`can`][rolecall.Tenant.can].
            logs: Activity logs: privileged assignments that they would show in use, and don't, are findings.
            baseline: An earlier answer, in JSON or SARIF, to compare with.
            new_only: Only findings that the baseline does not have.
            all: Findings that are suppressed, too.

        Returns:
            `rows()` has a finding each; `exit_code` is 1 where there are any that count.
        """
        words = (
            _Words("audit")
            .option("--at", scope)
            .options("--rule", rules)
            .option("--severity", severity)
            .option("--when", _time(when))
            .option("--baseline", None if baseline is None else os.fspath(baseline))
            .flag("--new-only", new_only)
            .flag("--all", all)
        )
        words = _as_of(words, as_of, logs, exported)
        return self._ask(words, Shape("audit", "Finding", (("findings",),)))

    def escalation_paths(
        self, *, to: str | None = None, alternatives: int | None = None
    ) -> Answer[PathsResult]:
        """How somebody could get to owner-like access, and what to remove.

        Args:
            to: The goal, as `--paths-to` takes it.
            alternatives: How many paths of each principal, 1 to 20.
        """
        words = (
            _Words("audit", "--paths")
            .option("--paths-to", to)
            .option("--alternatives", None if alternatives is None else str(alternatives))
        )
        return self._ask(words, Shape("audit_paths", "EscalationPath", (("paths",),)))

    def rightsize(
        self,
        logs: Paths,
        *,
        who: str | None = None,
        scope: str | None = None,
        window: int | None = None,
        when: Time | None = None,
        logs_complete: bool = False,
    ) -> Answer[RightsizeResult]:
        """Which assignments were not used, and what less would do.

        Args:
            logs: Logs, or usage tables.
            who: Only what this principal holds.
            scope: Only what counts there.
            window: How many days count, 90 unless said.
            when: Up to when; the last event of the logs unless said.
            logs_complete: The activity logs were exported whole.

        Returns:
            `rows()` has an assignment each, with its proposal.
        """
        words = self._rightsize(logs, (who, scope), window, when, logs_complete)
        return self._ask(words, Shape("rightsize", "SizedAssignmentResult", (("assignments",),)))

    def rightsize_script(
        self,
        logs: Paths,
        form: Literal["az", "bicep", "terraform"],
        *,
        who: str | None = None,
        scope: str | None = None,
        window: int | None = None,
        when: Time | None = None,
        logs_complete: bool = False,
    ) -> str:
        """The proposals of [`rightsize`][rolecall.Tenant.rightsize] as a text to run."""
        words = self._rightsize(logs, (who, scope), window, when, logs_complete).option("--emit", form)
        return self._answered(words).text or ""

    @staticmethod
    def _rightsize(
        logs: Paths,
        of: tuple[str | None, str | None],
        window: int | None,
        when: Time | None,
        logs_complete: bool,
    ) -> _Words:
        return (
            _Words("rightsize")
            .paths("--logs", logs)
            .option("--for", of[0])
            .option("--at", of[1])
            .option("--window", None if window is None else f"{window}d")
            .option("--when", _time(when))
            .flag("--logs-complete", logs_complete)
        )

    def replay(
        self,
        logs: Paths,
        *,
        change: Path | None = None,
        to: Paths | None = None,
        when: Time | None = None,
    ) -> Answer[ReplayResult]:
        """Which logged calls a change of access would break.

        Args:
            logs: Logs, or usage tables.
            change: A file with the change.
            to: Exports from after the change, in place of `change`.
            when: The moment of the decisions; the last event of the logs unless said.

        Returns:
            `rows()` has a call that changes each; `exit_code` is 1 where one is revoked.
        """
        words = (
            _Words("replay")
            .paths("--logs", logs)
            .option("--change", None if change is None else os.fspath(change))
            .paths("--to", to)
            .option("--when", _time(when))
        )
        return self._ask(words, Shape("replay", "ReplayRow", (("rows",),)))

    def history(
        self, logs: Paths, *, of: str | None = None, scope: str | None = None
    ) -> Answer[HistoryResult]:
        """Who changed access, and when.

        Args:
            logs: Activity logs.
            of: Only changes of what this principal holds.
            scope: Only changes there.
        """
        words = _Words("history").paths("--logs", logs).option("--of", of).option("--at", scope)
        return self._ask(words, Shape("history", "HistoryChange", (("events",),)))

    def diff(self, new: Path) -> Answer[DiffResult]:
        """What is another in later exports, and whose access with it. This tenant must be of one path."""
        if len(self._inputs) != 1:
            raise UsageError("a tenant that is compared is read from one path", "read its folder")
        return diff(self._inputs[0], new)

    def decide(self, table: Table, *, threads: int | None = None) -> _native.Table:
        """Decides many requests, by all processors.

        Args:
            table: Anything that gives an Arrow stream or array (pyarrow, polars, pandas, DuckDB, …) with the
                columns `who`, `action` and `scope`, and if wanted `plane` (`control`, `data`) and `time` (a
                timestamp, or ISO 8601), which may be null. What they take is what
                [`can`][rolecall.Tenant.can] takes.
            threads: How many threads; all processors unless said.

        Returns:
            An Arrow table with the same columns and two more: `outcome`, as `can` gives it, and `problem`, which
            says why there is none.

        Raises:
            ValueError: A column is missing, or holds no text.
        """
        if threads not in self._deciders:
            self._deciders[threads] = _native.Decider(self._session, threads)
        return self._deciders[threads].decide(table)

    def __reduce__(self) -> tuple[object, ...]:
        """Its files and its catalogue, to be read again by another process."""
        from ._packed import pack, unpack

        return unpack, (pack(self),)


def diff(old: Path, new: Path) -> Answer[DiffResult]:
    """What changed from one export to a later one, and whose access with it.

    Returns:
        `rows()` has a change of access each, with `change`: `gained`, `mayHaveGained`, `lost`, `mayHaveLost`.
    """
    words = _Words("diff").words(os.fspath(old), os.fspath(new))
    return _once(words.whole(), _DIFF)


def usage(logs: Paths) -> Answer[UsageResult]:
    """What logs say was used, by whom and by which assignment, as a table.

    Args:
        logs: Logs of any known form, folders of them, and usage tables.

    Returns:
        `rows()` has a row each, as `rolecall usage --format jsonl` prints it.

    Raises:
        InputError: No log can be read.
    """
    return _once(_Words("usage").words(*_paths(logs)).whole(), _USAGE)
