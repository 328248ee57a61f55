#!/usr/bin/env bash
# pysigma-backend-kusto 1.0.1 (pySigma 1.5.1), `azure_monitor_pipeline` for the table AzureActivity. Sigma compares without regard to case,
# and so does `=~`, into which a whole operation is made. One with a `*` inside (`Microsoft.Authorization/*/write`) becomes
# `matches regex`, which regards case, and has no `^` and `$`: it misses MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE, as
# AzureActivity often has it. `Caller: null` becomes `isnull(Caller)`, which is never true of a text (Kusto has no null
# texts; `isempty` is meant, into which `Caller|exists: false` is made). And `operationName`, the field of the
# public rules for Azure's activity log, is refused; `OperationNameValue` is the column.
#
# Guess: a `*` changes nothing about case, null finds rows without a caller, and the public rules convert.
# Seen: matches regex "Microsoft\\.Authorization/.*/write" | =~ "Microsoft.Authorization/write" | isnull(Caller) | operationName: Invalid
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pysigma-backend-kusto==1.0.1 pySigma==1.5.1
"$folder/venv/bin/python" - <<'PYTHON'
from sigma.backends.kusto import KustoBackend
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaTransformationError
from sigma.pipelines.azuremonitor import azure_monitor_pipeline


def query(selection):
    """The condition of the query that a rule with this selection is made into."""
    rule = {
        "title": "Change of access",
        "status": "test",
        "logsource": {"product": "azure", "service": "activitylogs"},
        "detection": {"selection": selection, "condition": "selection"},
    }
    backend = KustoBackend(processing_pipeline=azure_monitor_pipeline(query_table="AzureActivity"))
    return backend.convert(SigmaCollection.from_dicts([rule]))[0].split("| where ")[1]


seen = [
    query({"OperationNameValue": "Microsoft.Authorization/*/write"}),
    query({"OperationNameValue": "Microsoft.Authorization/write"}),
    query({"Caller": None}),
]
try:
    # SigmaHQ's azure_subscription_permissions_elevation_via_activitylogs.yml
    seen.append(query({"operationName": "MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION"}))
except SigmaTransformationError as error:
    seen.append(f"operationName: {str(error).split()[0]}")
seen = " | ".join(seen).replace("OperationNameValue ", "")
print(seen)
assert seen == (
    r'matches regex "Microsoft\\.Authorization/.*/write" | =~ "Microsoft.Authorization/write" | isnull(Caller)'
    " | operationName: Invalid"
)
PYTHON
