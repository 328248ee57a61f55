#!/usr/bin/env bash
# csvkit 2.2.0 (agate 1.14.2), `csvsort`, `csvjoin`, `csvjson`, `in2csv` of a table of what was used or who holds what: types are
# found by column, and yes or no comes first. Counts that are all 1 (or 0 and 1), as of rare calls, become `True`, and in JSON
# `true`; `csvstat --sum` says None. Subscriptions that people number `0012` become 12, a sign-in name that is a month (`May`)
# becomes the first of May of the year 1, and a seventh digit of seconds is gone. `none`, as where no role decides, is an empty
# cell. What is written reads as a table like the one before. `-I` leaves all but `none` as it is, `-I --blanks` that too.
#
# Guess: sorting a table changes the order of its rows; types matter to `csvsql` and `csvstat` alone.
# Seen: May,none,1,0012 -> 0001-05-01,,True,12 | json true | sum None | -I: May,,1,0012 | -I --blanks: May,none,1,0012
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q csvkit==2.2.0 agate==1.14.2
cd "$folder"
PATH="$folder/venv/bin:$PATH"
printf '%s\n' name,role,count,subscription May,none,1,0012 April,none,1,0013 >used.csv
row() { csvsort "$@" -c subscription used.csv | sed -n 2p; }
json=$(csvjson used.csv | grep -o '"count": [^,]*' | head -1 | cut -d' ' -f2)
seen="May,none,1,0012 -> $(row) | json $json | sum $(csvstat --sum -c count used.csv)"
seen="$seen | -I: $(row -I) | -I --blanks: $(row -I --blanks)"
echo "$seen"
[ "$seen" = 'May,none,1,0012 -> 0001-05-01,,True,12 | json true | sum None | -I: May,,1,0012 | -I --blanks: May,none,1,0012' ]
