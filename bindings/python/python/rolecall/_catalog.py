"""The catalogue of roles and operations, and what can be asked of it alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from ._answer import Answer, ask_once
from ._shapes import (
    CAN,
    CATALOG_INFO,
    EXPLAIN_CONDITION,
    LINT_CONDITION,
    RECOMMEND,
    ROLE,
    ROLES_LINT,
    TASKS_LIST,
    TASKS_SHOW,
)
from ._words import Words, paths_of, texts_of, with_attributes

if TYPE_CHECKING:
    from ._words import Path, Paths, Plane, Severity, Texts
    from .v1.can import CanResult
    from .v1.catalog_info import InfoResult
    from .v1.conditions_explain import ExplainResult
    from .v1.conditions_lint import ConditionsLintResult
    from .v1.recommend import Recommended
    from .v1.roles_lint import FindingsResult
    from .v1.roles_show import RoleResult
    from .v1.tasks_list import TasksResult
    from .v1.tasks_show import TaskResult

__all__ = ["Catalog", "options_of", "recommend_words"]


def options_of(
    catalog: Catalog | None, strict_wildcards: bool, config: Path | None = None
) -> list[str]:
    words = Words()
    if catalog is not None:
        words.option("--catalog", catalog.path)
    words.flag("--strict-wildcards", strict_wildcards)
    words.option("--config", None if config is None else os.path.abspath(config))
    return words.whole()


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
        return ask_once(["catalog", "info", *options_of(self, False)], CATALOG_INFO)

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
        words = Words("can", *options_of(self, False)).options("--role", role).option("--plane", plane)
        return ask_once(with_attributes(words, attributes).words(*texts_of(action)).whole(), CAN)

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
        words = recommend_words(
            Words("recommend", *options_of(self, False)),
            task, actions, data_actions, minimize, max_roles, among, exclude,
        )  # fmt: skip
        return ask_once(words.whole(), RECOMMEND)

    def role(self, role: str) -> Answer[RoleResult]:
        """What a role is: patterns, operations, conditions, what leads to more rights.

        Args:
            role: Its name, GUID or id.

        Raises:
            UsageError: No role has this name.
        """
        return ask_once(Words("roles", "show", *options_of(self, False)).words(role).whole(), ROLE)

    def lint_roles(
        self,
        files: Paths,
        *,
        rules: Texts | None = None,
        severity: Severity | None = None,
        fail_on: Severity | None = None,
    ) -> Answer[FindingsResult]:
        """What is wrong with role definitions, before they are deployed.

        Args:
            files: Role definitions in any form, and folders of them.
            rules: Only these rules, by their ids; a glob is all that match.
            severity: Only findings of at least this severity.
            fail_on: From which severity findings make `exit_code` 1; `high` unless said.

        Returns:
            `rows()` has a finding each.
        """
        words = (
            Words("roles", "lint", *options_of(self, False))
            .options("--rule", rules)
            .option("--severity", severity)
            .option("--fail-on", fail_on)
        )
        return ask_once(words.words(*paths_of(files)).whole(), ROLES_LINT)

    def explain_condition(
        self, condition: str | None = None, *, role: str | None = None
    ) -> Answer[ExplainResult]:
        """What a condition says, in plain sentences.

        Args:
            condition: Its text, or the path of a file that holds one, or records with conditions.
            role: The conditions of this role, in place of a text.

        Returns:
            `rows()` has an expression each.

        Raises:
            UsageError: There is no condition, or the text is none.
        """
        words = Words("conditions", "explain", *options_of(self, False))
        return ask_once(condition_words(words, condition, role), EXPLAIN_CONDITION)

    def lint_condition(
        self, condition: str | None = None, *, role: str | None = None, rules: Texts | None = None
    ) -> Answer[ConditionsLintResult]:
        """What is suspicious about a condition.

        Args:
            condition, role: As in [`explain_condition`][rolecall.Catalog.explain_condition].
            rules: Only these rules, by their ids; a glob is all that match.

        Returns:
            `rows()` has a finding each; `exit_code` is 1 where there are any that count.
        """
        words = Words("conditions", "lint", *options_of(self, False)).options("--rule", rules)
        return ask_once(condition_words(words, condition, role), LINT_CONDITION)

    def tasks(self) -> Answer[TasksResult]:
        """The tasks that [`recommend`][rolecall.Catalog.recommend] knows; `rows()` has one each."""
        return ask_once(["tasks", "list", *options_of(self, False)], TASKS_LIST)

    def task(self, task: str) -> Answer[TaskResult]:
        """What a task needs.

        Raises:
            UsageError: No task has this id.
        """
        words = Words("tasks", "show", *options_of(self, False)).words(task)
        return ask_once(words.whole(), TASKS_SHOW)


def condition_words(words: Words, condition: str | None, role: str | None) -> list[str]:
    return words.option("--role", role).words(*texts_of(condition)).whole()


def recommend_words(
    words: Words,
    task: Texts | None,
    actions: Texts | None,
    data_actions: Texts | None,
    minimize: str | None,
    max_roles: int | None,
    among: Texts | None,
    exclude: Texts | None,
) -> Words:
    return (
        words.options("--task", task)
        .options("--action", actions)
        .options("--data-action", data_actions)
        .option("--minimize", minimize)
        .option("--max-roles", None if max_roles is None else str(max_roles))
        .options("--among", among)
        .options("--exclude", exclude)
    )
