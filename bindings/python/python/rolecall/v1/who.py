"""The types of `rolecall/who/1`, made of `docs/schemas/who-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "AssignmentType",
    "Catalogue",
    "Clause",
    "Code",
    "ConditionOwner",
    "Day",
    "DecidingPart",
    "Derivation",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "FromInputs",
    "Given",
    "Guid",
    "HeldException",
    "HeldScope",
    "Holder",
    "Holders",
    "Id",
    "Input",
    "InputKind",
    "Missing",
    "Outcome",
    "Plane",
    "PrincipalType",
    "Role",
    "ScopePath",
    "Sentence",
    "Sha256",
    "Source",
    "Step",
    "Truth",
    "Verdict",
    "WhoResult",
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


class WhoResult(TypedDict):
    """The `result` of `rolecall/who/1`: everyone who can, in the first plane, at a scope or wherever that is."""

    action: str
    """The operation or pattern, as asked."""

    plane: Union[Plane, None]
    """The plane; null where nobody was found in either."""

    scope: Union[ScopePath, None]
    """Where; null where no scope was asked about."""

    principals: list[Holder]
    """Everyone who can, with the paths by which."""

    given: NotRequired[Given]
    """What was known of the request."""

    answers: NotRequired[list[Holders]]
    """Where there are several planes: the answer for each, the first too."""


Plane = Literal["control", "data"]
"""Control: actions. Data: data actions."""


ScopePath = str
"""A full scope of Azure Resource Manager; `/` is the root."""


class Holder(TypedDict):
    """A principal that can."""

    id: Id
    """Its object id."""

    name: Union[str, None]
    """Its name; null if the inputs have none."""

    type: Union[PrincipalType, None]
    """Its kind; null if the inputs don't say."""

    outcome: Outcome
    """Its answer; without a scope, the best of those at its scopes."""

    scopes: NotRequired[list[HeldScope]]
    """Without a scope: where, the widest first."""

    through: NotRequired[list[Id]]
    """Without a scope: the groups that it stands in and that can, or could, themselves. The paths that aren't its own are theirs."""

    derivations: list[Derivation]
    """The paths by which it can; without a scope, those by what it holds itself."""

    missing: NotRequired[list[Missing]]
    """Where the outcome is undetermined: what the inputs lack."""


Id = str
"""An object id, or the id of a record, as the inputs write it."""


PrincipalType = Literal["User", "Group", "ServicePrincipal", "ManagedIdentity", "ForeignGroup", "Device", "Unknown"]
"""The kind of a principal."""


Outcome = Literal["allowed", "partial", "conditional", "undetermined", "eligible", "notGranted", "denied"]
"""The answer about one principal or role, one operation or pattern, one scope."""


HeldScope = TypedDict(
    "HeldScope",
    {
        "scope": "ScopePath",
        "outcome": "Outcome",
        "except": "list[HeldException]",
    },
)
"""A scope where a principal can, and below. At any scope of the inputs the nearest entry or exception at it or above it counts."""


class HeldException(TypedDict):
    """A scope where a principal can do less than above, and below it."""

    scope: ScopePath
    """Where: a full scope."""

    outcome: Outcome
    """What it comes to."""

    onlyHere: bool
    """Whether it is so at the scope itself and not below it."""

    denyAssignments: list[Id]
    """The deny assignments there that take it away, or may."""


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


Guid = str
"""A GUID in lower case."""


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


Missing: TypeAlias = "Union[Missing1, Missing2, Missing3, Missing4, Missing5, Missing6, Missing7, Missing8, Missing9]"
"""Something that the inputs lack and that could change the answer (docs/output.md)."""


class Role(TypedDict):
    """A role by id and name."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""


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


class Holders(TypedDict):
    """Everyone who can, in one plane, at a scope or wherever that is."""

    action: str
    """The operation or pattern, as asked."""

    plane: Plane
    """The plane."""

    scope: Union[ScopePath, None]
    """Where; null where no scope was asked about."""

    principals: list[Holder]
    """Everyone who can, with the paths by which."""

    given: NotRequired[Given]
    """What was known of the request."""


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/who/1"]
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

    result: WhoResult
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
