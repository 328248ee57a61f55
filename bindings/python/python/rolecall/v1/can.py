"""The types of `rolecall/can/1`, made of `docs/schemas/can-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

from .shared import (
    AssignmentType,
    Catalogue,
    Clause,
    Code,
    ConditionOwner,
    Day,
    DecidingPart,
    DenyInTheWay,
    Derivation,
    Diagnostic,
    DiagnosticSeverity,
    FromInputs,
    Given,
    Guid,
    Id,
    Input,
    InputKind,
    Missing,
    Outcome,
    Plane,
    Principal,
    PrincipalType,
    Repair,
    Role,
    ScopePath,
    Sentence,
    Sha256,
    Source,
    Step,
    Truth,
    Verdict,
    Wildcards,
)

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "Answer",
    "AskedAnswer",
    "AssignmentType",
    "CanResult",
    "Catalogue",
    "Clause",
    "Code",
    "ConditionOwner",
    "Coverage",
    "Day",
    "DecidingPart",
    "DenyInTheWay",
    "Derivation",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "ErrorCode",
    "FromInputs",
    "Given",
    "Guid",
    "Id",
    "Input",
    "InputKind",
    "LinkedFrom",
    "Missing",
    "NameField",
    "OtherCause",
    "OtherRefusal",
    "Outcome",
    "Plane",
    "Principal",
    "PrincipalType",
    "QuotedError",
    "Reason",
    "RefusalReason",
    "Repair",
    "Role",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
    "Step",
    "Truth",
    "UnknownName",
    "Verdict",
    "Who",
    "WhyNot",
    "Wildcards",
]


class CanResult(TypedDict):
    """The `result` of `rolecall/can/1`."""

    principal: Union[Principal, None]
    """Who was asked about; null for roles, questions and error messages."""

    roles: list[Role]
    """The roles that were asked about, together."""

    outcome: Outcome
    """That of all answers together."""

    answers: list[AskedAnswer]
    """One for each action and plane, question, or quoted request."""

    otherRefusals: NotRequired[list[OtherRefusal]]
    """Error messages that no role changes, where there are some."""


class AskedAnswer(TypedDict):
    """An answer, and what was asked."""

    action: str
    """The operation or pattern, as asked."""

    plane: Plane
    """The plane that this answer is about."""

    scope: Union[ScopePath, None]
    """Where; null when only roles were asked about."""

    known: bool
    """Whether the catalogue holds it, or an operation under the pattern."""

    outcome: Outcome
    """What the decision comes to."""

    derivations: list[Derivation]
    """Every path that grants or denies."""

    whyNot: list[WhyNot]
    """For anything not allowed: what stopped each assignment that was looked at."""

    assignedElsewhere: NotRequired[int]
    """How many assignments that are elsewhere `whyNot` leaves out: it has the nearest ten."""

    needs: list[str]
    """The attributes to give for an answer."""

    residual: Union[str, None]
    """What is left of the conditions on which the answer depends."""

    repairs: list[Repair]
    """The smallest changes that would allow it, the cheapest first."""

    missing: NotRequired[list[Missing]]
    """Where the outcome is undetermined: what the inputs lack."""

    coverage: NotRequired[Coverage]
    """For a pattern: how much of it."""

    remark: NotRequired[str]
    """What to know of the operation that its name doesn't tell."""

    otherWildcards: NotRequired[Outcome]
    """The answer under the other reading of clause WC-5, where it differs."""

    given: NotRequired[Given]
    """What was known of the request."""

    planeOutcome: NotRequired[Outcome]
    """Where both planes are answered: the outcome of this one; `outcome` is then that of both."""

    otherPlane: NotRequired[Answer]
    """The answer in the other plane."""

    who: NotRequired[Who]
    """Whom the question or the message names; null if the message names nobody."""

    expect: NotRequired[Outcome]
    """The outcome that the question expects."""

    met: NotRequired[bool]
    """Whether it is the outcome."""

    unknown: NotRequired[list[UnknownName]]
    """The names in a question that the inputs or the catalogue don't hold, or hold several times: it meets nothing."""

    error: NotRequired[QuotedError]
    """The message that the request was read from."""


class WhyNot(TypedDict):
    """An assignment that was looked at and why it does not allow."""

    roleAssignment: Union[Id, None]
    """The assignment; null when a role was asked about."""

    role: str
    """The role's name, or its id where it is not known."""

    scope: Union[ScopePath, None]
    """Where it is assigned."""

    because: Reason
    """The first reason that stopped it."""

    pattern: Union[str, None]
    """The pattern that matters."""

    source: Union[str, None]
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


Reason = Literal["scope", "plane", "noMatch", "notAction", "condition", "expired", "eligibleOnly", "deniedBy", "unresolvedRole", "unknownHierarchy", "unknownTime", "contradictingExports"]
"""The first reason that stopped an assignment."""


class Coverage(TypedDict):
    """For a pattern: how much of it."""

    operations: int
    """Operations of the catalogue under it."""

    granted: int
    """Those that are granted."""

    missing: list[str]
    """The names of the others."""

    future: bool
    """Whether every operation that could ever come under it is granted."""


class Answer(TypedDict):
    """An answer about one action in one plane."""

    action: str
    """The operation or pattern, as asked."""

    plane: Plane
    """The plane that this answer is about."""

    scope: Union[ScopePath, None]
    """Where; null when only roles were asked about."""

    known: bool
    """Whether the catalogue holds it, or an operation under the pattern."""

    outcome: Outcome
    """What the decision comes to."""

    derivations: list[Derivation]
    """Every path that grants or denies."""

    whyNot: list[WhyNot]
    """For anything not allowed: what stopped each assignment that was looked at."""

    assignedElsewhere: NotRequired[int]
    """How many assignments that are elsewhere `whyNot` leaves out: it has the nearest ten."""

    needs: list[str]
    """The attributes to give for an answer."""

    residual: Union[str, None]
    """What is left of the conditions on which the answer depends."""

    repairs: list[Repair]
    """The smallest changes that would allow it, the cheapest first."""

    missing: NotRequired[list[Missing]]
    """Where the outcome is undetermined: what the inputs lack."""

    coverage: NotRequired[Coverage]
    """For a pattern: how much of it."""

    remark: NotRequired[str]
    """What to know of the operation that its name doesn't tell."""

    otherWildcards: NotRequired[Outcome]
    """The answer under the other reading of clause WC-5, where it differs."""

    given: NotRequired[Given]
    """What was known of the request."""


Who: TypeAlias = "Union[str, None]"
"""Whom a question or a message names: null where it names nobody."""


class UnknownName(TypedDict):
    """A name in a question that is that of nothing, or of several things."""

    field: NameField
    """The field of the question."""

    message: str
    """What is wrong with it."""

    help: Union[str, None]
    """What may be meant, or what to do."""


NameField = Literal["who", "role", "scope", "action"]
"""The field of a question that holds a name."""


class QuotedError(TypedDict):
    """An error message of Azure."""

    code: ErrorCode
    """The code of the error, as Azure writes it."""

    reason: RefusalReason
    """Why Azure refused, as far as the message says."""

    place: str
    """Where it is in the text."""

    client: Union[str, None]
    """The name of the client, or the id of its application, as the message gives it."""

    linkedFrom: Union[LinkedFrom, None]
    """For a linked check: the request that entails it."""


ErrorCode = Literal["AuthorizationFailed", "LinkedAuthorizationFailed", "LinkedAccessCheckFailed", "DenyAssignmentAuthorizationFailed", "AuthorizationPermissionMismatch", "ForbiddenByRbac", "PermissionDenied", "UnauthorizedAccess", "Forbidden", "ScopeLocked", "RequestDisallowedByPolicy", "InvalidAuthenticationTokenTenant", "AuthorizationFailure", "ForbiddenByFirewall", "InvalidActionOrNotAction"]
"""The code of an error message."""


RefusalReason = Literal["notGranted", "notGrantedOrCondition", "condition", "denied"]
"""Why Azure refused, as far as the message says."""


class LinkedFrom(TypedDict):
    """The request that entails another."""

    action: str
    """The action that was asked for on that resource."""

    scope: Union[ScopePath, None]
    """The scope of that resource."""


class OtherRefusal(TypedDict):
    """A refusal that no role changes."""

    code: ErrorCode
    """The code of the error, as Azure writes it."""

    cause: OtherCause
    """What refused the request, which no role changes."""

    place: str
    """Where it is in the text."""

    message: str
    """What it says."""

    help: str
    """Where to look, and what to do."""


OtherCause = Literal["otherTenant", "lock", "policy", "network", "accessPolicy", "cosmosRoles", "kubernetes", "roleDefinition"]
"""What refuses where no role does."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/can/1"]
    """The command and the version of its result."""

    rolecall: str
    """The version of the program."""

    catalog: Catalogue
    """The catalogue that was used; null where nothing was judged by one."""

    inputs: list[Input]
    """What was read."""

    asOf: NotRequired[str]
    """The earlier moment to which logs took back what was read; left out where it is as exported."""

    complete: bool
    """False when something that could change the answer was missing or not understood; the diagnostics say what."""

    diagnostics: list[Diagnostic]
    """What is odd about the inputs or limits the answer, in order."""

    result: CanResult
    """The answer."""
