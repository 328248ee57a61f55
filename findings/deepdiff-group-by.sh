#!/usr/bin/env bash
# deepdiff 9.1.0 (pip), two exports of role assignments compared with `group_by="principalId"`, so that differences stand under who they are
# about: of each principal one assignment is left, the last of the list, and the others aren't compared. An Owner that is gone, or a new one
# before it, is `{}`, no difference; and the same assignments in another order are changes, with `ignore_order=True` too. Nothing is said
# of it, while a record without the key is said. `group_by_sort_key="scope"` keeps all, but a removed one moves the rest, so that a Reader
# seems to have been an Owner. `group_by=["principalId", "scope"]` is right for who has one role a scope; without groups, `ignore_order=True` is.
#
# Guess: grouped by somebody, each has the list of what they hold.
# Seen: Owner gone: no difference, Owner new: no difference, other order: 2 changes | sort key, Owner gone: role Owner to Reader |
# not grouped: gone 1 removed, new 1 added, other order: no difference
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q deepdiff==9.1.0
venv/bin/python - <<'PYTHON'
from deepdiff import DeepDiff


def assignment(who, role, scope):
    return {"principalId": who, "roleDefinitionName": role, "scope": scope}


owner, reader, other = assignment("ada", "Owner", "/s1"), assignment("ada", "Reader", "/s2"), assignment("bob", "Reader", "/s1")
old = [owner, reader, other]
gone, new, turned = [reader, other], [assignment("ada", "Owner", "/s3"), *old], [reader, owner, other]


def count(after, **options):
    changes = DeepDiff(old, after, ignore_order=True, **options)
    words = {"values_changed": "changes", "iterable_item_removed": "removed", "iterable_item_added": "added"}
    return ", ".join(f"{len(found)} {words[kind]}" for kind, found in changes.items()) or "no difference"


by = {"group_by": "principalId"}
moved = DeepDiff(old, gone, **by, group_by_sort_key="scope")["values_changed"]["root['ada'][0]['roleDefinitionName']"]
both = {"group_by": ["principalId", "scope"]}
assert "dictionary_item_removed" in DeepDiff(old, gone, **both) and not DeepDiff(old, turned, **both)
seen = (
    f"Owner gone: {count(gone, **by)}, Owner new: {count(new, **by)}, other order: {count(turned, **by)} | "
    f"sort key, Owner gone: role {moved['old_value']} to {moved['new_value']} | "
    f"not grouped: gone {count(gone)}, new {count(new)}, other order: {count(turned)}"
)
print(seen)
assert seen == (
    "Owner gone: no difference, Owner new: no difference, other order: 2 changes | "
    "sort key, Owner gone: role Owner to Reader | "
    "not grouped: gone 1 removed, new 1 added, other order: no difference"
)
PYTHON
