"""The types that several answers have, made of `docs/schemas/` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

__all__ = [
    "AssignmentType",
    "Baseline",
    "BySeverity",
    "Catalogue",
    "CheckedCluster",
    "ClassCounts",
    "Clause",
    "ClusterCheck",
    "ClusterRule",
    "Code",
    "ConditionOwner",
    "Confidence",
    "Day",
    "DecidingPart",
    "DenyInTheWay",
    "Derivation",
    "Diagnostic",
    "DiagnosticSeverity",
    "Evidence",
    "Finding",
    "FindingId",
    "FindingStatus",
    "FindingsResult",
    "FindingsSummary",
    "FromInputs",
    "Given",
    "Guid",
    "Id",
    "Input",
    "InputKind",
    "JudgedRules",
    "ListedPrincipal",
    "LogKind",
    "Missing",
    "NexusCheckResult",
    "OperationClass",
    "Outcome",
    "PastFinding",
    "Plane",
    "PlaneCounts",
    "Principal",
    "PrincipalType",
    "Remediation",
    "Repair",
    "Role",
    "RoleKind",
    "RuleNotRun",
    "RuleSeverity",
    "RuleStatus",
    "ScopePath",
    "Sentence",
    "Severity",
    "Sha256",
    "Source",
    "Step",
    "Suppression",
    "Task",
    "Truth",
    "Verdict",
    "Wildcards",
]


AssignmentType = Literal["Eligible", "Activated", "Assigned"]
"""What kind of schedule instance."""


class Baseline(TypedDict):
    """The earlier report that findings were compared with."""

    path: str
    """The file of the earlier report."""

    newOnly: bool
    """Whether only new findings make the run fail."""

    notJudged: list[PastFinding]
    """Findings of it that this run did not look for."""


class BySeverity(TypedDict):
    """Open findings by severity."""

    critical: int
    """Of severity critical."""

    high: int
    """Of severity high."""

    medium: int
    """Of severity medium."""

    low: int
    """Of severity low."""

    info: int
    """Of severity info."""


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


class CheckedCluster(TypedDict):
    """The verdict on a cluster."""

    name: str
    """Its name."""

    id: Union[ScopePath, None]
    """Its resource id, where the input says it."""

    verdict: RuleStatus
    """As of all clusters, of this one."""


class ClassCounts(TypedDict):
    """Operations by class."""

    total: int
    """All of them."""

    escalation: int
    """Those that lead to more rights."""

    data: int
    """Of the data plane, the rest."""

    write: int
    """Of the control plane, what changes something."""

    read: int
    """Operations that read."""


Clause = str
"""A clause of docs/semantics.md."""


class ClusterCheck(TypedDict):
    """A check of a cluster."""

    rule: ClusterRule
    """The rule of docs/nexus.md."""

    severity: RuleSeverity
    """How grave it is when it doesn't hold."""

    status: RuleStatus
    """Whether it holds."""

    subject: str
    """What was looked at."""

    message: str
    """What is so."""

    consequence: str
    """What comes of it if it stays so; empty where the rule holds."""

    fix: list[str]
    """Commands that fix it."""

    cluster: str
    """The name of the cluster."""


ClusterRule = str
"""A rule of docs/nexus.md."""


Code = str
"""Words with hyphens: the id of a rule or a task, or the code of a diagnostic."""


ConditionOwner = Literal["permission", "roleAssignment", "scheduleInstance", "denyAssignment"]
"""What carries a condition."""


Confidence = Literal["high", "medium", "low"]
"""How sure something is."""


Day = str
"""A day, as 2026-08-22."""


class DecidingPart(TypedDict):
    """A comparison or function that decided."""

    text: str
    """Its text in the condition."""

    value: Truth
    """What it came to."""


class DenyInTheWay(TypedDict):
    """A deny assignment that blocks what is asked."""

    denyAssignment: Id
    """The deny assignment."""

    name: str
    """Its name."""

    systemProtected: bool
    """Whether Azure made it: then what made it must change."""


class Derivation(TypedDict):
    """One path that grants or denies."""

    outcome: Outcome
    """What it leads to."""

    steps: list[Step]
    """The path, from the principal on."""


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


DiagnosticSeverity = Literal["info", "warning", "error"]
"""How grave a diagnostic is."""


Evidence = Literal["stated", "inferred"]
"""Whether a page states the operations of a task as a list, or they were inferred."""


class Finding(TypedDict):
    """A finding of `audit` or `roles lint`."""

    id: FindingId
    """Stable between runs."""

    rule: Code
    """The rule that found it."""

    severity: Severity
    """How bad it is."""

    confidence: Confidence
    """How sure it is."""

    title: str
    """The fault in a line."""

    because: str
    """Why it is one, with what was found."""

    principal: Union[Principal, None]
    """Whom it is about."""

    role: Union[Role, None]
    """The role it is about."""

    scope: Union[ScopePath, None]
    """The scope that the finding is about."""

    evidence: list[str]
    """The records that show it, as file and JSON pointer."""

    remediation: Remediation
    """What to do."""

    status: Union[FindingStatus, None]
    """How it compares to the baseline; null without one."""

    suppressed: Union[Suppression, None]
    """Who accepts it, and why; null while it is open."""


FindingId = str
"""The id of a finding: `f` and a hash of rule, principal, role and scope, stable between runs."""


FindingStatus = Literal["new", "known", "worse"]
"""How a finding compares to the baseline."""


class FindingsResult(TypedDict):
    """The `result` of `rolecall/audit/1` and `rolecall/roles-lint/1`. The findings may come one by one."""

    summary: FindingsSummary
    """How many findings there are, by severity."""

    configuration: Union[str, None]
    """The file of the configuration, if one was used."""

    scope: NotRequired[ScopePath]
    """The scope that was asked for: findings at other scopes are left out."""

    elsewhere: NotRequired[int]
    """How many findings are left out since they are at other scopes."""

    rules: JudgedRules
    """Which rules were run."""

    findings: list[Finding]
    """Open ones first, then the suppressed, the gravest first."""

    baseline: NotRequired[Baseline]
    """The earlier report that the findings were compared with."""

    resolved: NotRequired[list[PastFinding]]
    """Findings of the baseline that are gone."""


class FindingsSummary(TypedDict):
    """How many findings there are."""

    findings: int
    """All findings, suppressed ones too."""

    open: int
    """Those that nobody accepted."""

    suppressed: int
    """Those that somebody did."""

    bySeverity: BySeverity
    """Open findings by severity."""

    byRule: dict[str, object]
    """Open findings by rule; a rule without findings is left out."""

    notShown: NotRequired[int]
    """Open findings below the severity that is shown, in no other count; left out where there is none."""

    new: NotRequired[int]
    """With a baseline: open findings that it lacks."""

    known: NotRequired[int]
    """With a baseline: open findings that it has, less severe ones too."""

    resolved: NotRequired[int]
    """With a baseline: findings of it that are gone."""


class FromInputs(TypedDict):
    """What of a catalogue comes from the inputs."""

    roles: int
    """Role definitions that it didn't hold, or that replace one of its own."""

    operations: int
    """Operations that it didn't hold, or whose plane it only guessed."""

    newest: Union[Day, None]
    """The day on which the last of these role definitions was changed; null where none says it."""


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


Guid = str
"""A GUID in lower case."""


Id = str
"""An object id, or the id of a record, as the inputs write it."""


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


InputKind = Literal["roleAssignments", "roleDefinitions", "denyAssignments", "scheduleInstances", "schedules", "scheduleRequests", "accessChanges", "lighthouseDelegations", "deploymentStacks", "locks", "policies", "applications", "directoryRoles", "otherRoles", "questions", "answers", "groupMembers", "principals", "managementGroups", "operations", "collectManifest", "activityLog", "clusters", "storageAccounts", "containers", "vaults", "workspaces", "identities", "identityHosts", "mixed", "empty", "unrecognised"]
"""What a document holds, by its content."""


class JudgedRules(TypedDict):
    """Which rules were run."""

    run: list[Code]
    """The ids of the rules that were run."""

    notRun: list[RuleNotRun]
    """The others: these have not passed."""


class ListedPrincipal(TypedDict):
    """A principal that the inputs may hold no record of."""

    id: Id
    """Its object id."""

    name: Union[str, None]
    """Its name; null if the inputs have none."""

    type: Union[PrincipalType, None]
    """Its kind; null if the inputs don't say."""


LogKind = Literal["activity", "keyVault", "storage"]
"""A kind of log."""


Missing: TypeAlias = "Union[Missing1, Missing2, Missing3, Missing4, Missing5, Missing6, Missing7, Missing8, Missing9]"
"""Something that the inputs lack and that could change the answer (docs/output.md)."""


class NexusCheckResult(TypedDict):
    """The `result` of `rolecall/nexus-check/1`."""

    verdict: RuleStatus
    """Fail if a check of severity `error` fails, else unknown if one is."""

    clusters: list[CheckedCluster]
    """The clusters that were checked."""

    checks: list[ClusterCheck]
    """By cluster, and of each in the order of the rules."""


OperationClass = Literal["escalation", "data", "write", "read"]
"""What holding an operation means: a way to more rights, data, a change, or reading."""


Outcome = Literal["allowed", "partial", "conditional", "undetermined", "eligible", "notGranted", "denied"]
"""The answer about one principal or role, one operation or pattern, one scope."""


class PastFinding(TypedDict):
    """A finding of an earlier report."""

    id: str
    """Its id."""

    rule: str
    """Its rule, which may no longer exist."""

    severity: Severity
    """How bad it was."""

    title: str
    """The fault in a line."""

    principal: Union[str, None]
    """The name of whom it was about."""

    role: Union[str, None]
    """The name of the role."""

    scope: Union[str, None]
    """The scope that the finding was about."""


Plane = Literal["control", "data"]
"""Control: actions. Data: data actions."""


class PlaneCounts(TypedDict):
    """How many operations there are in each plane."""

    control: int
    """Of the control plane."""

    data: int
    """Of the data plane."""


class Principal(TypedDict):
    """A principal of the inputs."""

    id: Id
    """Its object id."""

    name: str
    """Its user principal name or display name; its id where the inputs name neither."""

    type: PrincipalType
    """Its kind."""


PrincipalType = Literal["User", "Group", "ServicePrincipal", "ManagedIdentity", "ForeignGroup", "Device", "Unknown"]
"""The kind of a principal."""


class Remediation(TypedDict):
    """What to do about a finding."""

    text: str
    """What to do, in a sentence."""

    commands: list[str]
    """As commands to look at and run."""


Repair: TypeAlias = "Union[Repair1, Repair2, Repair3, Repair4]"
"""A smallest change that would allow it."""


class Role(TypedDict):
    """A role by id and name."""

    id: Union[Guid, None]
    """Its GUID; null for a role that has none."""

    name: str
    """Its name."""


RoleKind = Literal["builtIn", "custom", "documented"]
"""Published by Azure, made by a tenant, or found in documentation only."""


class RuleNotRun(TypedDict):
    """A rule that was left out."""

    rule: Code
    """The id of the rule."""

    reason: str
    """Why it was left out."""


RuleSeverity = Literal["error", "warning", "info"]
"""How grave it is when a rule doesn't hold, on a scale of three."""


RuleStatus = Literal["pass", "fail", "unknown"]
"""Whether a rule holds."""


ScopePath = str
"""A full scope of Azure Resource Manager; `/` is the root."""


Sentence = str
"""A text that isn't empty."""


Severity = Literal["critical", "high", "medium", "low", "info"]
"""How bad a finding is."""


Sha256 = str
"""A hash of a document's bytes."""


Source = Literal["core", "imported"]
"""Whether a catalogue is inside the program, or imported."""


Step: TypeAlias = "Union[Step1, Step2, Step3, Step4, Step5, Step6]"
"""A step of a derivation."""


class Suppression(TypedDict):
    """Why a finding is accepted."""

    owner: str
    """Who accepts it."""

    reason: str
    """Why it is accepted."""

    expires: Union[Day, None]
    """The last day."""


class Task(TypedDict):
    """A task of the catalogue."""

    id: Code
    """Its id."""

    title: str
    """What is done."""

    actions: list[str]
    """Operations or patterns of the control plane."""

    dataActions: list[str]
    """Operations or patterns of the data plane."""

    scope: Union[str, None]
    """On what kind of scope."""

    principal: Union[str, None]
    """Who does it."""

    evidence: Evidence
    """How the list is known."""

    source: Union[str, None]
    """Where it is documented."""

    documentedRole: Union[str, None]
    """The role that documentation names for it, where that is all it says."""

    assigns: list[str]
    """The roles that whoever does it gives to others, where it is assigning roles."""

    notes: Union[str, None]
    """What to know before relying on it."""


Truth = Literal["true", "false", "missing", "open"]
"""The value of a part of a condition; `missing` is an attribute known to be absent, `open` one that wasn't given."""


Verdict = Literal["true", "false", "unknown"]
"""A statement's value; `unknown` where the inputs don't settle it."""


Wildcards = Literal["azure", "strict"]
"""How patterns with a star between slashes are read: `strict` turns clause WC-5 off."""


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


class Repair4(TypedDict):
    """Remove a deny assignment, or exclude the principal from it."""

    kind: Literal["liftDeny"]
    """Which of the kinds it is"""

    denyAssignment: Id
    """The deny assignment."""

    name: str
    """Its name."""

    systemProtected: bool
    """Whether Azure made it: then what made it must change."""


class Repair3(TypedDict):
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

    denyAssignments: list[DenyInTheWay]
    """The deny assignments that have to be lifted as well."""


class Repair2(TypedDict):
    """Change the condition of an assignment: the role is held at the scope under it."""

    kind: Literal["changeCondition"]
    """Which of the kinds it is"""

    roleAssignment: Id
    """The assignment."""

    role: str
    """The role's name."""

    scope: ScopePath
    """Where it is assigned."""

    denyAssignments: list[DenyInTheWay]
    """The deny assignments that have to be lifted as well."""


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

    denyAssignments: list[DenyInTheWay]
    """The deny assignments that have to be lifted as well."""


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
