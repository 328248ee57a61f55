#!/usr/bin/env bash
# sarif-tools 3.0.5 (pip), `sarif --check error diff OLD NEW`: results are counted by rule and by what their messages begin with
# in common; fingerprints are not looked at. Where two owners are gone and two others are there, there are "no changes"; where
# there are two more, no severity is said to have grown, and the exit code is 0. Where the messages happen to begin
# with one more letter in common, all of them are a new issue, and it is 1. So as a gate it lets new findings of a rule
# pass that had some before, and fails for none. `baselineState`, which it doesn't read, has to come from the tool that wrote the log.
#
# Guess: results are matched by `partialFingerprints`, which exist for that; two more errors are an increase.
# Seen: others: no changes, exit 0 | two more: 2 -> 4 (+2), exit 0 | one other, on A: +1 -1, exit 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q sarif-tools==3.0.5
written() { # written FILE NAME…: a log with a result for each name
    local file=$1 results=''
    shift
    for name in "$@"; do
        results+="{\"ruleId\": \"owner\", \"ruleIndex\": 0, \"level\": \"error\", \"message\": {\"text\": \"$name is an owner.\"},
            \"partialFingerprints\": {\"finding/v1\": \"$name\"},
            \"locations\": [{\"logicalLocations\": [{\"fullyQualifiedName\": \"/subscriptions/$name\"}]}]},"
    done
    cat >"$file" <<JSON
{"\$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
 "version": "2.1.0",
 "runs": [{"tool": {"driver": {"name": "tool", "rules": [{"id": "owner"}]}}, "results": [${results%,}]}]}
JSON
}
compared() { # compared FILE: what the gate says of the errors, and how it exits
    local code=0
    venv/bin/sarif --check error diff old.sarif "$1" >said 2>/dev/null || code=$?
    echo "$(grep -v '^warning\|^note\|^all' said | grep -o 'no changes$\|[0-9]* -> [0-9]* (+[0-9]*)\|+1 -1$' | tail -1), exit $code"
}
written old.sarif ada bob
written another.sarif eve kim
written more.sarif ada bob eve kim
written prefix.sarif ada axel
said="others: $(compared another.sarif) | two more: $(compared more.sarif) | one other, on A: $(compared prefix.sarif)"
echo "$said"
[ "$said" = 'others: no changes, exit 0 | two more: 2 -> 4 (+2), exit 0 | one other, on A: +1 -1, exit 1' ]
