"""Questions about the identities of Operator Nexus clusters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypedDict, cast

from ._answer import Answer
from ._shapes import NEXUS_CHECK, NEXUS_PLAN, NEXUS_SIMULATE
from ._words import Words, texts_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._tenant import Tenant
    from ._words import Path, Paths, Texts
    from .v1.nexus_check import NexusCheckResult
    from .v1.nexus_plan import NexusPlanResult
    from .v1.nexus_simulate import NexusSimulateResult

__all__ = ["Nexus", "PlanOptions"]


class PlanOptions(TypedDict, total=False):
    """Options of [`Nexus.plan`][rolecall.Nexus.plan]."""

    identity: Literal["uami", "sami"] | None
    per_resource: bool
    remove: str | None
    one_update: bool
    settings_after_grants: bool
    name: str | None
    resource_group: str | None
    subscription: str | None
    location: str | None
    uami: Texts | None
    storage_account: str | None
    container: str | None
    workspace: str | None
    vault: str | None
    platform_principal: str | None


class Nexus:
    """What `rolecall nexus` answers about a tenant: [`Tenant.nexus`][rolecall.Tenant.nexus] gives it."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def check(
        self,
        clusters: Paths | None = None,
        *,
        rules: Texts | None = None,
        all: bool = False,
        api_version: str | None = None,
        platform_principal: str | None = None,
    ) -> Answer[NexusCheckResult]:
        """Whether the identities of clusters reach their storage, workspace and vault.

        Args:
            clusters: Files with clusters; those of the inputs unless said.
            rules: Only these rules: `settings`, `identities`, `grants`, `resources`, `versions`, `order`, an id
                such as `A1`, or a glob of ids.
            all: Show every check, not only those that don't hold. Rows always have all.
            api_version: The API version that the settings are sent with.
            platform_principal: Object id of the platform's service principal in the tenant.

        Returns:
            `rows()` has a check each; `result["verdict"]` is the worst; `exit_code` is 1 where one fails.

        Raises:
            UsageError: There is no cluster.
        """
        words = (
            Words("nexus", "check")
            .paths("--cluster", clusters)
            .options("--only", rules)
            .flag("--all", all)
            .option("--api-version", api_version)
            .option("--platform-principal", platform_principal)
        )
        return self._tenant._ask(words, NEXUS_CHECK)

    def simulate(
        self,
        command: Texts | None = None,
        *,
        patch: Paths | None = None,
        cluster: Path | None = None,
        api_version: str | None = None,
        platform_principal: str | None = None,
    ) -> Answer[NexusSimulateResult]:
        """What a command or a PATCH would do to the identities of a cluster, and what `check` would say then.

        Args:
            command: A text as it is pasted, with one or more commands, or the words of one command.
            patch: Files with bodies of PATCH, in place of a command; several go one after the other.
            cluster: A file with the cluster before the change; not needed for `create`.
            api_version, platform_principal: As in [`check`][rolecall.Nexus.check].

        Returns:
            One row, the result. `exit_code` is 1 where something is lost, a setting breaks, or the change is refused.
        """
        words = (
            Words("nexus", "simulate")
            .path("--cluster", cluster)
            .paths("--patch", patch)
            .option("--api-version", api_version)
            .option("--platform-principal", platform_principal)
        )
        shape = NEXUS_SIMULATE
        if not isinstance(command, str):
            return self._tenant._ask(words.words(*texts_of(command)), shape)
        import tempfile

        with tempfile.TemporaryDirectory(prefix="rolecall-") as home:
            path = os.path.join(home, "commands.txt")
            with open(path, "w", encoding="utf-8") as file:
                file.write(command)
            return self._tenant._ask(words.option("--command", path), shape)

    def plan(
        self, cluster: Path | None = None, **options: Unpack[PlanOptions]
    ) -> Answer[NexusPlanResult]:
        """The steps to a cluster whose identities work, with complete commands.

        Args:
            cluster: A file with the cluster, where it exists: what it shows as done is marked so.
            identity: Which kind of identity the settings are to use: `uami` or `sami`; the kind they use already,
                unless said.
            per_resource: One user-assigned identity for each resource instead of one for all.
            remove: Take identities away instead: `all`, `uami`, `sami`, or the name or id of one.
            one_update: Update identities and settings in one command.
            settings_after_grants: With a system-assigned identity, create first and set afterwards.
            name, resource_group, subscription, location, uami, storage_account, container, workspace, vault:
                Names for what the cluster doesn't name; placeholders stand for the rest.
            platform_principal: As in [`check`][rolecall.Nexus.check].

        Returns:
            `rows()` has a step each.
        """
        return self._tenant._ask(plan_words(cluster, options), NEXUS_PLAN)

    def script(
        self, cluster: Path | None = None, shell: Literal["sh", "powershell"] = "sh", **options: Unpack[PlanOptions]
    ) -> str:
        """The steps of [`plan`][rolecall.Nexus.plan] that are still to do, as a script."""
        return self._tenant._answered(plan_words(cluster, options).option("--emit", shell)).text or ""


def plan_words(cluster: Path | None, options: PlanOptions) -> Words:
    words = Words("nexus", "plan").path("--cluster", cluster)
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if isinstance(value, bool):
            words.flag(option, value)
        else:
            words.options(option, cast("Texts | None", value))
    return words
