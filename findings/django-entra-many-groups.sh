#!/usr/bin/env bash
# django-auth-adfs 1.16.0 and django-azure-auth 2.6.0 (pip), which make a user an administrator of a Django site by a group of Entra ID: a token holds 200
# groups at most, by their ids, and of somebody who is in more it says where to ask instead (`_claim_names`). django-auth-adfs asks Microsoft Graph
# then, and what it gets stands for the claim: the first page of 100 groups, by their names. So the id in
# `GROUP_TO_FLAG_MAPPING` or the name of a Django group that is one, which is right for everybody else, is in none of them, and of groups by name the
# hundred-and-first is missing; the flags are set to False and the groups taken away at that sign-in, and a group's name isn't
# unique. django-azure-auth doesn't look at `_claim_names`: whoever is in more than 200 groups is in none, and what the user had by the last sign-in is
# taken away. Neither says so. Emit groups that are assigned to the application only, or roles of the application.
#
# Guess: ids stay ids wherever they come from, and all pages are read; or the sign-in fails.
# Seen: one group: staff True, in admins | 250 groups, the same among them: 100 groups, first "Group 0", staff False, in none, 1 page of Graph
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q django==5.2.19 django-auth-adfs==1.16.0 django-azure-auth==2.6.0
cat >seen.py <<'PYTHON'
from types import SimpleNamespace

import django
from django.conf import settings

TENANT = "00000000-0000-0000-0000-0000000000d1"
ADMINS = "00000000-0000-0000-0000-0000000000a1"
settings.configure(
    SECRET_KEY="x",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django_auth_adfs"],
    AUTH_ADFS={
        "AUDIENCE": "api",
        "CLIENT_ID": "api",
        "CLIENT_SECRET": "made up",
        "TENANT_ID": TENANT,
        "RELYING_PARTY_ID": "api",
        "CLAIM_MAPPING": {},
        "GROUPS_CLAIM": "groups",
        "GROUP_TO_FLAG_MAPPING": {"is_staff": ADMINS},
    },
    AZURE_AUTH={"ROLES": {ADMINS: "admins"}, "GROUP_ATTRIBUTE": "groups", "USERNAME_ATTRIBUTE": "upn"},
)
django.setup()
from azure_auth.handlers import AuthHandler
from django.contrib.auth.models import User
from django.core.management import call_command
from django_auth_adfs.backend import AdfsBaseBackend
from django_auth_adfs.config import provider_config

call_command("migrate", verbosity=0)


class Graph:
    """Answers for a user of 250 groups, 100 a page, the administrators first."""

    asked = []

    def get(self, url, **_):
        self.asked.append(url)
        if url == "token":
            answer = {"access_token": "t"}
        else:
            ids = [ADMINS, *(f"g{number}" for number in range(1, 100))]
            page = [{"id": each, "displayName": f"Group {number}"} for number, each in enumerate(ids)]
            answer = {"value": page, "@odata.nextLink": "https://graph/next"}
        return SimpleNamespace(status_code=200, json=lambda: answer)


provider_config.session, provider_config.token_endpoint, provider_config.msgraph_endpoint = Graph(), "token", "graph"
user = User.objects.create(username="ada")


def sign_in(groups):
    claims = {"upn": "ada", "tid": TENANT, **groups}
    backend = AdfsBaseBackend()
    found = backend.process_user_groups(claims, "access token")
    backend.update_user_flags(user, claims, found)
    AuthHandler.__new__(AuthHandler).sync_groups(user, {"id_token_claims": claims})
    return len(found), found[0], user.is_staff, list(user.groups.values_list("name", flat=True))


few = sign_in({"groups": [ADMINS]})
many = sign_in({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph/me/getMemberObjects"}}})
print("one group:", *few, "| 250 groups:", *many, "| asked:", *Graph.asked)
assert few == (1, ADMINS, True, ["admins"]), few
assert many == (100, "Group 0", False, []), many
assert Graph.asked == ["token", "https://graph/v1.0/me/transitiveMemberOf/microsoft.graph.group"], Graph.asked
PYTHON
venv/bin/python seen.py
