#!/usr/bin/env bash
# azure-data-tables 12.7.0 (pip), `generate_table_sas` and `generate_account_sas` with times of a zone: the zone is dropped, and the time is signed as
# UTC. A link that is to end at 10:00 in Oslo in summer is good until 12:00 there, and one that is to end at 10:00 in New York ends at 6:00.
# azure-storage-blob 12.31.1, -queue, -file-share and -file-datalake, whose functions have names and arguments of the same kind, convert
# such a time to UTC. So does the table's own stored access policy, so that one time gives two ends, by whether it stands in the link
# or in the policy. Who says how long a link was good for has to know which library signed it. Give UTC.
#
# Guess: an aware time is converted, as by the sister libraries; only a naive one is taken for UTC.
# Seen: 10:00+02:00: blob 08:00Z, queue 08:00Z, table 10:00Z, account 10:00Z, policy 08:00Z | naive 10:00: all 10:00Z
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --no-compile azure-data-tables==12.7.0 azure-storage-blob==12.31.1 azure-storage-queue==12.18.1 requests==2.32.5
"$folder/venv/bin/python" - <<'PYTHON'
import re
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.pipeline.transport import RequestsTransport
from azure.data import tables
from azure.storage.blob import generate_blob_sas
from azure.storage.queue import generate_queue_sas

KEY = "AAAA"
NAMED = AzureNamedKeyCredential("account", KEY)


class Sent(Exception):
    """The body of a request, which is not sent."""


class Transport(RequestsTransport):
    def send(self, request, **_):
        raise Sent(request.content.decode())


def policy(expiry):
    """The end that a stored access policy of the table gets."""
    client = tables.TableClient("https://account.table.core.windows.net", "t", credential=NAMED, transport=Transport())
    try:
        client.set_table_access_policy({"p": tables.TableAccessPolicy(expiry=expiry, permission="r")})
    except Sent as sent:
        return re.search("<Expiry>(.*?)</Expiry>", str(sent)).group(1)


def ends(expiry):
    """When what is signed with this end ends."""
    at = {"permission": "r", "expiry": expiry}
    signed = {
        "blob": generate_blob_sas("account", "c", "b", account_key=KEY, **at),
        "queue": generate_queue_sas("account", "q", account_key=KEY, **at),
        "table": tables.generate_table_sas(NAMED, "t", **at),
        "account": tables.generate_account_sas(NAMED, tables.ResourceTypes(object=True), tables.AccountSasPermissions(read=True), expiry),
    }
    found = {name: parse_qs(text)["se"][0] for name, text in signed.items()}
    return {**found, "policy": policy(expiry)}


oslo = ends(datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=2))))
naive = ends(datetime(2026, 7, 1, 10, 0))
for name, found in (("10:00+02:00", oslo), ("10:00 without a zone", naive)):
    print(name, *(f"{by} {end[11:]}" for by, end in found.items()), sep=" | ")
right, late = "2026-07-01T08:00:00Z", "2026-07-01T10:00:00Z"
assert oslo == {"blob": right, "queue": right, "table": late, "account": late, "policy": right}, oslo
assert naive == dict.fromkeys(naive, late), naive
PYTHON
