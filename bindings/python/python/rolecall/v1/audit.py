"""The types of `rolecall/audit/1`, made of `docs/schemas/audit-1.schema.json` by `cargo xtask docs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired

__all__ = [
    "Baseline",
    "BySeverity",
    "Catalogue",
    "Code",
    "Confidence",
    "Day",
    "Diagnostic",
    "DiagnosticSeverity",
    "Envelope",
    "Finding",
    "FindingId",
    "FindingStatus",
    "FindingsResult",
    "FindingsSummary",
    "FromInputs",
    "Guid",
    "Id",
    "Input",
    "InputKind",
    "JudgedRules",
    "PastFinding",
    "Principal",
    "PrincipalType",
    "Remediation",
    "Role",
    "RuleNotRun",
    "ScopePath",
    "Sentence",
    "Severity",
    "Sha256",
    "Source",
    "Suppression",
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

    new: NotRequired[int]
    """With a baseline: open findings that it lacks."""

    known: NotRequired[int]
    """With a baseline: open findings that it has."""

    resolved: NotRequired[int]
    """With a baseline: findings of it that are gone."""


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


ScopePath = str
"""A full scope of Azure Resource Manager; `/` is the root."""


class JudgedRules(TypedDict):
    """Which rules were run."""

    run: list[Code]
    """The ids of the rules that were run."""

    notRun: list[RuleNotRun]
    """The others: these have not passed."""


class RuleNotRun(TypedDict):
    """A rule that was left out."""

    rule: Code
    """The id of the rule."""

    reason: str
    """Why it was left out."""


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


Severity = Literal["critical", "high", "medium", "low", "info"]
"""How bad a finding is."""


Confidence = Literal["high", "medium", "low"]
"""How sure something is."""


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


class Remediation(TypedDict):
    """What to do about a finding."""

    text: str
    """What to do, in a sentence."""

    commands: list[str]
    """As commands to look at and run."""


FindingStatus = Literal["new", "known"]
"""How a finding compares to the baseline."""


class Suppression(TypedDict):
    """Why a finding is accepted."""

    owner: str
    """Who accepts it."""

    reason: str
    """Why it is accepted."""

    expires: Union[Day, None]
    """The last day."""


class Baseline(TypedDict):
    """The earlier report that findings were compared with."""

    path: str
    """The file of the earlier report."""

    newOnly: bool
    """Whether only new findings make the run fail."""

    notJudged: list[PastFinding]
    """Findings of it that this run did not look for."""


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


class Envelope(TypedDict):
    """What was answered, in what, and what limits it."""

    schema: Literal["rolecall/audit/1"]
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

    result: FindingsResult
    """The answer."""
