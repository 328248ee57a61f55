#!/usr/bin/env bash
# pandas 3.1.1, `Timedelta` and `to_timedelta` of ISO 8601, as Privileged Identity Management writes how long an activation or an
# eligibility lasts. A fraction loses its point: half an hour, `PT0.5H`, is 5 hours, and `P0.5D` is 5 days (of seconds it is
# right). Months are minutes: `P6M` is the same as `PT6M`, and `P1M2D` two days and a minute; `P1Y` is an error. A review that
# compares how long roles are active finds half an hour too long and half a year too short, and nothing says that anything was
# doubtful. `pydantic` 2.14.4, isodate 0.7.2 and msgspec 0.23.0 read halves; months are 30 days in pydantic, a duration of its own
# in isodate, and refused by msgspec.
#
# Guess: what is read is right, and what has no fixed length, as months and years, is an error.
# Seen: pandas PT0.5H 5:00:00, P0.5D 5 days, P6M 0:06:00, P1M2D 2 days, 0:01:00, P1Y error, PT1.5S 0:00:01.500000 | pydantic
# PT0.5H 0:30:00, P6M 180 days | isodate P6M 6 months | msgspec P6M error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pandas==3.1.1 pydantic==2.14.4 isodate==0.7.2 msgspec==0.23.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import timedelta

import isodate
import msgspec
import pandas
import pydantic


def read(parse, text):
    try:
        value = parse(text)
    except ValueError:
        return f"{text} error"
    value = value.to_pytimedelta() if isinstance(value, pandas.Timedelta) else value
    return f"{text} {value}".removesuffix(", 0:00:00")


def by_pandas(text):
    one = pandas.Timedelta(text)
    assert pandas.to_timedelta([text])[0] == one
    return one


by_pydantic = pydantic.TypeAdapter(timedelta).validate_python
texts = ["PT0.5H", "P0.5D", "P6M", "P1M2D", "P1Y", "PT1.5S"]
seen = " | ".join(
    [
        "pandas " + ", ".join(read(by_pandas, text) for text in texts),
        "pydantic " + ", ".join(read(by_pydantic, text) for text in ["PT0.5H", "P6M"]),
        f"isodate {read(isodate.parse_duration, 'P6M')}",
        f"msgspec {read(lambda text: msgspec.convert(text, timedelta), 'P6M')}",
    ]
)
print(seen)
assert seen == (
    "pandas PT0.5H 5:00:00, P0.5D 5 days, P6M 0:06:00, P1M2D 2 days, 0:01:00, P1Y error, PT1.5S 0:00:01.500000"
    " | pydantic PT0.5H 0:30:00, P6M 180 days | isodate P6M 6 months | msgspec P6M error"
)
PYTHON
