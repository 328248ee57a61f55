#!/usr/bin/env bash
# date-fns 4.4.0 (`parseISO`, npm) and msgspec 0.23.0 (pip), with times of .NET, which have seven digits of a second: where others cut the digits that
# they have no room for, these two round. A day's last moment, `23:59:59.9999999Z`, as ends of windows and of days are written, is the next day, so
# that the call falls out of its window. `9999-12-31T23:59:59.9999999Z`, which is .NET's last moment and is written for "never", is the year 10000
# in date-fns, written `+010000-01-01T00:00:00.000Z`, which sorts before every other time as text, so that what never ends has ended; msgspec
# refuses it. `new Date`, luxon 3.7.2, dayjs 1.11.23 and Temporal stay in the year 9999, and so do Python's `fromisoformat`, pendulum 3.3.0,
# dateutil 4.0.0 and pydantic 2.14.4.
#
# Guess: digits beyond what fits are cut, as `new Date` does, by all.
# Seen: day: date-fns, msgspec the next, others the same | never: date-fns +010000, before 2026 as text, msgspec error, others 9999
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q msgspec==0.23.0 pendulum==3.3.0 python-dateutil==4.0.0 pydantic==2.14.4
npm install --silent --no-audit --no-fund date-fns@4.4.0 luxon@3.7.2 dayjs@1.11.23 temporal-polyfill@1.0.8 >/dev/null
cat >read.mjs <<'JS'
import { parseISO } from 'date-fns';
import dayjs from 'dayjs';
import { DateTime } from 'luxon';
import { Temporal } from 'temporal-polyfill';

const readers = {
  'date-fns': (text) => parseISO(text).toISOString(),
  Date: (text) => new Date(text).toISOString(),
  luxon: (text) => DateTime.fromISO(text, { zone: 'utc' }).toISO(),
  dayjs: (text) => dayjs(text).toISOString(),
  Temporal: (text) => String(Temporal.Instant.from(text)),
};
for (const text of ['2026-03-01T23:59:59.9999999Z', '9999-12-31T23:59:59.9999999Z', '2026-03-01T23:59:59.9990000Z']) {
  console.log(Object.entries(readers).map(([name, read]) => `${name} ${read(text).split('T')[0]}`).join(', '));
}
console.log(['2026-03-01T00:00:00.000Z', readers['date-fns']('9999-12-31T23:59:59.9999999Z')].sort()[0]);
JS
cat >read.py <<'PYTHON'
from datetime import datetime

import dateutil.parser
import msgspec
import pendulum
import pydantic

READERS = {
    "msgspec": lambda text: msgspec.convert(text, datetime),
    "fromisoformat": datetime.fromisoformat,
    "pendulum": pendulum.parse,
    "dateutil": dateutil.parser.parse,
    "pydantic": pydantic.TypeAdapter(datetime).validate_python,
}
for text in ("2026-03-01T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"):
    parts = []
    for name, read in READERS.items():
        try:
            parts.append(f"{name} {read(text).date()}")
        except msgspec.ValidationError:
            parts.append(f"{name} error")
    print(", ".join(parts))
PYTHON
{ node read.mjs && venv/bin/python read.py; } | tee out
diff out - <<'SEEN'
date-fns 2026-03-02, Date 2026-03-01, luxon 2026-03-01, dayjs 2026-03-01, Temporal 2026-03-01
date-fns +010000-01-01, Date 9999-12-31, luxon 9999-12-31, dayjs 9999-12-31, Temporal 9999-12-31
date-fns 2026-03-01, Date 2026-03-01, luxon 2026-03-01, dayjs 2026-03-01, Temporal 2026-03-01
+010000-01-01T00:00:00.000Z
msgspec 2026-03-02, fromisoformat 2026-03-01, pendulum 2026-03-01, dateutil 2026-03-01, pydantic 2026-03-01
msgspec error, fromisoformat 9999-12-31, pendulum 9999-12-31, dateutil 9999-12-31, pydantic 9999-12-31
SEEN
