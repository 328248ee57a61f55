#!/usr/bin/env bash
# azure-identity 1.27.0 (pip), `ManagedIdentityCredential(identity_config={…})`, for an identity by its resource or object id, under the name that "the
# documentation for your hosting environment" has, as its own says: `mi_res_id` or `principal_id` in App Service, `msi_res_id` on a machine. None of these
# is sent. The request names no identity, and the token is that of the system's own identity, where there is one: no error, and the program
# does with another's roles what it was given an identity for. `resource_id`, `object_id` and `client_id` are sent under the right name in each
# place. Until 1.17.1 every name was sent as it was, so that what worked became another identity with an upgrade.
#
# Guess: a name is sent as given, as documented, or refused: a credential that can't tell which identity is meant has none.
# Seen: App Service: mi_res_id, principal_id: none named (1.17.1: named) | machine: msi_res_id: none named (1.17.1: named) | resource_id: named
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for version in 1.17.1 1.27.0; do
    python3 -m venv "$version"
    "$version/bin/pip" install -q --no-compile azure-identity=="$version" msal==1.39.0
done
cat >ask.py <<'PYTHON'
import json
import sys

from azure.identity import ManagedIdentityCredential

config = json.loads(sys.argv[1])
print(ManagedIdentityCredential(identity_config=config).get_token("https://vault.azure.net/.default").token)
PYTHON
cat >seen.py <<'PYTHON'
import json
import os
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

asked = []


class Endpoint(BaseHTTPRequestHandler):
    """The endpoint for managed identities of App Service, or of a machine."""

    def do_GET(self):
        asked.append(dict(parse_qsl(urlsplit(self.path).query)))
        lasts = {"expires_on": str(int(time.time()) + 3600), "expires_in": "3600"}
        text = json.dumps({"access_token": "token", "token_type": "Bearer", "resource": "r", **lasts}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"
PLACES = {
    "App Service": {"IDENTITY_ENDPOINT": f"{here}/msi/token", "IDENTITY_HEADER": "h"},
    "machine": {"AZURE_POD_IDENTITY_AUTHORITY_HOST": here},
}
RESOURCE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
NAMES = {"mi_res_id": RESOURCE, "msi_res_id": RESOURCE, "principal_id": "o", "resource_id": RESOURCE, "object_id": "o", "client_id": "c"}
OURS = ("IDENTITY_", "IMDS_", "MSI_", "AZURE_", "DEFAULT_IDENTITY")


def named(version, place, name):
    """Under which name the identity is asked for, if it is."""
    asked.clear()
    clean = {key: value for key, value in os.environ.items() if not key.upper().startswith(OURS)}
    run = subprocess.run(
        [f"{version}/bin/python", "ask.py", json.dumps({name: NAMES[name]})],
        env={**clean, **PLACES[place]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "token\n" and len(asked) == 1, (run, asked)
    return " ".join(sorted(set(asked[0]) - {"api-version", "resource"})) or "none"


seen = {}
for place, names in {
    "App Service": ["mi_res_id", "principal_id", "resource_id", "object_id", "client_id"],
    "machine": ["msi_res_id", "resource_id", "object_id", "client_id"],
}.items():
    for name in names:
        seen[place, name] = named("1.17.1", place, name), named("1.27.0", place, name)
        print(f"{place}, {name}: 1.17.1 asks for {seen[place, name][0]}, 1.27.0 for {seen[place, name][1]}")
assert seen == {
    ("App Service", "mi_res_id"): ("mi_res_id", "none"),
    ("App Service", "principal_id"): ("principal_id", "none"),
    ("App Service", "resource_id"): ("resource_id", "mi_res_id"),
    ("App Service", "object_id"): ("object_id", "object_id"),
    ("App Service", "client_id"): ("client_id", "client_id"),
    ("machine", "msi_res_id"): ("msi_res_id", "none"),
    ("machine", "resource_id"): ("resource_id", "msi_res_id"),
    ("machine", "object_id"): ("object_id", "object_id"),
    ("machine", "client_id"): ("client_id", "client_id"),
}, seen
PYTHON
python3 seen.py
