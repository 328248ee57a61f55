"""A tenant, and what can be asked of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _native
from ._answer import Answer, Shape, ask_once
from ._catalog import options_of, recommend_words
from ._errors import UsageError, error_of
from ._nexus import Nexus
from ._shapes import (
    AUDIT,
    AUDIT_PATHS,
    CAN,
    CATALOG_INFO,
    DIFF,
    EXPLAIN_CONDITION,
    HISTORY,
    LINT_CONDITION,
    RECOMMEND,
    REPLAY,
    RIGHTSIZE,
    ROLE,
    USAGE,
    WHAT,
    WHO,
)
from ._words import Words, as_of_words, paths_of, texts_of, time_in_words, with_attributes

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from ._catalog import Catalog
    from ._words import Path, Paths, Plane, Severity, Texts, Time
    from .v1.audit import FindingsResult
    from .v1.audit_paths import PathsResult
    from .v1.can import CanResult
    from .v1.catalog_info import InfoResult
    from .v1.conditions_explain import ExplainResult
    from .v1.conditions_lint import ConditionsLintResult
    from .v1.diff import DiffResult
    from .v1.history import HistoryResult
    from .v1.recommend import Recommended
    from .v1.replay import ReplayResult
    from .v1.rightsize import RightsizeResult
    from .v1.roles_show import RoleResult
    from .v1.usage import UsageResult
    from .v1.what import WhatResult
    from .v1.who import WhoResult

    Table: TypeAlias = Union[_native.ArrowStream, _native.ArrowArray]

__all__ = ["Tenant", "diff", "usage"]


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
        self._redaction: tuple[str, ...] = ()
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
        inputs = paths_of(paths)
        try:
            session = _native.Session.read(options_of(catalog, strict_wildcards, config), inputs)
        except _native.Refused as refused:
            raise error_of(refused) from None
        return cls(session, tuple(inputs), strict_wildcards)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The paths that it was read from."""
        return self._inputs

    def __repr__(self) -> str:
        return f"<rolecall Tenant of {', '.join(self._inputs)}>"

    def redacted(self, key: str | None = None) -> Tenant:
        """The same tenant, of whose answers names, ids, scopes and paths are stable pseudonyms.

        The files are read again for each answer. Questions are asked with the names that there are. Where the
        command has no `--redact` the question is refused, and so is [`decide`][rolecall.Tenant.decide].

        Args:
            key: The same thing has the same pseudonym in every answer with this key.
        """
        other = Tenant(self._session, self._inputs, self._strict_wildcards)
        other._redaction = tuple(Words("--redact").option("--redact-key", key).whole())
        return other

    def _ask(self, words: Words, shape: Shape) -> Answer[Any]:
        return Answer(self._answered(words), shape)

    def _answered(self, words: Words) -> _native.Answered:
        for option in self._redaction:
            words.flag(option, True)
        try:
            return self._session.ask(words.whole())
        except _native.Refused as refused:
            raise error_of(refused) from None

    def catalog_info(self) -> Answer[InfoResult]:
        """The catalogue in use, with what the inputs say of roles and operations."""
        return self._ask(Words("catalog", "info"), CATALOG_INFO)

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
            Words("can")
            .option("--at", scope)
            .options("--data-action", data_action)
            .option("--plane", plane)
            .option("--when", time_in_words(when))
            .flag("--all", all)
        )
        words = with_attributes(as_of_words(words, as_of, logs, exported), attributes)
        return self._ask(words.words(who, *texts_of(action)), CAN)

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
            Words("who")
            .option("--at", scope)
            .option("--plane", plane)
            .option("--when", time_in_words(when))
            .flag("--all", all)
        )
        words = with_attributes(as_of_words(words, as_of, logs, exported), attributes)
        return self._ask(words.words(action), WHO)

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
            Words("what").option("--at", scope).flag("--expand", expand).option("--when", time_in_words(when))
        )
        words = as_of_words(words, as_of, logs, exported)
        return self._ask(words.words(who), WHAT)

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
        words = recommend_words(
            Words("recommend").option("--for", receiver).options("--at", scope).option("--when", time_in_words(when)),
            task, actions, data_actions, minimize, max_roles, among, exclude,
        )  # fmt: skip
        return self._ask(words, RECOMMEND)

    def audit(
        self,
        scope: str | None = None,
        *,
        rules: Texts | None = None,
        severity: Severity | None = None,
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
            Words("audit")
            .option("--at", scope)
            .options("--rule", rules)
            .option("--severity", severity)
            .option("--when", time_in_words(when))
            .path("--baseline", baseline)
            .flag("--new-only", new_only)
            .flag("--all", all)
        )
        words = as_of_words(words, as_of, logs, exported)
        return self._ask(words, AUDIT)

    def escalation_paths(
        self, *, to: str | None = None, alternatives: int | None = None
    ) -> Answer[PathsResult]:
        """How somebody could get to owner-like access, and what to remove.

        Args:
            to: The goal, as `--paths-to` takes it.
            alternatives: How many paths of each principal, 1 to 20.
        """
        words = (
            Words("audit", "--paths")
            .option("--paths-to", to)
            .option("--alternatives", None if alternatives is None else str(alternatives))
        )
        return self._ask(words, AUDIT_PATHS)

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
        return self._ask(words, RIGHTSIZE)

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
    ) -> Words:
        return (
            Words("rightsize")
            .paths("--logs", logs)
            .option("--for", of[0])
            .option("--at", of[1])
            .option("--window", None if window is None else f"{window}d")
            .option("--when", time_in_words(when))
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
            Words("replay")
            .paths("--logs", logs)
            .path("--change", change)
            .paths("--to", to)
            .option("--when", time_in_words(when))
        )
        return self._ask(words, REPLAY)

    def history(
        self, logs: Paths, *, of: str | None = None, scope: str | None = None
    ) -> Answer[HistoryResult]:
        """Who changed access, and when.

        Args:
            logs: Activity logs.
            of: Only changes of what this principal holds.
            scope: Only changes there.
        """
        words = Words("history").paths("--logs", logs).option("--of", of).option("--at", scope)
        return self._ask(words, HISTORY)

    def diff(self, new: Path) -> Answer[DiffResult]:
        """What is another in later exports, and whose access with it. This tenant must be of one path."""
        if len(self._inputs) != 1:
            raise UsageError("a tenant that is compared is read from one path", "read its folder")
        words = Words("diff", *self._redaction).words(self._inputs[0], os.fspath(new))
        return ask_once(words.whole(), DIFF)

    def role(self, role: str) -> Answer[RoleResult]:
        """What a role is, of the catalogue or of the inputs, as [`Catalog.role`][rolecall.Catalog.role] says it."""
        return self._ask(Words("roles", "show").words(role), ROLE)

    def explain_condition(
        self, condition: str | None = None, *, role: str | None = None
    ) -> Answer[ExplainResult]:
        """What a condition says, in plain sentences, with the names of the inputs.

        The arguments are those of [`Catalog.explain_condition`][rolecall.Catalog.explain_condition].
        """
        words = Words("conditions", "explain").option("--role", role)
        return self._ask(words.words(*texts_of(condition)), EXPLAIN_CONDITION)

    def lint_condition(
        self, condition: str | None = None, *, role: str | None = None, rules: Texts | None = None
    ) -> Answer[ConditionsLintResult]:
        """What is suspicious about a condition.

        The arguments are those of [`Catalog.lint_condition`][rolecall.Catalog.lint_condition].
        """
        words = Words("conditions", "lint").option("--role", role).options("--rule", rules)
        return self._ask(words.words(*texts_of(condition)), LINT_CONDITION)

    @property
    def nexus(self) -> Nexus:
        """Questions about the identities of Operator Nexus clusters: `check`, `simulate`, `plan`."""
        return Nexus(self)

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
        if self._redaction:
            raise UsageError("the names in a table stay as they are", "decide with the tenant itself")
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
    words = Words("diff").words(os.fspath(old), os.fspath(new))
    return ask_once(words.whole(), DIFF)


def usage(logs: Paths) -> Answer[UsageResult]:
    """What logs say was used, by whom and by which assignment, as a table.

    Args:
        logs: Logs of any known form, folders of them, and usage tables.

    Returns:
        `rows()` has a row each, as `rolecall usage --format jsonl` prints it.

    Raises:
        InputError: No log can be read.
    """
    return ask_once(Words("usage").words(*paths_of(logs)).whole(), USAGE)
