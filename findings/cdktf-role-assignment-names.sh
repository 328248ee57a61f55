#!/usr/bin/env bash
# microsoft-cdktfconstructs 2.5.1 (pip; @microsoft/terraform-cdk-constructs, Azure by cdktn 0.22.0), `RoleAssignment`, whose name is "deterministic", a hash of its scope, role
# and principal. What comes from another resource, `resourceGroup.id`, is no value yet then but a placeholder with a number, counted over the whole program,
# and the hash is of that. So a resource group that is added to the program anywhere before gives every later assignment another name, and the plan takes each away and makes
# it again; and two programs that each give a role at a group of their own have one name for both, in one tenant. The role of an assignment
# is always among `ignore_changes`: with literal ids a new role means a new name all the same, but a role by a variable (or of a custom role) that turns from Owner to
# Reader changes neither the name nor anything that is planned, and Owner stays. With literal scopes and roles the names keep.
# (The Python edition of this version can't be imported; the JavaScript within it is what is run here.)
#
# Guess: the same assignment has the same name, another one another, and the role that the source says is deployed.
# Seen: same name again: yes, a group more: no, group of another name: the same | role by variable, Reader and Owner: the same, ignored | literal scope, a
# group more: the same, Owner: another
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
pip download -q --no-deps --disable-pip-version-check microsoft-cdktfconstructs==2.5.1 cdktn==0.22.0 constructs==10.8.1
for wheel in *.whl; do
    unzip -qjo "$wheel" '*.jsii.tgz'
done
npm install --silent --no-fund --no-audit --no-save --ignore-scripts --legacy-peer-deps ./*.tgz
cat >synth.cjs <<'JAVASCRIPT'
const { App, TerraformStack, TerraformVariable } = require("cdktn");
const { azure_resourcegroup, azure_roleassignment, core_azure } = require("@microsoft/terraform-cdk-constructs");
const { mkdtempSync, readFileSync } = require("node:fs");

const roles = { reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7", owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" };
const { groups = ["rg"], role = "reader", variable, scope } = JSON.parse(process.argv[2]);
const outdir = mkdtempSync("out");
const app = new App({ outdir });
const stack = new TerraformStack(app, "stack");
new core_azure.AzapiProvider(stack, "azapi", {});
const made = groups.map((name, at) => new azure_resourcegroup.ResourceGroup(stack, `group${groups.length - at}`, { name, location: "westeurope" }));
const id = `/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;
const roleDefinitionId = variable ? new TerraformVariable(stack, "role", { type: "string", default: id }).stringValue : id;
new azure_roleassignment.RoleAssignment(stack, "assignment", {
  name: "assignment",
  roleDefinitionId,
  principalId: "00000000-0000-0000-0000-0000000000aa",
  scope: scope ?? made[made.length - 1].id,
  principalType: "User",
});
app.synth();
const resources = JSON.parse(readFileSync(`${outdir}/stacks/stack/cdk.tf.json`)).resource.azapi_resource;
const found = Object.values(resources).find((each) => each.type.startsWith("Microsoft.Authorization/roleAssignments"));
console.log(found.name, found.lifecycle.ignore_changes.includes("body.properties.roleDefinitionId") ? "role ignored" : "role counts");
JAVASCRIPT
name() {
    node synth.cjs "$1"
}
same() {
    if [[ $(name "$2") == $(name "$3") ]]; then answer=same; else answer=other; fi
    echo "$1: $answer"
}
literal='"scope": "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"'
{
    same "run again" '{}' '{}'
    same "a group more" '{}' '{"groups": ["new", "rg"]}'
    same "group of another name" '{}' '{"groups": ["other"]}'
    same "Reader, Owner" '{}' '{"role": "owner"}'
    same "by a variable" '{"variable": true}' '{"variable": true, "role": "owner"}'
    same "literal scope, a group more" "{$literal}" "{$literal, \"groups\": [\"new\", \"rg\"]}"
    same "literal scope, Reader, Owner" "{$literal}" "{$literal, \"role\": \"owner\"}"
    name '{"variable": true}' | cut -d ' ' -f 2-
} | tee seen.txt
diff seen.txt - <<'TEXT'
run again: same
a group more: other
group of another name: same
Reader, Owner: other
by a variable: same
literal scope, a group more: same
literal scope, Reader, Owner: other
role ignored
TEXT
