#!/usr/bin/env bash
# @microsoft/sarif-multitool 5.7.0, `validate`: a rule that has an id and a short description only is valid SARIF
# 2.1.0, and the tool's own rules (`--rule-kind Sarif`, its default) find no fault in it. By its rules for GitHub's
# code scanning (`--rule-kind Ghas`) the same file has two errors, GH2012: a rule needs `fullDescription` and `help`.
# Who holds a file to the schema, or to what `validate` says by itself, learns of neither; and a rule whose `name`
# is its id is a fault (SARIF1001), so that `name` is better left out than repeated.
#
# Seen: Sarif: no error; Ghas: GH2012, GH2012; named like its id: SARIF1001
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --loglevel error @microsoft/sarif-multitool@5.7.0 >/dev/null
tool=node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod +x "$tool"
written() { # written FIELDS: a log with one rule and one result
    cat <<JSON
{"\$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
 "version": "2.1.0",
 "runs": [{
  "tool": {"driver": {"name": "tool", "version": "1.0.0", "semanticVersion": "1.0.0",
   "rules": [{"id": "A1", $1 "shortDescription": {"text": "What is wrong."}}]}},
  "columnKind": "utf16CodeUnits",
  "results": [{"ruleId": "A1", "ruleIndex": 0, "level": "warning", "message": {"text": "It is wrong here."},
   "partialFingerprints": {"id/v1": "1"},
   "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a.json"},
    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}}}]}]}]}
JSON
}
errors() { # errors FILE KIND: the ids of the errors that the tool finds
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$tool" validate "$1" --output found.sarif --log ForceOverwrite \
        --rule-kind "$2" --level 'Error;Warning' >/dev/null || true
    node -e '
        const text = require("fs").readFileSync("found.sarif", "utf8").replace(/^\uFEFF/, "");
        const [run] = JSON.parse(text).runs;
        const faults = (run.results ?? []).map((one) => one.ruleId).filter((id) => /^GH2012|^SARIF1/.test(id));
        console.log(faults.sort().join(", ") || "no error");
    '
}
written '' >bare.sarif
written '"name": "A1",' >named.sarif
said="Sarif: $(errors bare.sarif Sarif); Ghas: $(errors bare.sarif Ghas); named like its id: $(errors named.sarif Sarif)"
echo "$said"
[ "$said" = 'Sarif: no error; Ghas: GH2012, GH2012; named like its id: SARIF1001' ]
