#!/usr/bin/env bash
# arcet 0.1.0a2 (pip), which tells what an identity can do and warns of whatever it doesn't interpret ("none of them is ever skipped in
# silence"): the blocks of a role are put together, so that the notActions of one take away what another grants. A role that grants
# everything but the assigning of roles in one block, and one kind of assigning in another, assigns none. A condition of
# a role (29 of Azure's have one) gets no warning, as one of an assignment does, and neither does one of an eligible assignment. With
# `--no-expand`, `--action` compares the pattern that is asked for with the role's: an Owner, who has `*`, can't assign roles.
#
# Guess: a block's notActions belong to the block; each condition is warned of; `*` holds what is asked for, expanded or not.
# Seen: two blocks: 0 | conditions warned of: assignment 1, role 0, eligible 0 | Owner: 1, with --no-expand 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile arcet==0.1.0a2
"$folder/venv/bin/python" - <<'PYTHON'
from unittest import mock

from arcet.arm import parse_eligible_assignment, parse_provider_operations, parse_role_assignment, parse_role_definition
from arcet.groups import Membership
from arcet.model import IdentityKind, IdentityRef
from arcet.resolve import filter_by_action, resolve

ASSIGN = "Microsoft.Authorization/roleAssignments/write"
SCOPE = "/subscriptions/s"
LIMIT = "(@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'Group')"
NO_LIMIT = {}
OPERATIONS = [{"name": ASSIGN}, {"name": "Microsoft.Compute/virtualMachines/read"}]


def asked(*blocks, expand=True, eligible=False, limit=NO_LIMIT):
    """How often Ada may assign roles, by one assignment of a role, and what was warned of."""
    role = parse_role_definition({"id": "r", "properties": {"roleName": "R", "permissions": list(blocks)}})
    of = {"principalId": "ada", "principalType": "User", "roleDefinitionId": "r", "scope": SCOPE, "memberType": "Direct"}
    row = {"id": "a", "properties": of | limit}
    source = mock.Mock()
    source.find_identity.return_value = IdentityRef("ada", "Ada", IdentityKind.USER)
    source.group_membership.return_value = Membership(paths=(), reached=frozenset())
    source.transitive_group_ids.return_value = frozenset()
    source.role_assignments_for.return_value = [] if eligible else [parse_role_assignment(row)]
    source.eligible_assignments.return_value = [parse_eligible_assignment(row)] if eligible else []
    source.activated_assignment_ids.return_value = frozenset()
    source.deny_assignments.return_value = []
    source.role_definition.return_value = role
    source.provider_operations.return_value = parse_provider_operations([{"operations": OPERATIONS}])
    result = filter_by_action(resolve("ada", "s", source, expand=expand), ASSIGN)
    return len(result.permissions), len(result.warnings)


limited = {"condition": LIMIT, "conditionVersion": "2.0"}
plain = {"actions": [ASSIGN]}
blocks, _ = asked({"actions": ["*"], "notActions": ["Microsoft.Authorization/*"]}, plain)
warned = [asked(plain, limit=limited)[1], asked(plain | limited)[1], asked(plain, eligible=True, limit=limited)[1]]
owner = [asked({"actions": ["*"]}, expand=expand)[0] for expand in (True, False)]
seen = f"two blocks: {blocks} | conditions warned of: assignment {warned[0]}, role {warned[1]}, eligible {warned[2]}"
seen += f" | Owner: {owner[0]}, with --no-expand {owner[1]}"
print(seen)
assert seen == (
    "two blocks: 0 | conditions warned of: assignment 1, role 0, eligible 0 | Owner: 1, with --no-expand 0"
)
PYTHON
