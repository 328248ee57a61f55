#!/usr/bin/env bash
# parse-hcl 1.0.0 (pip) and hcl-to-json 0.1.1 (npm), readers of Terraform's source, with role assignments as people write them. A condition is a heredoc with an indented
# end, `<<-EOT` … `  EOT`, as a rule; parse-hcl knows an end at the start of a line only, so that the assignment and all that follows it in the file,
# up to the next end of that kind, isn't there: an Owner that is assigned below a limited delegate is in no JSON. It exits with 0, and says "Unclosed block" of the one
# that it lost among its notes. hcl-to-json, which reads HCL of before Terraform 0.12, takes a choice for blocks within each other: of
# `role_definition_name = var.prod ? "Reader" : "Owner"` the role is `var.prod`, and `principal_id`, which stands below, is inside "Owner" inside ":" inside "Reader"
# inside "?", with no error. @cdktf/hcl2json 0.21.0 (npm) and pygohcl 1.2.9 (pip), which are HashiCorp's parser, have all.
#
# Guess: what is read without a failure is whole.
# Seen: roles in order: hcl2json delegate owner reader, parse-hcl (exit 0, 1 note) nothing, without heredoc delegate owner reader | hcl-to-json: role var.prod, no
# principal
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q parse-hcl==1.0.0 pygohcl==1.2.9
npm install --silent --no-fund --no-audit --no-save hcl-to-json@0.1.1 @cdktf/hcl2json@0.21.0
cat >rest.txt <<'HCL'

resource "azurerm_role_assignment" "owner" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000001"
  role_definition_name = "Owner"
  principal_id         = "00000000-0000-0000-0000-0000000000aa"
}

resource "azurerm_role_assignment" "reader" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000001"
  role_definition_name = "Reader"
  principal_id         = "00000000-0000-0000-0000-0000000000bb"
}
HCL
cat >indented.tf - rest.txt <<'HCL'
resource "azurerm_role_assignment" "delegate" {
  role_definition_name = "Role Based Access Control Administrator"
  condition            = <<-EOT
    (!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))
  EOT
}
HCL
cat >one-line.tf - rest.txt <<'HCL'
resource "azurerm_role_assignment" "delegate" {
  role_definition_name = "Role Based Access Control Administrator"
  condition            = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))"
}
HCL
cat >choice.tf <<'HCL'
resource "azurerm_role_assignment" "team" {
  role_definition_name = var.prod ? "Reader" : "Owner"
  principal_id         = "00000000-0000-0000-0000-0000000000aa"
}
HCL
cat >seen.cjs <<'JAVASCRIPT'
const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const { parse } = require("@cdktf/hcl2json");
const toJson = require("hcl-to-json");

const read = (name) => readFileSync(name, "utf8");
(async () => {
  const all = async (name) => Object.keys((await parse(name, read(name))).resource.azurerm_role_assignment).sort();
  const expected = await all("indented.tf");
  const team = toJson(read("choice.tf")).resource.azurerm_role_assignment.team;
  console.log("hcl2json:", ...expected, "| hcl-to-json:", JSON.stringify(team));
  assert.deepEqual(expected, ["delegate", "owner", "reader"]);
  assert.deepEqual(await all("one-line.tf"), expected);
  const principal_id = "00000000-0000-0000-0000-0000000000aa";
  assert.deepEqual(team, { role_definition_name: "var.prod", "?": { Reader: { ":": { Owner: { principal_id } } } } });
})();
JAVASCRIPT
node seen.cjs
cat >seen.py <<'PYTHON'
import json
import subprocess

import pygohcl


def read(file):
    done = subprocess.run(["venv/bin/parse-hcl", "--file", file, "--stdout"], capture_output=True, text=True, check=True)
    text = done.stdout[done.stdout.index("{") :] if "{" in done.stdout else "{}"
    found = json.JSONDecoder().raw_decode(text)[0].get("resource", [])
    return [resource["name"] for resource in found], done.stderr.count("Unclosed block") + done.stdout.count("Unclosed block")


with open("indented.tf") as source:
    all_of_it = sorted(pygohcl.loads(source.read())["resource"]["azurerm_role_assignment"])
indented, one_line = read("indented.tf"), read("one-line.tf")
print("pygohcl:", *all_of_it, "| parse-hcl: indented", *indented, "one line", *one_line)
assert all_of_it == ["delegate", "owner", "reader"], all_of_it
assert indented == ([], 1), indented
assert one_line == (["delegate", "owner", "reader"], 0), one_line
PYTHON
venv/bin/python seen.py
