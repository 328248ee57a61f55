#!/usr/bin/env bash
# prowler 5.46.0 and ScoutSuite 5.14.0 (pip), the check of the CIS benchmark that a custom role is there to administer locks. To prowler any action that begins
# with `Microsoft.Authorization/locks/` is one: who may read locks passes, and so does a role that excludes writing and deleting them; `Microsoft.Authorization/*`
# doesn't, and neither does `microsoft.authorization/locks/*`, as Azure's own roles are written here and there. Every other custom role that comes before the
# first that passes is a FAIL of its own, what comes after isn't looked at, so that the number of failures depends on the order in which Azure lists roles. ScoutSuite looks
# for a role that is called "Resource Lock Administrator", whatever it grants. Whether anybody holds the role neither asks. A pass says nothing about who can
# lift a lock.
#
# Guess: a role passes that grants writing and deleting locks, and there is one answer for the subscription.
# Seen: prowler: admin PASS, reader PASS, excluded PASS, wildcard FAIL, lower-case FAIL, named FAIL, vm FAIL | vm, admin: FAIL PASS, admin, vm: PASS |
# ScoutSuite, passes by: named
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile coloredlogs==15.0.1 pydantic==2.12.5 requests==2.32.5 pyyaml==6.0.4 packaging==25.0 \
    jsonschema==4.23.0 colorama==0.4.6
venv/bin/pip install -q --no-compile --no-deps prowler==5.46.0 ScoutSuite==5.14.0 2>/dev/null
cat >seen.py <<'PYTHON'
import asyncio
import sys
from types import ModuleType, SimpleNamespace

LOCKS = "Microsoft.Authorization/locks"
ROLES = {
    "admin": ([f"{LOCKS}/*"], []),
    "reader": ([f"{LOCKS}/read"], []),
    "excluded": ([f"{LOCKS}/*"], [f"{LOCKS}/write", f"{LOCKS}/delete"]),
    "wildcard": (["Microsoft.Authorization/*"], []),
    "lower-case": ([f"{LOCKS}/*".lower()], []),
    "named": (["Microsoft.Compute/virtualMachines/read"], []),
    "vm": (["Microsoft.Compute/virtualMachines/*"], []),
}
NAMES = {"named": "Resource Lock Administrator"}


def role(name):
    actions, less = ROLES[name]
    permission = SimpleNamespace(actions=actions, not_actions=less)
    return SimpleNamespace(id=name, name=name, role_name=NAMES.get(name, name), role_type="CustomRole", permissions=[permission])


service = ModuleType("prowler.providers.azure.services.iam.iam_client")
service.iam_client = SimpleNamespace(subscriptions={}, custom_roles={})
sys.modules[service.__name__] = service
name = "iam_custom_role_has_permissions_to_administer_resource_locks"
check = getattr(__import__(f"prowler.providers.azure.services.iam.{name}.{name}", fromlist=[name]), name)


def prowler(*names):
    service.iam_client.custom_roles = {"s": {each: role(each) for each in names}}
    return " ".join(report.status for report in check().execute())


base = ModuleType("ScoutSuite.providers.azure.facade.base")
base.AzureFacade = object
sys.modules[base.__name__] = base
from ScoutSuite.providers.azure.resources.rbac.custom_roles_report import CustomRolesReport


def scoutsuite(*names):
    class Roles:
        async def get_roles(self, _):
            return [role(each) for each in names]

    report = CustomRolesReport(SimpleNamespace(rbac=Roles()), "s")
    asyncio.run(report.fetch_all())
    return not report["s"]["missing_custom_role_administering_resource_locks"]


alone = {each: prowler(each) for each in ROLES}
orders = prowler("vm", "admin"), prowler("admin", "vm")
passes = [each for each in ROLES if scoutsuite(each)]
print("prowler:", ", ".join(f"{each} {status}" for each, status in alone.items()), "| vm, admin:", orders[0], "| admin, vm:", orders[1])
print("ScoutSuite, passes by:", *passes)
assert [each for each, status in alone.items() if status == "PASS"] == ["admin", "reader", "excluded"], alone
assert orders == ("FAIL PASS", "PASS"), orders
assert passes == ["named"], passes
PYTHON
venv/bin/python seen.py 2>/dev/null
