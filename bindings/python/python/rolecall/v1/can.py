"""The types of `rolecall/can/1`, made of `docs/schemas/can-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

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


class Catalogue(TypedDict):
    """A catalogue of roles and operations."""

    source: Source
    """Inside the program, or imported."""

    date: Day
    """The day of its facts."""

    roles: int
    """How many roles it holds, with those of the inputs."""

    operations: int
    """How many operations it holds, with those of the inputs."""

    wildcards: Wildcards
    """How patterns with a star between slashes are read: `strict` turns clause WC-5 off."""

    fromInputs: NotRequired[FromInputs]
    """What of it comes from the inputs; left out where nothing does."""


Source = Literal["core", "imported"]
"""Whether a catalogue is inside the program, or imported."""


Day = str
"""A day, as 2026-08-22."""


Wildcards = Literal["azure", "strict"]
"""How patterns with a star between slashes are read: `strict` turns clause WC-5 off."""


class FromInputs(TypedDict):
    """What of a catalogue comes from the inputs."""

    roles: int
    """Role definitions that it didn't hold, or that replace one of its own."""

    operations: int
    """Operations that it didn't hold, or whose plane it only guessed."""

    newest: Union[Day, None]
    """The day on which the last of these role definitions was changed; null where none says it."""


class Input(TypedDict):
    """A document that was read."""

    path: Sentence
    """Its path, as it was found."""

    kind: InputKind
    """What it holds, by its content."""

    records: int
    """How many records."""

    sha256: Sha256
    """The hash of its bytes."""


Sentence = str
"""A text that isn't empty."""


InputKind = Literal["roleAssignments", "roleDefinitions", "denyAssignments", "scheduleInstances", "schedules", "scheduleRequests", "lighthouseDelegations", "deploymentStacks", "locks", "policies", "directoryRoles", "otherRoles", "questions", "answers", "groupMembers", "principals", "managementGroups", "operations", "collectManifest", "activityLog", "clusters", "storageAccounts", "containers", "vaults", "workspaces", "identities", "identityHosts", "mixed", "empty", "unrecognised"]
"""What a document holds, by its content."""


Sha256 = str
"""A hash of a document's bytes."""


class Diagnostic(TypedDict):
    """What is odd about the inputs or limits the answer."""

    code: Code
    """A word to sort by; stable."""

    severity: DiagnosticSeverity
    """How grave it is."""

    message: Sentence
    """What is so, for people."""

    source: Union[str, None]
    """Where it was read: a file and, after `#`, a JSON pointer into it."""

    help: Union[str, None]
    """What to do about it."""


Code = str
"""Words with hyphens: the id of a rule or a task, or the code of a diagnostic."""


DiagnosticSeverity = Literal["info", "warning", "error"]
"""How grave a diagnostic is."""


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


class Principal(TypedDict):
    """A principal of the inputs."""

    id: Id
    """Its object id."""

    name: str
    """Its user principal name or display name; its id where the inputs name neither."""

    type: PrincipalType
    """Its kind."""


Id = str
"""An object id, or the id of a record, as the inputs write it."""


PrincipalType = Literal["User", "Group", "ServicePrincipal", "ManagedIdentity", "ForeignGroup", "Device", "Unknown"]
"""The kind of a principal."""


class Role(TypedDict):
    """A role by id and name."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""


Guid = str
"""A GUID in lower case."""


Outcome = Literal["allowed", "partial", "conditional", "undetermined", "eligible", "notGranted", "denied"]
"""The answer about one principal or role, one operation or pattern, one scope."""


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


Plane = Literal["control", "data"]
"""Control: actions. Data: data actions."""


ScopePath = str
"""A full scope of Azure Resource Manager; `/` is the root."""


class Derivation(TypedDict):
    """One path that grants or denies."""

    outcome: Outcome
    """What it leads to."""

    steps: list[Step]
    """The path, from the principal on."""


Step: TypeAlias = "Union[Step1, Step2, Step3, Step4, Step5, Step6]"
"""A step of a derivation."""


AssignmentType = Literal["Eligible", "Activated", "Assigned"]
"""What kind of schedule instance."""


Clause = str
"""A clause of docs/semantics.md."""


ConditionOwner = Literal["permission", "roleAssignment", "scheduleInstance", "denyAssignment"]
"""What carries a condition."""


Verdict = Literal["true", "false", "unknown"]
"""A statement's value; `unknown` where the inputs don't settle it."""


class DecidingPart(TypedDict):
    """A comparison or function that decided."""

    text: str
    """Its text in the condition."""

    value: Truth
    """What it came to."""


Truth = Literal["true", "false", "missing", "open"]
"""The value of a part of a condition; `missing` is an attribute known to be absent, `open` one that wasn't given."""


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


Repair: TypeAlias = "Union[Repair1, Repair2, Repair3]"
"""A smallest change that would allow it."""


Missing: TypeAlias = "Union[Missing1, Missing2, Missing3, Missing4, Missing5, Missing6, Missing7, Missing8, Missing9]"
"""Something that the inputs lack and that could change the answer (docs/output.md)."""


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


class Given(TypedDict):
    """What was known of the request beyond who, what and where."""

    when: NotRequired[str]
    """The moment that was asked about."""

    suboperation: NotRequired[str]
    """The suboperation."""

    closed: NotRequired[Literal[True]]
    """Attributes that aren't given are known to be absent."""

    attributes: NotRequired[dict[str, object]]
    """Attributes by their full names; null is known to be absent."""


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


class Missing9(TypedDict):
    """Whether a deny assignment that only audits blocks."""

    kind: Literal["auditDeny"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""


class Missing8(TypedDict):
    """What a record says that the export cut off."""

    kind: Literal["cutOffRecord"]
    """Which of the kinds it is"""

    assignment: str
    """The deny assignment, or the role."""


class Missing7(TypedDict):
    """What to believe of exports that contradict each other."""

    kind: Literal["contradictingExports"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""


class Missing6(TypedDict):
    """A start or an end that can be read."""

    kind: Literal["time"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""


class Missing5(TypedDict):
    """The definition of a role."""

    kind: Literal["roleDefinition"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""

    role: Role
    """The role that is not defined, cut off, or defined differently by several exports."""


class Missing4(TypedDict):
    """The tree of management groups."""

    kind: Literal["managementGroups"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""

    scope: ScopePath
    """The management group that may hold the scope."""


class Missing3(TypedDict):
    """Whose name it is that a record gives in place of an id."""

    kind: Literal["principalIdentity"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""

    principal: Id
    """The name."""


class Missing2(TypedDict):
    """Whether a principal is a group."""

    kind: Literal["principalType"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""

    principal: Id
    """The principal that may be a group."""


class Missing1(TypedDict):
    """The members of a group."""

    kind: Literal["groupMembers"]
    """Which of the kinds it is"""

    assignment: str
    """The role assignment, schedule instance or deny assignment that would matter."""

    principal: Id
    """The group whose members are not listed."""


class Repair3(TypedDict):
    """Remove a deny assignment, or exclude the principal from it."""

    kind: Literal["liftDeny"]
    """Which of the kinds it is"""

    denyAssignment: Id
    """The deny assignment."""

    name: str
    """Its name."""

    systemProtected: bool
    """Whether Azure made it: then what made it must change."""


class Repair2(TypedDict):
    """Assign a role."""

    kind: Literal["assignRole"]
    """Which of the kinds it is"""

    role: str
    """The role's name."""

    roleId: Union[Guid, None]
    """The role's GUID; null for a role that has none."""

    scope: Union[ScopePath, None]
    """Where; null when only roles were asked about."""

    excess: int
    """How many operations it grants besides."""

    escalation: int
    """How many of those lead to more rights."""


class Repair1(TypedDict):
    """Activate an eligible assignment."""

    kind: Literal["activateRole"]
    """Which of the kinds it is"""

    role: str
    """The role's name."""

    scope: ScopePath
    """Where: a full scope."""

    scheduleInstance: Id
    """The eligible instance."""


class Step6(TypedDict):
    """A condition decides."""

    kind: Literal["condition"]
    """Which of the kinds it is"""

    on: ConditionOwner
    """What carries the condition."""

    condition: str
    """The text of the condition."""

    version: str
    """The version that the condition was written in, such as `2.0`."""

    value: Verdict
    """What it comes to."""

    residual: Union[str, None]
    """What is left of it when it is unknown."""

    needs: list[str]
    """The attributes to give for an answer."""

    deciding: list[DecidingPart]
    """The parts that decided."""

    undocumented: list[Clause]
    """Clauses on which the documentation is silent and that the value depends on."""


class Step5(TypedDict):
    """A role definition grants it."""

    kind: Literal["roleDefinition"]
    """Which of the kinds it is"""

    id: Union[Guid, None]
    """The role's GUID; null for a role that has none."""

    name: str
    """The role's name."""

    permission: int
    """Which of its permissions, from 0."""

    pattern: str
    """The pattern that matches."""

    rule: Clause
    """By which clause."""

    source: str
    """Where it was read; `catalog` for a role of the catalogue."""


class Step4(TypedDict):
    """A deny assignment matches."""

    kind: Literal["denyAssignment"]
    """Which of the kinds it is"""

    id: Id
    """The deny assignment."""

    name: str
    """Its name."""

    scope: ScopePath
    """Where: a full scope."""

    inherited: bool
    """Whether it is above the scope that was asked about."""

    permission: int
    """Which of its permissions, from 0."""

    pattern: str
    """The pattern that matches."""

    rule: Clause
    """By which clause."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


class Step3(TypedDict):
    """A role is eligible, activated or assigned through privileged identity management."""

    kind: Literal["scheduleInstance"]
    """Which of the kinds it is"""

    id: Id
    """The schedule instance."""

    assignmentType: AssignmentType
    """What kind of instance."""

    scope: ScopePath
    """Where: a full scope."""

    inherited: bool
    """Whether it is above the scope that was asked about."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


class Step2(TypedDict):
    """A role is assigned."""

    kind: Literal["roleAssignment"]
    """Which of the kinds it is"""

    id: Id
    """The assignment."""

    scope: ScopePath
    """Where: a full scope."""

    inherited: bool
    """Whether it is above the scope that was asked about."""

    source: str
    """Where it was read: a file and, after `#`, a JSON pointer into it."""


Step1 = TypedDict(
    "Step1",
    {
        "kind": "Literal['groupMembership']",
        "from": "Id",
        "to": "Id",
        "name": "Union[str, None]",
        "source": "str",
    },
)
"""A principal is a member of a group."""
