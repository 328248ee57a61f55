#!/usr/bin/env bash
# azure-cli 2.91.0, `az ad app credential reset --id APP` and `az ad sp credential reset` (after a leak, or when somebody leaves): "by default, this
# command clears all passwords and keys", says its help. It removes the passwords, adds a new one, and leaves the certificates: whoever has the key
# of one signs in as before. With `--create-cert` (or `--cert`) the certificates are replaced and the passwords removed, so that only a reset to a
# certificate clears both. The federated credentials of the application stay in any case, and a reset of the service principal doesn't touch what
# is on its application. The answer is the new password; nothing says what stayed. Look at `credential list --cert` and `federated-credential
# list` of the application, and at both lists of the service principal, and delete by `credential delete --key-id … --cert`.
#
# Guess: as the help says: after a reset the new password is the only credential.
# Seen: app reset: removed pw1, certificates untouched | sp reset: the same | --append: nothing removed | --create-cert: removed pw1, certificates replaced
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 python-dateutil==2.9.0.post0 pyOpenSSL==26.4.0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure" HOME="$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import logging
from types import SimpleNamespace

from azure.cli.command_modules.role import _help, custom
from azure.cli.core.mock import DummyCli
from knack.help_files import helps

logging.disable(logging.WARNING)
assert "clears all passwords and keys" in helps["ad app credential reset"] and _help
record = {
    "id": "object",
    "appId": "00000000-0000-0000-0000-00000000000a",
    "passwordCredentials": [{"keyId": "pw1"}],
    "keyCredentials": [{"keyId": "cert1", "type": "AsymmetricX509Cert", "usage": "Verify"}],
}


class Graph:
    """Stands in for Microsoft Graph, and keeps what is asked of it."""

    tenant = "00000000-0000-0000-0000-0000000000ff"

    def __init__(self):
        self.removed, self.added, self.keys, self.other = [], 0, None, []

    def __getattr__(self, name):
        def call(*arguments, **_):
            if name.endswith("_list"):
                return [record]
            if name.endswith("_get"):
                return dict(record)
            if name.endswith("_remove_password"):
                self.removed.append(arguments[1]["keyId"])
            elif name.endswith("_add_password"):
                self.added += 1
                return {"secretText": "new", "keyId": "pw2"}
            elif name.endswith("_update"):
                self.keys = [key["keyId"] for key in arguments[1]["keyCredentials"]]
            else:
                self.other.append(name)

        return call


def reset(command, **options):
    graph = Graph()
    answer = command(SimpleNamespace(cli_ctx=DummyCli()), graph, record["appId"], **options)
    assert not graph.other and "cert1" not in str(answer)
    return graph


app = reset(custom.reset_application_credential)
principal = reset(custom.reset_service_principal_credential)
appended = reset(custom.reset_application_credential, append=True)
certificate = reset(custom.reset_application_credential, create_cert=True)
for name, graph in (("app", app), ("sp", principal), ("app --append", appended), ("app --create-cert", certificate)):
    print(f"{name}: removed {graph.removed}, added {graph.added} password, certificates {graph.keys or 'untouched'}")
for graph in (app, principal):
    assert graph.removed == ["pw1"] and graph.added == 1 and graph.keys is None
assert appended.removed == [] and appended.keys is None
assert certificate.removed == ["pw1"] and certificate.added == 0 and certificate.keys and "cert1" not in certificate.keys
PYTHON
