#!/usr/bin/env bash
# sarif-junit 1.1.4 and @security-alert/sarif-to-markdown 1.11.1 (npm), faraday-plugins 1.31.0 (pip), with a SARIF log of a review of access: rule
# `owner`, whose default level is error, and a result for each owner. A result without a level takes the rule's (SARIF 2.1.0, 3.27.10): in
# sarif-junit it is a test that passes, and in Faraday it is "info". Results that were accepted or are gone fail in sarif-junit, and are
# vulnerabilities in Faraday. The page of Markdown has one line a rule with the message of its first result, and links for the rest: the
# owner who was accepted stands there under the name of another. Faraday doesn't read messages, and makes one vulnerability of a rule and file:
# of all owners one is left, who isn't named, with the severity of whichever came first. Give each result its level.
#
# Guess: a result is a row, with its message; a missing level is the rule's; what was accepted doesn't fail.
# Seen: junit: ada (no level) passes, eve (accepted) fails, dan (gone) fails | markdown: suppressed: ada owns s1, names eve false
# | faraday: 3 results, 1 vulnerability, info, error first high, names ada False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund sarif-junit@1.1.4 @security-alert/sarif-to-markdown@1.11.1
python3 -m venv venv
venv/bin/pip install -q faraday-plugins==1.31.0
cat > make.py <<'PYTHON'
import json


def result(who, line, **fields):
    place = {"artifactLocation": {"uri": "role-assignments.json"}, "region": {"startLine": line}}
    return {"ruleId": "owner", "message": {"text": who}, "locations": [{"physicalLocation": place}], **fields}


text = {"text": "Owner of a subscription"}
rule = {"id": "owner", "name": "owner", "shortDescription": text, "fullDescription": text, "help": text, "defaultConfiguration": {"level": "error"}}
accepted = [{"kind": "external", "status": "accepted", "justification": "break glass"}]
results = [
    result("ada owns s1", 1),
    result("eve owns s2", 2, level="error", suppressions=accepted),
    result("dan owned s3", 3, level="error", baselineState="absent"),
]
for name, some in (("log", results), ("turned", results[::-1])):
    run = {"tool": {"driver": {"name": "review", "rules": [rule]}}, "results": some}
    with open(f"{name}.sarif", "w") as file:
        json.dump({"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [run]}, file)
PYTHON
venv/bin/python make.py
node_modules/.bin/sarif-junit -i log.sarif -o log.xml > saved.txt
cat > page.cjs <<'JS'
const { readFileSync } = require('fs')
const { sarifToMarkdown } = require('@security-alert/sarif-to-markdown')
const convert = sarifToMarkdown({ title: 'Review', owner: 'contoso', repo: 'access', branch: 'main', sourceRoot: '' })
const page = convert(JSON.parse(readFileSync('log.sarif', 'utf8')))[0].body
const suppressed = page.split('## Suppressed results')[1].split('##')[0]
console.log(`suppressed: ${suppressed.match(/`(.*)`/)[1]}, names eve ${page.includes('eve')}`)
JS
export page
page=$(node page.cjs)
venv/bin/python - <<'PYTHON'
import os
import xml.etree.ElementTree as ET

from faraday_plugins.plugins.manager import PluginsManager

cases = []
for case in ET.parse("log.xml").iter("testcase"):
    name = [word for word in case.get("name").split() if word in ("ada", "eve", "dan")][0]
    cases.append((name, "passes" if case.find("failure") is None else "fails"))
assert [name for name, _ in cases] == ["ada", "eve", "dan"]


def vulnerabilities(path):
    plugin = PluginsManager().get_plugin("sarif")
    with open(path) as file:
        plugin.parseOutputString(file.read())
    return [found for host in plugin.get_data()["hosts"] for found in host["vulnerabilities"]]


(one,), (turned,) = vulnerabilities("log.sarif"), vulnerabilities("turned.sarif")
junit = f"ada (no level) {cases[0][1]}, eve (accepted) {cases[1][1]}, dan (gone) {cases[2][1]}"
faraday = f"3 results, 1 vulnerability, {one['severity']}, error first {turned['severity']}, names ada {'ada' in str(one)}"
seen = f"junit: {junit} | markdown: {os.environ['page']} | faraday: {faraday}"
print(seen)
assert seen == (
    "junit: ada (no level) passes, eve (accepted) fails, dan (gone) fails | "
    "markdown: suppressed: ada owns s1, names eve false | "
    "faraday: 3 results, 1 vulnerability, info, error first high, names ada False"
)
PYTHON
