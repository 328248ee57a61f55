#!/usr/bin/env bash
# @microsoft/sarif-multitool 5.7.0, any command that writes a log (`rewrite`, `merge`, `match-results-forward`, `suppress`):
# `"level": "warning"` of a result is left out, as if warning were what a missing level means. By SARIF 2.1.0
# (3.27.10) a missing level is that of the rule's `defaultConfiguration`, so a warning of a rule whose default is
# `error` or `note` becomes an error or a note for whoever reads the log next. `query "Level == 'Error'"`
# doesn't look at the rule either: a result that leaves its level to a rule of errors is a warning to it. A log whose results differ
# from their rules' default is better not passed through it, or its levels put back afterwards.
#
# Guess: a command that merges logs keeps the level of each result.
# Seen: error, (none), note of a rule of errors | query: 1 error of 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --loglevel error @microsoft/sarif-multitool@5.7.0 >/dev/null
tool=node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod +x "$tool"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
written() { # written LEVEL…: a log of one rule, errors by default, with a result of each level
    local results=''
    for level in "$@"; do
        results+="{\"ruleId\": \"A1\", \"ruleIndex\": 0, $level \"message\": {\"text\": \"It is wrong here.\"}},"
    done
    cat <<JSON
{"\$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
 "version": "2.1.0",
 "runs": [{"tool": {"driver": {"name": "tool", "rules": [{"id": "A1", "defaultConfiguration": {"level": "error"}}]}},
  "results": [${results%,}]}]}
JSON
}
written '"level": "error",' '"level": "warning",' '"level": "note",' >levels.sarif
"$tool" merge levels.sarif --output-file merged.sarif --log ForceOverwrite >/dev/null
levels=$(node -e '
    const text = require("fs").readFileSync("merged.sarif", "utf8").replace(/^\uFEFF/, "");
    const [run] = JSON.parse(text).runs;
    const standard = run.tool.driver.rules[0].defaultConfiguration.level;
    console.log(run.results.map((one) => one.level ?? "(none)").join(", "), `of a rule of ${standard}s`);
')
written '"level": "error",' '' >default.sarif
found=$("$tool" query default.sarif --expression "Level == 'Error'" | grep -o 'Found [0-9] of [0-9]')
said="$levels | query: $(sed 's/Found \(.\) of/\1 error of/' <<<"$found")"
echo "$said"
[ "$said" = 'error, (none), note of a rule of errors | query: 1 error of 2' ]
