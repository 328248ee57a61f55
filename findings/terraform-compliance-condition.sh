#!/usr/bin/env bash
# terraform-compliance 1.16.0 (pip), `Then it must have condition`, as of owners that may be owners under a condition only: a plan has all
# attributes, and those that the source doesn't set are null. Null counts as there, so that the step passes for an owner without a
# condition, and can't fail of any plan. `its value must match the ".+" regex` passes too, null being the text "None", and `When its condition is null`
# finds nothing and skips. A condition that is known only after the apply, as one that names another resource is, stands under
# `after_unknown` alone, and fails. `And its value must not be null` is what finds an owner without one.
#
# Guess: null is what isn't set, so it isn't there; what is known after the apply is.
# Seen: must have: set passed, null passed, known after apply failed | ".+": null passed | is null: null skipped | must not be null: null failed
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile terraform-compliance==1.16.0
cat >seen.py <<'PYTHON'
import json
import re
import subprocess
from pathlib import Path

AZURERM = "registry.terraform.io/hashicorp/azurerm"
PLANS = {
    "set": ({"condition": "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))"}, {}),
    "null": ({"condition": None}, {}),
    "known after apply": ({}, {"condition": True}),
}


def plan(name):
    """A plan as `terraform show -json` prints it, of one new owner."""
    known, unknown = PLANS[name]
    values = {"scope": "/subscriptions/s", "role_definition_name": "Owner", "principal_id": "ada"} | known
    of = {"address": "azurerm_role_assignment.a", "mode": "managed", "type": "azurerm_role_assignment", "name": "a"}
    resource = of | {"provider_name": AZURERM, "schema_version": 0, "values": values}
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}
    configuration = of | {"provider_config_key": "azurerm", "expressions": {}, "schema_version": 0}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": [resource]}},
        "resource_changes": [of | {"provider_name": AZURERM, "change": change}],
        "configuration": {
            "provider_config": {"azurerm": {"name": "azurerm", "full_name": AZURERM}},
            "root_module": {"resources": [configuration]},
        },
    }


def judged(name, *steps):
    """What becomes of the scenario."""
    Path("plan.json").write_text(json.dumps(plan(name)))
    folder = Path("features")
    folder.mkdir(exist_ok=True)
    given = "Given I have azurerm_role_assignment defined"
    text = "\n    ".join(["Feature: owners\n  Scenario: owners", given, *steps])
    (folder / "owners.feature").write_text(f"{text}\n")
    run = ["venv/bin/terraform-compliance", "-f", "features", "-p", "plan.json", "--no-ansi"]
    printed = subprocess.run(run, capture_output=True, text=True).stdout
    counts = re.search(r"^1 scenarios \((.*)\)", printed, re.MULTILINE)
    return re.search(r"1 (\w+)", counts[1])[1]


HAS = "Then it must have condition"
seen = "must have: " + ", ".join(f"{name} {judged(name, HAS)}" for name in PLANS)
matches = judged("null", HAS, 'And its value must match the ".+" regex')
seen += f' | ".+": null {matches}'
seen += f" | is null: null {judged('null', 'When its condition is null', 'Then the scenario should fail')}"
seen += f" | must not be null: null {judged('null', HAS, 'And its value must not be null')}"
print(seen)
assert seen == (
    'must have: set passed, null passed, known after apply failed | ".+": null passed'
    " | is null: null skipped | must not be null: null failed"
)
PYTHON
venv/bin/python seen.py
