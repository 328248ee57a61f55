#!/usr/bin/env bash
# sarif-tools 3.0.5 (pip), `sarif --check error …` as a gate of a pipeline: the exit code is the number of errors, of
# which a shell keeps the last eight bits, so that 256 errors, or 512, pass as none. Results that were
# accepted (`suppressions`, status `accepted`) and those that are gone (`baselineState` `absent`) count as errors
# too, unless a filter is written for them: the gate fails over what was accepted. Ask for `sarif csv` or the JSON of `sarif diff`
# and count there.
#
# Guess: 1 where there are errors; what is accepted or gone is none.
# Seen: 255: 255, 256: 0, 257: 1, accepted and absent: 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q sarif-tools==3.0.5
written() { # written FILE RESULTS: a log with these results
    cat >"$1" <<JSON
{"\$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
 "version": "2.1.0", "runs": [{"tool": {"driver": {"name": "tool", "rules": [{"id": "A1"}]}}, "results": [$2]}]}
JSON
}
checked() { # checked FILE: the exit code of the gate
    local code=0
    venv/bin/sarif --check error summary "$1" >/dev/null 2>&1 || code=$?
    echo "$code"
}
said=''
for count in 255 256 257; do
    results=''
    for number in $(seq "$count"); do
        results+="{\"ruleId\": \"A1\", \"level\": \"error\", \"message\": {\"text\": \"Fault $number.\"}},"
    done
    written many.sarif "${results%,}"
    said+="$count: $(checked many.sarif), "
done
settled='"ruleId": "A1", "level": "error", "message": {"text": "It is settled."}'
written settled.sarif "{$settled, \"suppressions\": [{\"kind\": \"external\", \"status\": \"accepted\"}]},
    {$settled, \"baselineState\": \"absent\"}"
said+="accepted and absent: $(checked settled.sarif)"
echo "$said"
[ "$said" = '255: 255, 256: 0, 257: 1, accepted and absent: 2' ]
