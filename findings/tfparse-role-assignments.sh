#!/usr/bin/env bash
# tfparse 0.6.22 (pip; what c7n-left reads Terraform with), `load_from_path` of role assignments: one for each member of a group, or of any other
# list that a data source gives, isn't in the result, not even as something unknown. What a data source gives for a field is
# filled with a GUID made up for the run: an assignment at `data.azurerm_subscription.current.id` has a `scope` that looks like the id of a subscription,
# without `/subscriptions/` before it, and is another the next time. So a check of who is assigned what passes the assignments that reach
# most people, and two runs differ. A plan, which has asked the data sources, has neither.
#
# Guess: what can't be known is null, or marked, and the resource is there.
# Seen: for each of a set: 2, of members of a group: 0 | scope of a data source: a GUID, other in the next run
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile tfparse==0.6.22
mkdir terraform
cat >terraform/main.tf <<'HCL'
data "azurerm_subscription" "current" {}
data "azuread_group" "operators" { display_name = "operators" }

resource "azurerm_role_assignment" "named" {
  for_each             = toset(["ada", "bob"])
  scope                = "/subscriptions/s"
  role_definition_name = "Owner"
  principal_id         = each.value
}

resource "azurerm_role_assignment" "members" {
  for_each             = toset(data.azuread_group.operators.members)
  scope                = "/subscriptions/s"
  role_definition_name = "Owner"
  principal_id         = each.value
}

resource "azurerm_role_assignment" "current" {
  scope                = data.azurerm_subscription.current.id
  role_definition_name = "Owner"
  principal_id         = "eve"
}
HCL
cat >seen.py <<'PYTHON'
import re

import tfparse


def assignments():
    found = {}
    for each in tfparse.load_from_path("terraform", stop_on_hcl_error=True)["azurerm_role_assignment"]:
        name = each["__tfmeta"]["path"].partition(".")[2].partition("[")[0]
        found.setdefault(name, []).append(each["scope"])
    return found


first, second = assignments(), assignments()
guid = re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", first["current"][0])
other = first["current"] != second["current"]
seen = f"for each of a set: {len(first['named'])}, of members of a group: {len(first.get('members', []))}"
seen += f" | scope of a data source: {'a GUID' if guid else first['current']}, {'other' if other else 'the same'} in the next run"
print(seen)
assert seen == (
    "for each of a set: 2, of members of a group: 0 | scope of a data source: a GUID, other in the next run"
)
PYTHON
venv/bin/python seen.py
