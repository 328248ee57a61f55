#!/usr/bin/env bash
# azure-mgmt-authorization 4.0.0 (pip) and pulumi-azure-native 3.29.0, a role assignment that is created without a principal type: both send `"principalType":
# "User"`, unasked, as the description of the API has it for a default. Azure looks then for a user, and refuses a group, a managed identity or any
# other service principal (UnmatchedPrincipalType; issue 21664 of azure-rest-api-specs), though its id is right. `principal_type=None` makes the
# first send no type; with Pulumi the type has to be given. @azure/arm-authorization 9.0.0 (npm) and azure-mgmt-authorization 5.0.0b2 send
# none, so that a program that is moved to another client or version is refused, or no longer refused, what it asked for before.
#
# Guess: what isn't given isn't sent, and clients of one API send the same.
# Seen: Python 4.0.0 User, None: nothing | Pulumi User | JavaScript nothing | Python 5.0.0b2 nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile azure-mgmt-authorization==4.0.0 pulumi-azure-native==3.29.0
python3 -m venv newer
newer/bin/pip install -q --no-compile azure-mgmt-authorization==5.0.0b2
npm install --silent --no-fund --no-audit @azure/arm-authorization@9.0.0 @azure/core-rest-pipeline
cat >python.py <<'PYTHON'
from azure.mgmt.authorization.models import RoleAssignmentCreateParameters as Create

assignment = {"role_definition_id": "/role", "principal_id": "identity"}
for given in ({}, {"principal_type": None}):
    print(Create(**assignment, **given).serialize()["properties"].get("principalType", "nothing"))
PYTHON
cat >newer.py <<'PYTHON'
from azure.mgmt.authorization.models import RoleAssignmentCreateParameters, RoleAssignmentProperties

properties = RoleAssignmentProperties(role_definition_id="/role", principal_id="identity")
print(RoleAssignmentCreateParameters(properties=properties).as_dict()["properties"].get("principalType", "nothing"))
PYTHON
cat >pulumi.txt <<'PYTHON'
from pulumi.runtime import Mocks, set_mocks, test


class Engine(Mocks):
    def new_resource(self, args):
        print(args.inputs.get("principalType", "nothing"))
        return args.name, args.inputs

    def call(self, args):
        return {}


set_mocks(Engine())


@test
def program():
    from pulumi_azure_native.authorization import RoleAssignment

    RoleAssignment("a", scope="/subscriptions/s", role_definition_id="/role", principal_id="identity")


program()
PYTHON
cat >javascript.mjs <<'JS'
import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { createHttpHeaders } from "@azure/core-rest-pipeline";

const credential = { getToken: async () => ({ token: "token", expiresOnTimestamp: Date.now() + 3600_000 }) };
const headers = createHttpHeaders({ "content-type": "application/json" });
const sent = [];
const httpClient = {
  sendRequest: async (request) => (sent.push(request.body), { request, status: 201, headers, bodyAsText: "{}" }),
};
const client = new AuthorizationManagementClient(credential, "s", { httpClient });
await client.roleAssignments.create("/subscriptions/s", "a", { roleDefinitionId: "/role", principalId: "identity" });
console.log(JSON.parse(sent[0]).properties.principalType ?? "nothing");
JS
{ read -r python; read -r none; } < <(venv/bin/python python.py)
pulumi=$(venv/bin/python pulumi.txt)
seen="Python 4.0.0 $python, None: $none | Pulumi $pulumi | JavaScript $(node javascript.mjs) | Python 5.0.0b2 $(newer/bin/python newer.py)"
echo "$seen"
test "$seen" = "Python 4.0.0 User, None: nothing | Pulumi User | JavaScript nothing | Python 5.0.0b2 nothing"
