#!/usr/bin/env bash
# azure-cli 2.91.0, a time without a zone, `2026-03-01` or `2026-03-01T08:00`: in `az monitor activity-log list --start-time` and `az policy exemption
# create --expires-on` (and whatever commands are generated like it) it is of the zone of the machine, in `az storage … generate-sas --expiry`, `az
# keyvault … --expires` and `az ad app credential reset --end-date` it is UTC. So the log of a day, asked for on a laptop in Oslo and in a pipeline, is of two
# different days, and what was done at 23:30 is in one of them; an exemption ends an hour or two before the link that was made for it. `credential
# reset` drops an offset too: an end at 8:00 in Oslo, `+01:00`, is sent as 8:00Z. Months without a day get today's, and `01/03/2026` is
# in January. None of it is said. Give the time with `Z` everywhere.
#
# Guess: one tool takes one zone, UTC, as Azure prints times; and an offset counts.
# Seen: Oslo: 2026-03-01: log 00:00+01:00, exemption 23:00Z the day before, SAS and vault 00:00Z, credential 00:00Z | 08:00+01:00: log the same, exemption
# 07:00Z, SAS and vault refused, credential 08:00Z | 08:00Z: the same in all
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-cli-core==2.91.0 azure-mgmt-authorization==5.0.0b2 msrest==0.7.1 python-dateutil==2.9.0.post0
"$folder/venv/bin/pip" install -q --no-deps azure-cli==2.91.0 2>/dev/null
export AZURE_CONFIG_DIR="$folder/azure"
# Oslo in March, as a rule that needs no list of zones.
TZ="CET-1CEST,M3.5.0,M10.5.0/3" "$folder/venv/bin/python" - <<'PYTHON'
import argparse
import logging
from datetime import date
from types import SimpleNamespace

from azure.cli.command_modules.keyvault._validators import datetime_type
from azure.cli.command_modules.resource.aaz.latest.policy.exemption._create import Create
from azure.cli.command_modules.role import custom
from azure.cli.command_modules.storage._validators import get_datetime_type as storage_type
from azure.cli.core.aaz._field_value import AAZSimpleValue
from azure.cli.core.commands.parameters import get_datetime_type

logging.disable(logging.WARNING)


def log(text):
    """`az monitor activity-log list --start-time`"""
    parser = argparse.ArgumentParser()
    parser.add_argument("--start-time", **get_datetime_type(help="Start time of the query.").settings)
    return parser.parse_args(["--start-time", text]).start_time


def exemption(text):
    """`az policy exemption create --expires-on`"""
    argument = Create._build_arguments_schema().expires_on
    return argument._fmt(None, AAZSimpleValue(argument, text))._data


def credential(text):
    """`az ad app credential reset --end-date`"""
    sent = []

    def add(_id, body):
        sent.append(body["passwordCredential"]["endDateTime"])
        return {"secretText": "new"}

    record = {"id": "o", "appId": "a", "passwordCredentials": [], "keyCredentials": []}
    custom._reset_credential(SimpleNamespace(), record, add, None, None, end_date=text)
    return sent[0]


def or_refused(read):
    def asked(text):
        try:
            answer = read(text)
        except ValueError:
            return "refused"
        return answer if isinstance(answer, str) else answer.isoformat()

    return asked


commands = {"log": log, "exemption": exemption, "sas": or_refused(storage_type(True)), "vault": or_refused(datetime_type), "credential": credential}
texts = ["2026-03-01", "2026-03-01T08:00:00+01:00", "2026-03-01T08:00:00Z", "01/03/2026"]
seen = {text: {name: command(text) for name, command in commands.items() if "/" not in text or name == "log"} for text in texts}
for text, answers in seen.items():
    print(f"{text}:", ", ".join(f"{name} {answer}" for name, answer in answers.items()))
day, offset, utc, slashes = seen.values()
assert day["log"] == "2026-03-01T00:00:00+01:00" and day["exemption"] == "2026-02-28T23:00:00.000Z"
assert day["sas"] == "2026-03-01" and day["vault"] == "2026-03-01T00:00:00+00:00" and day["credential"] == "2026-03-01T00:00:00Z"
assert offset["exemption"] == "2026-03-01T07:00:00.000Z" and offset["credential"] == "2026-03-01T08:00:00Z" and offset["sas"] == offset["vault"] == "refused"
assert all(answer.startswith("2026-03-01T08:00:00") and answer.endswith(("Z", "+00:00")) for answer in utc.values())
assert slashes["log"].startswith("2026-01-03") and log("2026-03")[:10] == f"2026-03-{date.today().day:02}"
PYTHON
