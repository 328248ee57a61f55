#!/usr/bin/env bash
# azure-storage-file-datalake 12.26.1 (pip), `remove_access_control_recursive`, which takes somebody's entry off a folder and all that is in it (and
# `set_…` and `update_…` likewise): where the service may not change a file, the call returns, and raises nothing. By default the
# service stops at the first such file, so that what comes after it keeps the entry as well, and `continuation` is None, as after a run that
# reached the end. Only `counters.failure_count` tells; the file is named to the `progress_hook` alone. With `continue_on_failure=True` the rest
# is done, and it returns in the same way. A script for people who leave ends well, and they read on.
#
# Guess: an exception that names the file, as any other request that is refused, or a continuation.
# Seen: all done: returned, failures 0, continuation None | stopped at a file: returned, failures 1, continuation None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-storage-file-datalake==12.26.1 requests
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json

import requests
from azure.core.pipeline.transport import RequestsTransport
from azure.storage.filedatalake import DataLakeDirectoryClient

ADA = "user:9a1f0d1e-0000-4000-8000-000000000001"
FAILED = {
    "name": "plans/2026.txt",
    "type": "FILE",
    "errorMessage": "This request is not authorized to perform this operation using this permission.",
}


class Storage(requests.adapters.BaseAdapter):
    """The service, which answers 200 whether or not it could change everything."""

    def __init__(self, failed):
        super().__init__()
        self.failed, self.asked = failed, 0

    def send(self, request, **_):
        assert "action=setAccessControlRecursive" in request.url and "mode=remove" in request.url
        self.asked += 1
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        answer.headers["content-type"] = "application/json"
        counts = {"directoriesSuccessful": 1, "filesSuccessful": 2, "failureCount": len(self.failed)}
        answer.raw = io.BytesIO(json.dumps(counts | {"failedEntries": self.failed}).encode())
        return answer

    def close(self):
        pass


def remove(*failed):
    service, session = Storage(list(failed)), requests.Session()
    session.mount("https://", service)
    transport = RequestsTransport(session=session, session_owner=False)
    folder = DataLakeDirectoryClient("https://lake.dfs.core.windows.net", "raw", "plans", credential="a2V5", transport=transport)
    result = folder.remove_access_control_recursive(ADA)
    assert service.asked == 1
    return f"returned, failures {result.counters.failure_count}, continuation {result.continuation}"


seen = f"all done: {remove()} | stopped at a file: {remove(FAILED)}"
print(seen)
assert seen == (
    "all done: returned, failures 0, continuation None | stopped at a file: returned, failures 1, continuation None"
)
PYTHON
