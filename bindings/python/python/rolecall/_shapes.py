"""How the rows of each answer are found in it."""

from __future__ import annotations

from ._answer import Shape

AUDIT = Shape("audit", "Finding", (("findings",),))
AUDIT_PATHS = Shape("audit_paths", "EscalationPath", (("paths",),))
CAN = Shape("can", "AskedAnswer", (("answers",),))
CATALOG_INFO = Shape("catalog_info", "InfoResult", ())
EXPLAIN_CONDITION = Shape("conditions_explain", "ExplainedPart", (("conditions",),))
HISTORY = Shape("history", "HistoryChange", (("events",),))
LINT_CONDITION = Shape("conditions_lint", "ConditionFinding", (("findings",),))
NEXUS_CHECK = Shape("nexus_check", "ClusterCheck", (("checks",),))
NEXUS_PLAN = Shape("nexus_plan", "PlanStep", (("steps",),))
NEXUS_SIMULATE = Shape("nexus_simulate", "NexusSimulateResult", ())
RECOMMEND = Shape("recommend", "Recommended", ())
REPLAY = Shape("replay", "ReplayRow", (("rows",),))
RIGHTSIZE = Shape("rightsize", "SizedAssignmentResult", (("assignments",),))
ROLE = Shape("roles_show", "RoleResult", ())
ROLES_LINT = Shape("roles_lint", "Finding", (("findings",),))
TASKS_LIST = Shape("tasks_list", "Task", (("tasks",),))
TASKS_SHOW = Shape("tasks_show", "TaskResult", ())
USAGE = Shape("usage", "UsageRow", (("rows",),))
WHAT = Shape("what", "Grant", (("grants",),))
WHO = Shape("who", "Holder", (("principals",),))
DIFF = Shape(
    "diff",
    "AccessRow",
    tuple(("effective", name) for name in ("gained", "mayHaveGained", "lost", "mayHaveLost")),
)
