#!/usr/bin/env bash
# azure-mgmt-resourcegraph 8.0.1 (pip) and @azure/arm-resourcegraph 4.2.1 (npm), the answer to a query: whether it was cut short
# (`result_truncated`, `resultTruncated`) is the text "true" or "false", and every text that isn't empty is true. `if answer.result_truncated` is taken for
# each answer, `while` goes on for ever, and an export that is written `if not answer.result_truncated` is never written. In Python it
# looks like the enumeration that it is documented as, but the value is a plain text, so that `is ResultTruncated.TRUE` is never true.
# Neither client follows the `skip_token`: the answer is one page. Compare with "true", and ask again while there is a token.
#
# Guess: a boolean, from its name and as the other flags of the same clients are.
# Seen: Python 'false': true, is FALSE: False | JavaScript "false": true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --no-compile azure-mgmt-resourcegraph==8.0.1
npm install --silent --no-fund --no-audit @azure/arm-resourcegraph@4.2.1
cat >answer.json <<'JSON'
{"totalRecords": 1, "count": 1, "resultTruncated": "false", "facets": [], "data": [{"id": "/subscriptions/s"}]}
JSON
cat >seen.mjs <<'JS'
import { readFileSync } from "node:fs";
import { ResourceGraphClient } from "@azure/arm-resourcegraph";

const bodyAsText = readFileSync("answer.json", "utf8");
const credential = { getToken: async () => ({ token: "token", expiresOnTimestamp: Date.now() + 3600_000 }) };
const httpClient = { sendRequest: async (request) => ({ request, status: 200, headers: request.headers.clone(), bodyAsText }) };
const client = new ResourceGraphClient(credential, { httpClient });
const { resultTruncated } = await client.resources({ query: "authorizationresources" });
console.log(`JavaScript ${JSON.stringify(resultTruncated)}: ${Boolean(resultTruncated)}`);
JS
python=$(venv/bin/python - <<'PYTHON'
import json

from azure.mgmt.resourcegraph.models import QueryResponse, ResultTruncated

with open("answer.json") as file:
    truncated = QueryResponse.deserialize(json.load(file)).result_truncated
print(f"Python {truncated!r}: {str(bool(truncated)).lower()}, is FALSE: {truncated is ResultTruncated.FALSE}")
PYTHON
)
seen="$python | $(node seen.mjs)"
echo "$seen"
test "$seen" = "Python 'false': true, is FALSE: False | JavaScript \"false\": true"
