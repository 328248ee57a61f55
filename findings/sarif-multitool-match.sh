#!/usr/bin/env bash
# @microsoft/sarif-multitool 5.7.0, `match-results-forward`: a result of the same rule at the same place as an earlier one is
# "unchanged", even where its `partialFingerprints` and its message are others, and takes over that one's
# suppressions, unless it has a list of its own, be it empty. Where a line of an export says who holds a role, whoever
# comes to stand in that line is accepted as the one before was; nothing is new, and nothing is gone.
# `baselineState` and acceptance have to come from the tool that knows what makes two results the same.
#
# Guess: different fingerprints of the same name make two results: one new, one absent.
# Seen: 1 result: eve is Owner: unchanged, accepted
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --loglevel error @microsoft/sarif-multitool@5.7.0 >/dev/null
tool=node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod +x "$tool"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
written() { # written NAME SUPPRESSIONS: a log with one result
    cat <<JSON
{"\$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
 "version": "2.1.0",
 "runs": [{"tool": {"driver": {"name": "tool", "rules": [{"id": "A1"}]}}, "results": [
  {"ruleId": "A1", "ruleIndex": 0, "level": "error", "message": {"text": "$1 is Owner"}, $2
   "partialFingerprints": {"finding/v1": "$1"},
   "locations": [{"physicalLocation": {"artifactLocation": {"uri": "assignments.json"}, "region": {"startLine": 10}}}]}]}]}
JSON
}
written ada '"suppressions": [{"kind": "external", "status": "accepted", "justification": "The only one."}],' >monday.sarif
written eve '' >tuesday.sarif
"$tool" match-results-forward tuesday.sarif --previous monday.sarif --output-file-path matched.sarif >/dev/null
said=$(node -e '
    const text = require("fs").readFileSync("matched.sarif", "utf8").replace(/^\uFEFF/, "");
    const { results } = JSON.parse(text).runs[0];
    const told = results.map((one) =>
        `${one.message.text}: ${one.baselineState}, ${(one.suppressions ?? []).map((by) => by.status)}`);
    console.log(`${results.length} result: ${told}`);
')
echo "$said"
[ "$said" = '1 result: eve is Owner: unchanged, accepted' ]
