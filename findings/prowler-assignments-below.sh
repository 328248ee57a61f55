#!/usr/bin/env bash
# prowler 5.46.0 (pip), Azure: the role assignments of a subscription are asked for with `atScope()`, which is those at the subscription and above it, so that none of a resource
# group or a resource is known to any check. `iam_role_user_access_admin_restricted` has a row for each assignment that it knows; who is User Access Administrator of a
# resource group has none, neither FAIL nor PASS. `entra_user_with_vm_access_has_mfa` looks for users who may sign in to machines, by the same list: who has Virtual Machine
# Administrator Login of a machine, or of its group, which is where one gives it, isn't among them, and whoever has it by a group of users isn't either, at
# any scope. For somebody without a second factor the check then has no finding at all, and a report without one reads as if all had it.
#
# Guess: "in subscription" includes what is in the subscription; no row means that nobody has the role.
# Seen: User Access Administrator: subscription FAIL, management group FAIL, resource group nothing | VM login without MFA: subscription FAIL, resource group nothing, machine
# nothing, by a group nothing | filter atScope()
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile pydantic==2.12.5 requests==2.32.5 pyyaml==6.0.4 packaging==25.0 jsonschema==4.23.0 colorama==0.4.6
venv/bin/pip install -q --no-compile --no-deps prowler==5.46.0 2>/dev/null
cat >seen.py <<'PYTHON'
import sys
from types import ModuleType, SimpleNamespace

NAME = "00000000-0000-0000-0000-000000000001"
SUBSCRIPTION = f"/subscriptions/{NAME}"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
MACHINE = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/vm"
MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/contoso"
ROLES = {
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "Virtual Machine Administrator Login": "1c0163c0-47e6-4577-8991-ea5c82e286e4",
}
held, filters = [], set()


def module(name, **values):
    sys.modules[name] = ModuleType(name)
    vars(sys.modules[name]).update(values)


def id_of(role):
    return f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role]}"


class Azure:
    """The lists of a subscription, as Azure answers them."""

    def __init__(self, *_):
        self.subscriptions = {NAME: "one"}
        lists = SimpleNamespace(list_for_subscription=self.assignments, list=self.definitions)
        self.clients = {NAME: SimpleNamespace(role_assignments=lists, role_definitions=lists)}

    def assignments(self, filter=None):
        filters.add(filter)
        return [each for each in held if filter != "atScope()" or not each.scope.startswith(f"{SUBSCRIPTION}/")]

    def definitions(self, scope):
        kind = {"role_type": "BuiltInRole", "assignable_scopes": ["/"], "permissions": []}
        return [SimpleNamespace(id=id_of(role), role_name=role, **kind) for role in ROLES]


module("prowler.providers.azure.azure_provider", AzureProvider=object)
module("prowler.providers.azure.lib.service.service", AzureService=Azure)
module("azure.mgmt.authorization", AuthorizationManagementClient=object)
from prowler.providers.azure.services.iam.iam_service import IAM


def found(service, name, role, scope, kind="User"):
    who = {"User": "ada", "Group": "operators"}[kind]
    held[:] = [SimpleNamespace(id="a1", name="a1", scope=scope, principal_id=who, principal_type=kind, role_definition_id=id_of(role))]
    user = SimpleNamespace(id="ada", name="ada", is_mfa_capable=False)
    entra = {"users": {"contoso": {"ada": user}}, "users_retrieval_errors": {}, "subscriptions": {NAME: "one"}, "tenant_ids": ["t"]}
    module("prowler.providers.azure.services.iam.iam_client", iam_client=IAM(None))
    module("prowler.providers.azure.services.entra.entra_client", entra_client=SimpleNamespace(**entra))
    path = f"prowler.providers.azure.services.{service}.{name}.{name}"
    sys.modules.pop(path, None)
    check = getattr(__import__(path, fromlist=[name]), name)
    return " ".join(report.status for report in check().execute()) or "nothing"


def restricted(scope):
    return found("iam", "iam_role_user_access_admin_restricted", "User Access Administrator", scope)


def login(scope, kind="User"):
    return found("entra", "entra_user_with_vm_access_has_mfa", "Virtual Machine Administrator Login", scope, kind)


seen = {
    "administrator of subscription": restricted(SUBSCRIPTION),
    "of management group": restricted(MANAGEMENT_GROUP),
    "of resource group": restricted(GROUP),
    "login at subscription": login(SUBSCRIPTION),
    "at resource group": login(GROUP),
    "at machine": login(MACHINE),
    "at subscription, by a group": login(SUBSCRIPTION, "Group"),
}
print(", ".join(f"{name} {status}" for name, status in seen.items()), "| filter", *filters)
assert list(seen.values()) == ["FAIL", "FAIL", "nothing", "FAIL", "nothing", "nothing", "nothing"], seen
assert filters == {"atScope()"}, filters
PYTHON
venv/bin/python seen.py 2>/dev/null
