#!/usr/bin/env bash
# csv-parse 7.0.3 (npm), a CSV of role assignments or of what was used with `cast: true, cast_date: true`, for its counts and
# times: a text that ends in a number after a space or a hyphen is a date. The resource group `rg-prod-1` is 1 January 2001, and
# so are `rg-test-1` and the subscription `Subscription 1`; the group `Network Team 3` is 1 March, `app-2026-03` is March 2026.
# Different names become equal, and grouped by them the access to production and to tests is one. It is what V8's `Date.parse`
# takes for a date. Full scopes stay text, having a GUID. A function for `cast`, which looks at `context.column`, reads the
# columns that are times.
#
# Guess: what looks like ISO 8601 becomes a date, and the rest stays text.
# Seen: rg-prod-1 2001-01-01, rg-test-1 2001-01-01, Network Team 3 2001-03-01, app-2026-03 2026-03-01 | text: /subscriptions/… rg1
# Owner ada1@contoso.com
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund csv-parse@7.0.3 >/dev/null
cat >read.mjs <<'JS'
import { parse } from 'csv-parse/sync';

const scope = '/subscriptions/1b2c3d4e-0000-4000-8000-00000000000a/resourceGroups/rg-prod-1';
const names = ['rg-prod-1', 'rg-test-1', 'Network Team 3', 'app-2026-03', scope, 'rg1', 'Owner', 'ada1@contoso.com'];
const rows = parse(['name', ...names].join('\n'), { columns: true, cast: true, cast_date: true });
const dates = [];
const texts = [];
rows.forEach(({ name }, index) => {
  if (name instanceof Date) dates.push(`${names[index]} ${name.toISOString().slice(0, 10)}`);
  else texts.push(name === scope ? '/subscriptions/…' : name);
});
console.log(`${dates.join(', ')} | text: ${texts.join(' ')}`);
JS
seen=$(TZ=UTC node read.mjs)
echo "$seen"
expected='rg-prod-1 2001-01-01, rg-test-1 2001-01-01, Network Team 3 2001-03-01, app-2026-03 2026-03-01'
expected+=' | text: /subscriptions/… rg1 Owner ada1@contoso.com'
[ "$seen" = "$expected" ]
