#!/usr/bin/env bash
# azure-cli 2.91.0, `az managedservices definition list` and `assignment list --include-definition true`
# (Azure Lighthouse): the commands ask API version 2019-06-01 and keep only the fields that this version
# knows. Authorizations that need an activation (`eligibleAuthorizations`, since 2020-02-01-preview) are
# left out of the output even where Azure answers with them, and nothing says so. A review of who may act
# from another tenant that is made of this output misses everybody who is eligible;
# `az rest --url '…?api-version=2022-10-01&$expandRegistrationDefinition=true'` has them.
#
# Seen: {"properties": {"authorizations": [{"principalId": "p", "roleDefinitionId": "r"}]}}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
from azure.cli.command_modules.managedservices.aaz.latest.managedservices import assignment, definition
from azure.cli.core.aaz import AAZObjectType
from azure.cli.core.aaz._command import AAZCommand
from azure.cli.core.aaz._field_value import AAZObject

offer = {
    "authorizations": [{"principalId": "p", "roleDefinitionId": "r"}],
    "eligibleAuthorizations": [{"principalId": "q", "roleDefinitionId": "s"}],
}


def printed(command, operation, record):
    """What the command prints of an answer with this record."""
    schema = AAZObjectType()
    schema["answer"] = operation._build_schema_on_200()
    answer = AAZObject(schema, data={})
    answer["answer"] = {"value": [record]}
    return json.dumps(AAZCommand.deserialize_output(answer["answer"].value, client_flatten=True))


listed = definition.List
found = printed(listed, listed.RegistrationDefinitionsList, {"properties": offer})
print(listed._aaz_info["version"], found)
assert listed._aaz_info["version"] == "2019-06-01"
assert json.loads(found) == [{"properties": {"authorizations": offer["authorizations"]}}]

listed = assignment.List
record = {"properties": {"registrationDefinitionId": "d", "registrationDefinition": {"properties": offer}}}
found = printed(listed, listed.RegistrationAssignmentsList, record)
print(listed._aaz_info["version"], found)
assert "eligible" not in found and '"authorizations"' in found
PYTHON
