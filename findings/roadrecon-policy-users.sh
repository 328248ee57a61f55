#!/usr/bin/env bash
# roadrecon 2.0.0 (ROADtools, pip), plugin `policyanalysis`, which writes into the database whom each policy of Conditional Access is for, and
# whom it leaves out, for its web page to show: guests as a policy has them today (`GuestsOrExternalUsers`) are nobody. A policy for guests is for none, and one
# that excludes them counts guests among all users, so that a guest seems to need the second factor of members. The older form, `Guests`
# among the users, counts. Whoever holds a directory role through a group isn't among those of the role, neither where it is included nor where
# it is excluded, while groups in groups are followed. What is left out is a line on the terminal, of guests alone.
#
# Guess: the lists that the plugin makes are those of the policy, or the policy is marked as one that isn't known.
# Seen: guests: nobody | guests, older form: gus | role: ada | group in group: eve | all but guests: excludes nobody | all but role:
# excludes ada
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q roadrecon==2.0.0 roadlib==1.7.0
venv/bin/python - <<'PYTHON'
import contextlib
import io
import json

import roadtools.roadlib.metadef.database as database
from roadtools.roadlib.metadef.database import DirectoryRole, Group, Policy, User
from roadtools.roadrecon.plugins import policyanalysis

ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
GUESTS = {"GuestsOrExternalUsers": {"GuestOrExternalUserTypes": "B2bCollaborationGuest"}}
url = database.parse_db_argument("roadrecon.db")
session = database.get_session(database.init(True, dburl=url))

people = {
    name: User(objectId=name, objectType="User", displayName=name, userType="Guest" if name == "gus" else "Member")
    for name in ("ada", "bob", "eve", "gus")
}
inner = Group(objectId="inner", objectType="Group", displayName="inner", memberUsers=[people["eve"]])
outer = Group(objectId="outer", objectType="Group", displayName="outer", memberGroups=[inner])
role = DirectoryRole(objectId="role", objectType="Role", displayName="Global Administrator", roleTemplateId=ADMINISTRATOR)
role.memberUsers.append(people["ada"])
role.memberGroups.append(inner)
everybody = [{"Users": ["All"]}]
policies = {
    "guests": {"Include": [GUESTS]},
    "guests, older form": {"Include": [{"Users": ["Guests"]}]},
    "role": {"Include": [{"Roles": [ADMINISTRATOR]}]},
    "group in group": {"Include": [{"Groups": ["outer"]}]},
    "all but guests": {"Include": everybody, "Exclude": [GUESTS]},
    "all but role": {"Include": everybody, "Exclude": [{"Roles": [ADMINISTRATOR]}]},
}
session.add_all([*people.values(), inner, outer, role])
for name, users in policies.items():
    detail = {"Version": 1, "State": "Enabled", "Conditions": {"Users": users, "Applications": {"Include": [{"Applications": ["All"]}]}}}
    session.add(Policy(objectId=name, objectType="Policy", displayName=name, policyType=18, policyDetail=[json.dumps(detail)]))
session.commit()

said = io.StringIO()
with contextlib.redirect_stdout(said):
    policyanalysis.dburl = url
    policyanalysis.PoliciesPlugin(session, printlogs=True).main()


def users(table, policy):
    rows = session.execute(getattr(database, f"lnk_policy_user_{table}").select())
    return " ".join(sorted(row.User for row in rows if row.Policy == policy)) or "nobody"


for_all = {row.Policy for row in session.execute(database.lnk_policy_user_include_allusers.select())}
assert for_all == {"all but guests", "all but role"} and "Skip external user types" in said.getvalue()
included = [f"{name}: {users('include', name)}" for name in policies if name not in for_all]
excluded = [f"{name}: excludes {users('exclude', name)}" for name in policies if name in for_all]
seen = " | ".join(included + excluded)
print(seen)
assert seen == (
    "guests: nobody | guests, older form: gus | role: ada | group in group: eve | "
    "all but guests: excludes nobody | all but role: excludes ada"
)
PYTHON
