#!/usr/bin/env bash
# databricks-labs-ucx 0.60.1 (pip), which moves access to Azure storage into Unity Catalog (`principal-prefix-access` writes
# azure_storage_account_info.csv): of a custom role the actions and the data actions are put into one list, and what is excluded isn't read. A
# role with `*/read` in its actions alone, which reads no blob in Azure, is given READ_FILES, and a copy of Contributor WRITE_FILES; a role
# whose notDataActions take the writing away has it. Of several blocks of permissions the last one counts. (Built-in roles go by name,
# and Contributor itself gets nothing.) Whoever had no data before the migration has it afterwards, and some who had have not.
#
# Guess: data actions alone grant data, less the notDataActions, in every block.
# Seen: reader READ_FILES, contributor WRITE_FILES, no-write WRITE_FILES, blob-reader READ_FILES, first-block nothing, Contributor nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile databricks-sdk==0.162.0 databricks-labs-blueprint==0.12.0 databricks-labs-lsql==0.17.0
"$folder/venv/bin/pip" install -q --no-compile --no-deps databricks-labs-ucx==0.60.1
"$folder/venv/bin/python" - <<'PYTHON'
from types import SimpleNamespace

from databricks.labs.ucx.azure.access import AzureResourcePermissions
from databricks.labs.ucx.azure.resources import AzureResource, AzureResources, StorageAccount

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
ACCOUNT = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/lake"
CONTAINER = f"{ACCOUNT}/blobServices/default/containers/raw"
NO_ASSIGNING = ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/*/Delete"]
ROLES = {
    "reader": [{"actions": ["*/read"]}],
    "contributor": [{"actions": ["*"], "notActions": NO_ASSIGNING}],
    "no-write": [{"dataActions": [f"{BLOBS}/*"], "notDataActions": [f"{BLOBS}/write", f"{BLOBS}/delete"]}],
    "blob-reader": [{"dataActions": [f"{BLOBS}/read"]}],
    "first-block": [{"dataActions": [f"{BLOBS}/write"]}, {"actions": ["Microsoft.Support/*"]}],
    "Contributor": [{"actions": ["*"], "notActions": NO_ASSIGNING}],
}


class Azure:
    """Azure with one container, at which one principal has each role."""

    def get(self, path, *_, **__):
        if path.endswith("/containers"):
            return {"value": [{"id": CONTAINER}]}
        if path.endswith("/roleAssignments"):
            of = {"principalType": "ServicePrincipal", "scope": CONTAINER}
            return {"value": [{"id": n, "properties": {**of, "principalId": n, "roleDefinitionId": n}} for n in ROLES]}
        if path.startswith("/v1.0/directoryObjects/"):
            name = path.rpartition("/")[2]
            return {"id": name, "appId": name, "displayName": name, "servicePrincipalType": "ManagedIdentity"}
        kind = "BuiltInRole" if path == "Contributor" else "CustomRole"
        return {"properties": {"roleName": path, "type": kind, "permissions": ROLES[path]}}


azure = AzureResources(Azure(), Azure())
permissions = AzureResourcePermissions(SimpleNamespace(), SimpleNamespace(), azure, SimpleNamespace())
account = StorageAccount(AzureResource(ACCOUNT), "lake", "westeurope", "Deny")
found = {mapping.principal: mapping.privilege for mapping in permissions._map_storage(account)}
seen = ", ".join(f"{role} {found.get(role, 'nothing')}" for role in ROLES)
print(seen)
assert seen == (
    "reader READ_FILES, contributor WRITE_FILES, no-write WRITE_FILES, blob-reader READ_FILES,"
    " first-block nothing, Contributor nothing"
)
PYTHON
