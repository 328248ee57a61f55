#!/usr/bin/env bash
# date-fns 4.4.0 (npm), is an assignment active at a time: `isWithinInterval(time, { start, end })`, of one that never ends, whose `endDateTime` is null in
# what Privileged Identity Management and Microsoft Graph answer. Null is the year 1970, and an interval whose end is before its start is turned round:
# the role is active from 1970 until the day on which it was granted, and from then on it isn't. So whoever holds it for ever isn't among those
# who hold it now, and is among those who held it before. `areIntervalsOverlapping` (two roles that no one may hold at a time) does the same, and so
# do both with `0001-01-01T00:00:00Z`, .NET's "never", and so does dayjs 1.11.23 (`isBetween`), not moment 2.30.1. Where the key is absent both say no to
# everything. In dayjs and moment null is no time, and the answer no; an absent key is the present moment. `end ?? '9999-12-31T…'` is right.
#
# Guess: null is no end, or an error ("Invalid interval", as it was in release 2); an interval that ends before it starts holds nothing.
# Seen: null: before true, now false, overlap before true, now false | absent: all false | year 1: as null | 2099: false, true, false, true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund date-fns@4.4.0 dayjs@1.11.23 moment@2.30.1 >/dev/null
cat >ends.mjs <<'JS'
import { areIntervalsOverlapping, isWithinInterval } from 'date-fns';
import dayjs from 'dayjs';
import isBetween from 'dayjs/plugin/isBetween.js';
import moment from 'moment';

dayjs.extend(isBetween);
const answer = JSON.parse(`[
  { "startDateTime": "2026-03-01T08:00:00Z", "endDateTime": null },
  { "startDateTime": "2026-03-01T08:00:00Z" },
  { "startDateTime": "2026-03-01T08:00:00Z", "endDateTime": "0001-01-01T00:00:00Z" },
  { "startDateTime": "2026-03-01T08:00:00Z", "endDateTime": "2099-01-01T00:00:00Z" }
]`);
const day = (first) => ({ start: `${first}T00:00:00Z`, end: `${first}T23:00:00Z` });
for (const { startDateTime: start, endDateTime: end } of answer) {
  const seen = {
    within: (time) => isWithinInterval(time, { start, end }),
    overlap: (time) => areIntervalsOverlapping({ start, end }, day(time)),
    dayjs: (time) => dayjs(time).isBetween(start, end),
    moment: (time) => moment(time).isBetween(start, end),
    told: (time) => isWithinInterval(time, { start, end: end ?? '9999-12-31T00:00:00Z' }),
  };
  // before the grant, and within what is still to come
  const texts = Object.entries(seen).map(([name, ask]) => `${name} ${ask('2020-01-01')} ${ask('2090-01-01')}`);
  console.log(`${end}: ${texts.join(', ')}`);
}
JS
node ends.mjs | tee out
diff out - <<'SEEN'
null: within true false, overlap true false, dayjs false false, moment false false, told false true
undefined: within false false, overlap false false, dayjs false false, moment false false, told false true
0001-01-01T00:00:00Z: within true false, overlap true false, dayjs true false, moment false false, told true false
2099-01-01T00:00:00Z: within false true, overlap false true, dayjs false true, moment false true, told false true
SEEN
