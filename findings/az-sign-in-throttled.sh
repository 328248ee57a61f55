#!/usr/bin/env bash
# azure-cli 2.91.0, any command while the sign-in service asks to slow down (429 with `{"error": …}` and no
# `error_description`): `az` fails with `ERROR: None` and advises `az logout` and `az login`, as if the sign-in
# had expired; nothing in the message says that waiting would do. A caller that takes the advice for its
# reason ends a run, or signs its user out, over a busy minute. An expired sign-in has `ERROR: AADSTS…`.
# (With an empty body it is a traceback that ends in a JSONDecodeError.)
#
# Seen: None | az logout, az login
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0
"$folder/venv/bin/python" - <<'PYTHON'
from azure.cli.core.auth.util import aad_error_handler
from azure.cli.core.azclierror import AuthenticationError

# What msal gives for the answer to a token request with status 429.
answer = {"error": "temporarily_unavailable", "correlation_id": "x"}
try:
    aad_error_handler(answer)
    raise SystemExit("no error")
except AuthenticationError as error:
    advice = " ".join(map(str, error.recommendations))
    print(error, "|", ", ".join(words for words in ("az logout", "az login") if words in advice))
    assert str(error) == "None"
    assert "az logout" in advice and "az login" in advice
PYTHON
