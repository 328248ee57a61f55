#!/usr/bin/env bash
# checkov 3.3.30, prowler 5.46.0 and ScoutSuite 5.14.0 (pip), the check of the CIS benchmark that no custom role makes an owner. All
# look for a `*` among the actions, and for nothing else: a copy of Contributor, whose notActions take the assigning of
# roles away, is an owner to each of them, and `Microsoft.Authorization/*`, whose holder can make anybody an owner, is none to checkov
# and prowler. In ScoutSuite any action with a `*` in it will do, `*/read` too, while an owner of a management group is none, its
# scope having no "subscriptions" in it. Of several blocks of permissions checkov reads the first in Terraform, and all in an ARM template.
# So "passed" doesn't say that nobody can own the subscription by a custom role.
#
# Guess: who can assign roles is an owner, after notActions, in whichever block it stands; one check gives one answer in one tool.
# Seen: owner contributor reader assigner second-block management-group: Terraform 110001, ARM 110011, prowler 110011, ScoutSuite 111110
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile checkov==3.3.30 coloredlogs==15.0.1 pydantic==2.12.5 2>/dev/null
"$folder/venv/bin/pip" install -q --no-compile --no-deps prowler==5.46.0 ScoutSuite==5.14.0 2>/dev/null
cd "$folder"
cat >seen.py <<'PYTHON'
import json
import os
import subprocess
import sys
from types import ModuleType, SimpleNamespace

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
NO_ASSIGNING = [f"Microsoft.Authorization/{what}" for what in ("*/Write", "*/Delete", "elevateAccess/Action")]
ROLES = {
    "owner": (SUBSCRIPTION, [(["*"], [])]),
    "contributor": (SUBSCRIPTION, [(["*"], NO_ASSIGNING)]),
    "reader": (SUBSCRIPTION, [(["*/read"], [])]),
    "assigner": (SUBSCRIPTION, [(["Microsoft.Authorization/*"], [])]),
    "second-block": (SUBSCRIPTION, [(["Microsoft.Compute/*/read"], []), (["*"], [])]),
    "management-group": ("/providers/Microsoft.Management/managementGroups/mg", [(["*"], [])]),
}


def checkov():
    """The roles that fail, in Terraform and in an ARM template."""
    os.mkdir("source")
    for file, text in (("main.tf", terraform()), ("template.json", template())):
        with open(f"source/{file}", "w") as written:
            written.write(text)
    run = "venv/bin/checkov -d source --framework terraform arm --check CKV_AZURE_39 --skip-download -o json"
    found = {}
    for kind in json.loads(subprocess.run(run.split(), capture_output=True, text=True).stdout):
        failed, passed = kind["results"]["failed_checks"], kind["results"]["passed_checks"]
        assert len(failed) + len(passed) == len(ROLES)
        found[kind["check_type"]] = {check["resource"].rpartition(".")[2] for check in failed}
    return found["terraform"], found["arm"]


def terraform():
    blocks = []
    for name, (scope, permissions) in ROLES.items():
        inner = "".join(
            f"  permissions {{\n    actions = {json.dumps(actions)}\n    not_actions = {json.dumps(less)}\n  }}\n"
            for actions, less in permissions
        )
        head = f'resource "azurerm_role_definition" "{name}" {{\n  name = "{name}"\n  scope = "{scope}"\n'
        blocks.append(f'{head}{inner}  assignable_scopes = ["{scope}"]\n}}\n')
    return "".join(blocks)


def template():
    schema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
    resources = [
        {
            "type": "Microsoft.Authorization/roleDefinitions",
            "apiVersion": "2022-04-01",
            "name": name,
            "properties": {
                "roleName": name,
                "permissions": [{"actions": actions, "notActions": less} for actions, less in permissions],
                "assignableScopes": [scope],
            },
        }
        for name, (scope, permissions) in ROLES.items()
    ]
    return json.dumps({"$schema": schema, "contentVersion": "1.0.0.0", "resources": resources}, indent=1)


def as_listed():
    """The roles as the SDK gives them to prowler and ScoutSuite."""
    for name, (scope, permissions) in ROLES.items():
        blocks = [SimpleNamespace(actions=actions, not_actions=less) for actions, less in permissions]
        yield SimpleNamespace(id=name, name=name, role_type="CustomRole", assignable_scopes=[scope], permissions=blocks)


def prowler():
    client = ModuleType("prowler.providers.azure.services.iam.iam_client")
    roles = {role.id: role for role in as_listed()}
    client.iam_client = SimpleNamespace(subscriptions={}, custom_roles={"s": roles})
    sys.modules[client.__name__] = client
    check = "iam_subscription_roles_owner_custom_not_created"
    module = __import__(f"prowler.providers.azure.services.iam.{check}.{check}", fromlist=[check])
    return {report.resource_name for report in getattr(module, check)().execute() if report.status == "FAIL"}


def scoutsuite():
    facade = ModuleType("ScoutSuite.providers.azure.facade.base")
    facade.AzureFacade = object
    sys.modules[facade.__name__] = facade
    from ScoutSuite.providers.azure.resources.rbac.roles import Roles

    judge = Roles(None, "s")._no_custom_subscription_owner_role_allowed
    return {role.id for role in as_listed() if judge(role)}


answers = dict(zip(("Terraform", "ARM"), checkov())) | {"prowler": prowler(), "ScoutSuite": scoutsuite()}
bits = ", ".join(f"{tool} {''.join('01'[role in owners] for role in ROLES)}" for tool, owners in answers.items())
seen = f"{' '.join(ROLES)}: {bits}"
print(seen)
expected = "Terraform 110001, ARM 110011, prowler 110011, ScoutSuite 111110"
assert bits == expected, bits
PYTHON
"$folder/venv/bin/python" seen.py 2>/dev/null
