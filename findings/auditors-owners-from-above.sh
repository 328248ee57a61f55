#!/usr/bin/env bash
# nhinsight 0.2.3, vamp-azure-audit 1.1 and idengraph 0.2.0 (pip), which read the role assignments of a subscription, among them those that are inherited from a
# management group or the root, and rate them: to nhinsight an application that owns the management group is "medium", "Owner at resource group level", where
# owning the subscription alone is "critical"; of a managed identity there is nothing at all. vamp looks for `scope` being the subscription or `/`, and has
# nothing of an owner from a management group; of groups it never has anything, whatever they own. To all three who holds Role Based Access Control
# Administrator, which assigns any role to anybody, holds no privileged role (idengraph: medium, as is Reader; it knows the role by name).
# idengraph alone rates owners from above as more. What nhinsight's graph of attack paths leads to goes by words as well: a Reader of a resource group called
# `admin-tools` is privileged there, having "admin" in it, and the owner of the management group isn't.
#
# Guess: the wider the scope, the worse; Owner and the two roles that make owners are what such a tool looks for first.
# Seen: Owner of subscription, management group, root; RBAC Administrator; Reader: nhinsight application critical medium critical none none, identity high none high
# none none | vamp user CRITICAL none CRITICAL none none, application HIGH none HIGH none none, group all none | idengraph Critical thrice, Medium twice
# | nhinsight's graph: privileged Owner of subscription, Reader of admin-tools
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile aiohttp==3.13.2 httpx==0.28.1 rich==14.2.0 azure-identity==1.25.1
venv/bin/pip install -q --no-compile --no-deps nhinsight==0.2.3 vamp-azure-audit==1.1 idengraph==0.2.0
cat >seen.py <<'PYTHON'
import asyncio
from types import SimpleNamespace

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
ROLES = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
}
CASES = [
    ("Owner", f"/subscriptions/{SUBSCRIPTION}"),
    ("Owner", "/providers/Microsoft.Management/managementGroups/contoso"),
    ("Owner", "/"),
    ("Role Based Access Control Administrator", f"/subscriptions/{SUBSCRIPTION}"),
    ("Reader", f"/subscriptions/{SUBSCRIPTION}"),
]


def nhinsight(kind, role, scope):
    from nhinsight.analyzers.risk import _check_azure_risks
    from nhinsight.core.models import Identity, IdentityType, Provider
    from nhinsight.providers.azure import AzureProvider

    definition = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role]}"
    held = SimpleNamespace(principal_id="p1", role_definition_id=definition, scope=scope)
    client = SimpleNamespace(
        role_definitions=SimpleNamespace(list=lambda scope: [SimpleNamespace(id=definition, role_name=role)]),
        role_assignments=SimpleNamespace(list_for_subscription=lambda: [held]),
    )
    provider = AzureProvider(SimpleNamespace(azure_subscription_id=SUBSCRIPTION))
    provider._auth_client = client
    policies = provider._get_role_assignments()["p1"]
    identity = Identity(id="p1", name="p1", provider=Provider.AZURE, identity_type=IdentityType[kind], policies=policies)
    _check_azure_risks(identity, None)
    return " ".join(flag.severity.value for flag in identity.risk_flags) or "none"


def led_to(role, scope):
    from nhinsight.analyzers.graph import _is_privileged
    from nhinsight.core.models import Identity, IdentityType, Provider

    policies = [f"{role} @ {scope}"]
    return _is_privileged(Identity(id="p1", name="p1", provider=Provider.AZURE, identity_type=IdentityType.AZURE_SP, policies=policies))


def vamp(kind, role, scope):
    import vamp_azure_audit as module

    assignment = {"name": "a1", "properties": {"scope": scope, "principalType": kind, "principalId": "p1"}}
    assignment["properties"]["roleDefinitionId"] = f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role]}"

    async def pages(*_):
        return [assignment]

    module.az_get_pages = pages
    found = asyncio.run(module.audit_iam(None, "token", None, SUBSCRIPTION))
    return " ".join(each.severidad for each in found) or "none"


def idengraph(role, scope):
    from services import azure_rbac, role_risk

    row = {"id": "a1", "principalId": "p1", "principalType": "User", "scope": scope, "roleDefinitionId": ROLES[role]}
    azure_rbac.is_mock_mode = lambda: False
    azure_rbac.resource_graph_query = lambda _: [row]
    azure_rbac.resolve_role = lambda _: {"roleName": role, "roleGuid": ROLES[role]}
    privileged = "privileged" if azure_rbac.list_privileged_role_assignments() else "not"
    return f"{privileged} {role_risk.role_risk_score(role, 'Azure', scope=scope)['level']}"


answers = {
    "nhinsight application": [nhinsight("AZURE_SP", *case) for case in CASES],
    "nhinsight identity": [nhinsight("AZURE_MANAGED_IDENTITY", *case) for case in CASES],
    "vamp user": [vamp("User", *case) for case in CASES],
    "vamp application": [vamp("ServicePrincipal", *case) for case in CASES],
    "vamp group": [vamp("Group", *case) for case in CASES],
    "idengraph": [idengraph(*case) for case in CASES],
}
groups = [("Reader", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}") for name in ("tools", "admin-tools")]
ends = [f"{role} {scope.rpartition('/')[2] or scope}" for role, scope in [*CASES, *groups] if led_to(role, scope)]
print("privileged in nhinsight's graph:", *ends, sep=" | ")
assert ends == [f"Owner {SUBSCRIPTION}", "Reader admin-tools"], ends
for tool, found in answers.items():
    print(tool, *found, sep=" | ")
assert answers == {
    "nhinsight application": ["critical", "medium", "critical", "none", "none"],
    "nhinsight identity": ["high", "none", "high", "none", "none"],
    "vamp user": ["CRITICAL", "none", "CRITICAL", "none", "none"],
    "vamp application": ["HIGH", "none", "HIGH", "none", "none"],
    "vamp group": ["none"] * 5,
    "idengraph": ["privileged Critical"] * 3 + ["not Medium"] * 2,
}, answers
PYTHON
venv/bin/python seen.py
