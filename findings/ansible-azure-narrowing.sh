#!/usr/bin/env bash
# azure.azcollection 3.12.0 (in ansible 12.3.0, pip), four modules that give and don't take: the task that widens access is carried out, and the one that
# narrows it again is ok, not changed, and nothing is sent. A service principal stays enabled by `account_enabled: false`
# (azure_rm_adserviceprincipal), an application keeps its implicit flow by `oauth2_allow_implicit_flow: false` (azure_rm_adapplication), a key
# of a service bus keeps `manage` by `rights: listen` (azure_rm_servicebussaspolicy), and a vault lets an address in that stands in
# `ip_rules` no more (azure_rm_keyvault). A playbook that was green says nothing about what it took away; look with the modules' `_info`.
#
# Guess: what a task says is so afterwards, or it fails.
# Seen: principal enabled: ok, enabled | flow on: changed, off: ok, on | rights for listen: ok, manage | address added: changed, removed: ok, kept
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile ansible-core==2.18.9 msgraph-sdk==1.65.0 azure-mgmt-keyvault==10.3.1 python-dateutil==2.9.0.post0
venv/bin/pip download -q --no-deps ansible==12.3.0
cat >seen.py <<'PYTHON'
import json
import sys
import zipfile
from glob import glob
from types import SimpleNamespace

import httpx
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter

(wheel,) = glob("ansible-*.whl")
with zipfile.ZipFile(wheel) as archive:
    wanted = [name for name in archive.namelist() if "/azure/azcollection/plugins/module" in name]
    archive.extractall(members=wanted)
sys.path.insert(0, ".")
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_adapplication import AzureRMADApplication
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_adserviceprincipal import AzureRMADServicePrincipal
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_keyvault import AzureRMVaults
from ansible_collections.azure.azcollection.plugins.modules.azure_rm_servicebussaspolicy import AzureRMServiceBusSASPolicy


class Graph:
    """Microsoft Graph with this one object, which it changes as it is told."""

    def __init__(self, kind, held):
        self.held = {"@odata.type": kind, "id": "o", "appId": "a", **held}

    def __call__(self, request):
        if request.method != "PATCH":
            return httpx.Response(200, json={"value": [self.held]})
        for name, value in json.loads(request.content).items():
            self.held[name] = {**self.held.get(name, {}), **value} if isinstance(value, dict) else value
        return httpx.Response(204)


def of(module, graph):
    """The module without its signing in."""

    class Task(module):
        def __init__(self, names):
            self.module_arg_spec = dict.fromkeys(names)
            self.results = {"changed": False}

        def get_msgraph_client(self):
            http = httpx.AsyncClient(transport=httpx.MockTransport(graph))
            return GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider(), client=http))

        def log(self, *_):
            pass

    return Task


def run(task, arguments):
    return "changed" if task(arguments).exec_module(**arguments)["changed"] else "ok"


def principal(**asked):
    graph = Graph("#microsoft.graph.servicePrincipal", {"accountEnabled": True, "appRoleAssignmentRequired": False})
    names = ["account_enabled", "app_id", "app_role_assignment_required", "notes", "service_principal_type", "state"]
    done = run(of(AzureRMADServicePrincipal, graph), {**dict.fromkeys(names), "app_id": "a", "state": "present", **asked})
    return done, graph.held["accountEnabled"], graph.held["appRoleAssignmentRequired"]


def application(before, after):
    grant = {"enableAccessTokenIssuance": before}
    web = {"redirectUris": [], "implicitGrantSettings": grant}
    graph = Graph("#microsoft.graph.application", {"appRoles": [], "web": web, "spa": {}, "publicClient": {}})
    names = """app_id display_name app_roles credential_description end_date homepage identifier_uris key_type key_usage key_value
        native_app oauth2_allow_implicit_flow optional_claims password web_reply_urls spa_reply_urls public_client_reply_urls
        required_resource_accesses start_date allow_guests_sign_in sign_in_audience notes state"""
    asked = {**dict.fromkeys(names.split()), "app_id": "a", "oauth2_allow_implicit_flow": after, "state": "present"}
    done = run(of(AzureRMADApplication, graph), asked)
    return done, graph.held["web"]["implicitGrantSettings"]["enableAccessTokenIssuance"]


def rights(before, after):
    held = {"rights": before, "name": "p"}

    class Bus:
        """A namespace of a service bus with this policy."""

        def get_authorization_rule(self, *_):
            if held["rights"] is None:
                raise LookupError
            return SimpleNamespace(as_dict=lambda: dict(held))

        def create_or_update_authorization_rule(self, *_, parameters):
            held.update(parameters)
            return self.get_authorization_rule()

        def list_keys(self, *_):
            return SimpleNamespace(as_dict=dict)

    class Task(AzureRMServiceBusSASPolicy):
        servicebus_client = SimpleNamespace(namespaces=Bus())

        def __init__(self, names):
            self.module_arg_spec, self.results, self.check_mode = dict.fromkeys(names), {}, False

    names = ["queue", "topic", "regenerate_primary_key", "regenerate_secondary_key"]
    asked = {**dict.fromkeys(names, False), "resource_group": "rg", "namespace": "n", "name": "p", "rights": after, "state": "present"}
    return run(Task, asked), " ".join(held["rights"])


def addresses(before, after):
    rules = {"bypass": "AzureServices", "default_action": "Deny", "virtual_network_rules": []}
    held = {"tenant_id": "t", "access_policies": [], "network_acls": {**rules, "ip_rules": [{"value": f"{each}/32"} for each in before]}}

    class Task(AzureRMVaults):
        _cloud_environment = SimpleNamespace(endpoints=SimpleNamespace(resource_manager=""))

        def __init__(self, names):
            self.module_arg_spec, self.parameters, self.results = dict.fromkeys(names), {}, {"changed": False}
            for name in ("resource_group", "vault_name", "hsm_name", "identity", "administrators", "is_purge_deleted", "tags", "state"):
                setattr(self, name, None)
            self.to_do, self.check_mode = 0, False

        def get_mgmt_svc_client(self, *_, **__):
            return None

        def get_resource_group(self, _):
            return SimpleNamespace(location="westeurope")

        def get_instance(self):
            return {"id": "/v", "location": "westeurope", "properties": json.loads(json.dumps(held)), "tags": {}}

        def update_single_managed_identity(self, **_):
            return False, None

        def update_tags(self, tags):
            return False, tags

        def create_update_keyvault(self):
            held.update(self.parameters["properties"])
            return self.get_instance()

        def log(self, *_):
            pass

    wanted = {**rules, "ip_rules": [{"value": each} for each in after]}
    asked = dict.fromkeys("hsm_name identity administrators is_purge_deleted tags".split())
    asked |= {"resource_group": "rg", "vault_name": "v", "vault_tenant": "t", "network_acls": wanted, "state": "present"}
    done = run(Task, {**asked, "enable_purge_protection": False})
    return done, " ".join(each["value"] for each in held["network_acls"]["ip_rules"]) or "none"


seen = {
    "principal, roles required": principal(app_role_assignment_required=True),
    "principal, disabled": principal(account_enabled=False),
    "implicit flow, on": application(False, True),
    "implicit flow, off": application(True, False),
    "no policy, listen": rights(None, "listen"),
    "manage, listen": rights(["Listen", "Manage", "Send"], "listen"),
    "address added": addresses([], ["203.0.113.7"]),
    "address removed": addresses(["203.0.113.7"], []),
}
for name, found in seen.items():
    print(name, *found, sep=" | ")
assert seen == {
    "principal, roles required": ("changed", True, True),
    "principal, disabled": ("ok", True, False),
    "implicit flow, on": ("changed", True),
    "implicit flow, off": ("ok", True),
    "no policy, listen": ("changed", "Listen"),
    "manage, listen": ("ok", "Listen Manage Send"),
    "address added": ("changed", "203.0.113.7"),
    "address removed": ("ok", "203.0.113.7/32"),
}, seen
PYTHON
venv/bin/python seen.py
