#!/usr/bin/env bash
# sarif-manager 0.4.2 (pip), `sarif-manager azure write-logs`, which makes errors and warnings of a pipeline of Azure DevOps out of a SARIF log, with one of a
# review of access: whatever is at line 1 is left out, and so is what has no file. An export that a program wrote (`json.dump`, `jq -c`, PowerShell's
# `-Compress`) is one line, so that the pipeline shows no owner at all, and its step is green. Messages aren't printed: of who owns what the line number is
# left, and of the rule what follows its first hyphen (`guest-owner` is "owner", `no-owner` too); results of one rule, file and line are one. What was
# accepted is an error, as is a note, and what is gone; only a level that says `warning` is a warning, so that a missing one, which is the rule's, is an
# error. `create-work-items` leaves out the same ones. Nothing says how many were.
#
# Guess: a result is a line, with its message and level; what is accepted isn't shown.
# Seen: lines 1: none of 2 | lines 2 to 6: error owner, warning owner, error owner (note), error owner (accepted) | named: nobody
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q sarif_manager==0.4.2
cd "$folder"
cat >write.py <<'PYTHON'
import json


def log(name, *results):
    rules = [
        {"id": name, "fullDescription": {"text": name}, "defaultConfiguration": {"level": level}}
        for name, level in (("guest-owner", "warning"), ("no-owner", "note"))
    ]
    made = [
        {
            "ruleId": rule,
            "message": {"text": f"{who} owns s1"},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": "roles.json"}, "region": {"startLine": line}}}
            ],
            **more,
        }
        for rule, who, line, more in results
    ]
    run = {"tool": {"driver": {"name": "review", "rules": rules}}, "results": made}
    with open(name, "w") as file:
        json.dump({"version": "2.1.0", "runs": [run]}, file)


error = {"level": "error"}
log("one-line.sarif", ("guest-owner", "ada", 1, error), ("guest-owner", "eve", 1, error))
log(
    "lines.sarif",
    ("guest-owner", "ada", 2, error),
    ("guest-owner", "eve", 2, error),
    ("guest-owner", "bob", 3, {"level": "warning"}),
    ("guest-owner", "cat", 4, {}),
    ("no-owner", "nobody", 5, {"level": "note"}),
    ("guest-owner", "dan", 6, error | {"suppressions": [{"kind": "external", "status": "accepted"}]}),
    ("guest-owner", "fay", 7, error | {"baselineState": "absent"}),
)
PYTHON
venv/bin/python write.py
for log in one-line lines; do
    echo "$log:"
    venv/bin/sarif-manager azure write-logs "$log.sarif" --org contoso --project access | sed 's/ | https.*//'
done | tee out
diff out - <<'SEEN'
one-line:
lines:
##vso[task.logissue type=error]owner at /roles.json:2
##vso[task.logissue type=error]owner at /roles.json:4
##vso[task.logissue type=error]owner at /roles.json:5
##vso[task.logissue type=error]owner at /roles.json:6
##vso[task.logissue type=error]owner at /roles.json:7
##vso[task.logissue type=warning]owner at /roles.json:3
SEEN
