#!/usr/bin/env bash
# panther-core 0.16.3 (pip), `event.deep_walk(…)`, with which detections of Panther look into lists of an event, such as what was granted by a role definition that
# was written: of several values it gives a list, of one the value itself. `"*" in event.deep_walk("permissions", "actions")` is asked of a list
# in a role of two actions, and of a text in a role of one, where it is met by a part: `*/read` alone is everything, and so is "Owner" of somebody
# whose one role is "Cost Owner Viewer". `len(…)` is the number of letters then, and `for` goes through them. The same action in several blocks counts as one
# value. Of an empty list it is None, and `in` is a TypeError. A detection that was tested with two values is another with one. `[…] == …`, `isinstance(…, str)`, or
# one's own loop over `event.get(…)` tell them apart.
#
# Guess: what may be several is a list, of one as of none.
# Seen: */read: "*/read", holds *: True, length 6 | */read, x/action: list, False, 2 | *, x/action: list, True, 2 | same in two blocks: "*/read" | none: None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q panther-core==0.16.3 python-dateutil==2.9.0.post0
cd "$folder"
venv/bin/python - <<'PYTHON' | tee out
from panther_core.enriched_event import PantherEvent


def show(name, *blocks):
    event = PantherEvent({"permissions": [{"actions": list(actions)} for actions in blocks]})
    walked = event.deep_walk("permissions", "actions")
    rest = "" if walked is None else f", holds *: {'*' in walked}, length {len(walked)}"
    print(f"{name}: {walked!r}{rest}")


show("one", ["*/read"])
show("two", ["*/read", "x/action"])
show("two, *", ["*", "x/action"])
show("two blocks", ["*/read"], ["x/action"])
show("the same in two blocks", ["*/read"], ["*/read"])
show("none", [])
PYTHON
diff out - <<'SEEN'
one: '*/read', holds *: True, length 6
two: ['*/read', 'x/action'], holds *: False, length 2
two, *: ['*', 'x/action'], holds *: True, length 2
two blocks: ['*/read', 'x/action'], holds *: False, length 2
the same in two blocks: '*/read', holds *: True, length 6
none: None
SEEN
