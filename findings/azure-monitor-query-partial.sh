#!/usr/bin/env bash
# azure-monitor-query 2.0.0 (pip), a query of Log Analytics whose answer is cut short (above 500,000 rows or 64 MB, or after a time-out) comes back
# as a `LogsQueryPartialResult`, with no exception. `for table in response`, which is how one goes through an answer, goes through the part
# in the same way, so that who isn't in the part has used nothing. (`response.tables`, as the samples have it behind a check of the
# status, is an AttributeError.) In a batch it is the same for each answer, and one that failed as a whole is an item of the list, without an exception.
# Ask `response.status == LogsQueryStatus.SUCCESS` before anything else, where a list of who used what has to be whole.
#
# Guess: an exception, as for a query that fails, or an object that can't be taken for a whole answer.
# Seen: whole: 2 rows | cut short: 1 row, no exception, status PartialError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-monitor-query==2.0.0 requests
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json
from datetime import timedelta
from types import SimpleNamespace

import requests
from azure.core.credentials import AccessToken
from azure.core.pipeline.transport import RequestsTransport
from azure.monitor.query import LogsQueryClient

ERROR = {"code": "PartialError", "message": "There were some errors when processing your query.", "details": []}


class LogAnalytics(requests.adapters.BaseAdapter):
    def __init__(self, callers, **more):
        super().__init__()
        columns = [{"name": "Caller", "type": "string"}]
        self.body = {"tables": [{"name": "PrimaryResult", "columns": columns, "rows": [[each] for each in callers]}], **more}

    def send(self, request, **_):
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        answer.headers["content-type"] = "application/json"
        answer.raw = io.BytesIO(json.dumps(self.body).encode())
        return answer

    def close(self):
        pass


def asked(service):
    """The rows that a loop over the answer finds, and the answer's status."""
    session = requests.Session()
    session.mount("https://", service)
    credential = SimpleNamespace(get_token=lambda *_, **__: AccessToken("token", 9999999999))
    transport = RequestsTransport(session=session, session_owner=False)
    response = LogsQueryClient(credential, transport=transport).query_workspace("w", "AzureActivity", timespan=timedelta(days=90))
    return sum(len(table.rows) for table in response), response.status


whole, _ = asked(LogAnalytics(["ada", "bob"]))
part, status = asked(LogAnalytics(["ada"], error=ERROR))
seen = f"whole: {whole} rows | cut short: {part} row, no exception, status {getattr(status, 'value', status)}"
print(seen)
assert seen == "whole: 2 rows | cut short: 1 row, no exception, status PartialError"
PYTHON
