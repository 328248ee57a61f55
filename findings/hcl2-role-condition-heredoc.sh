#!/usr/bin/env bash
# python-hcl2 8.1.4, with Terraform that assigns a role: texts keep their quotes, labels and keys of maps
# too (`"\"Reader\""`), and a heredoc keeps its marks: the `condition` of a role assignment, which is usually written as one,
# begins with `"<<-EOT` and has the indentation that Terraform takes away. `strip_string_quotes` takes the quotes away and leaves the
# marks; `preserve_heredocs=False` does the opposite; only both give what Terraform deploys. A check that looks for
# `role_definition_name == "Owner"`, as 7.3.1 and older gave it, finds no role any more, and passes.
#
# Guess: a string of the source is a string of Python, and a heredoc is its text.
# Seen: "\"Owner\"" "\"<<-EOT\n    (!(ActionMatches{'*'}))\n  EOT\"" | both options: "Owner" "(!(ActionMatches{'*'}))"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q python-hcl2==8.1.4
"$folder/venv/bin/python" - <<'PYTHON'
import json

import hcl2
from hcl2 import SerializationOptions

SOURCE = """resource "azurerm_role_assignment" "owner" {
  role_definition_name = "Owner"
  condition            = <<-EOT
    (!(ActionMatches{'*'}))
  EOT
}
"""


def read(**options):
    [block] = hcl2.loads(SOURCE, serialization_options=SerializationOptions(**options))["resource"]
    [[kind, named]] = block.items()
    [[_, body]] = named.items()
    return kind, " ".join(json.dumps(body[field]) for field in ("role_definition_name", "condition"))


kind, plain = read()
assert kind == '"azurerm_role_assignment"', kind
assert "<<-EOT" in read(strip_string_quotes=True)[1]
assert '\\"' in read(preserve_heredocs=False)[1]
kind, both = read(strip_string_quotes=True, preserve_heredocs=False)
assert kind == "azurerm_role_assignment", kind
seen = f"{plain} | both options: {both}"
print(seen)
assert seen == (
    r'"\"Owner\"" "\"<<-EOT\n    (!(ActionMatches{' "'*'" r'}))\n  EOT\""'
    """ | both options: "Owner" "(!(ActionMatches{'*'}))\""""
), seen
PYTHON
