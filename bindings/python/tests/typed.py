"""What users write, for the type checkers: run by nothing, checked by both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import rolecall

if TYPE_CHECKING:
    from typing_extensions import assert_type

    from rolecall.v1.can import AskedAnswer, CanResult, Diagnostic, Outcome
    from rolecall.v1.nexus_check import ClusterCheck
    from rolecall.v1.shared import Diagnostic as SharedDiagnostic


def outcomes(tenant: rolecall.Tenant) -> dict[str, Outcome]:
    """The outcome of each action."""
    answer = tenant.can("ada@contoso.com", ["Microsoft.Compute/*/read"], "/subscriptions/5b1", when=date(2026, 6, 1))
    if TYPE_CHECKING:
        assert_type(answer, rolecall.Answer[CanResult])
        assert_type(answer.result["answers"], list[AskedAnswer])
    principal = answer.result["principal"]
    if principal is not None:
        print(principal["name"].upper())
    return {one["action"]: one["outcome"] for one in answer.result["answers"]}


def unused(tenant: rolecall.Tenant) -> list[str]:
    """The assignments that were not seen in use."""
    sized = tenant.rightsize("logs/").result
    return [
        one["roleAssignment"]
        for one in sized["assignments"]
        if one["evidence"] == "notSeen" and one["proposal"]["kind"] == "remove"
    ]


def open_checks(tenant: rolecall.Tenant) -> list[ClusterCheck]:
    """The checks that the inputs don't decide."""
    plan = tenant.nexus.plan(identity="uami", uami=["a", "b", "c"])
    print([step["title"] for step in plan.result["steps"]])
    return [check for check in tenant.nexus.check().result["checks"] if check["status"] == "unknown"]


def messages(answer: rolecall.Answer[CanResult]) -> list[SharedDiagnostic]:
    """What is odd: a type that all answers have."""
    if TYPE_CHECKING:
        assert_type(answer.diagnostics, list[Diagnostic])
    return answer.diagnostics
