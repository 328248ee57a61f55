#!/usr/bin/env bash
# @microsoft/microsoft-graph-client 3.0.7 (npm), filters of users and groups: of two `.filter(…)` of one request the last is asked for, also where the
# first stands in the address or in `.query(…)`, while two `.select(…)`, `.expand(…)` and `.orderby(…)` are put together. "Guests" and then "enabled" asks
# for everybody who is enabled, and a base query for one department that a page narrows is one of all departments. What is in a filter isn't
# encoded either: a `+` is a space when it arrives, so that `displayName eq 'Ops+Dev'` finds the group "Ops Dev" and its members; an `&` or `#` ends the
# filter there. Of an address by a guest's sign-in name what stands before its `#EXT#` arrives. Join filters with `and`, and pass
# each value, and each id in an address, through `encodeURIComponent`.
#
# Guess: filters are joined by and, as the others are, or the second is refused; a query that is built by methods is encoded.
# Seen: two filters: accountEnabled eq true | two selects: id,upn | 'Ops+Dev' arrives as 'Ops Dev', encoded as 'Ops+Dev' | 'R&D': displayName eq 'R
# | /users/ada_contoso.com#EXT#@fabrikam.onmicrosoft.com/memberOf: /users/ada_contoso.com
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @microsoft/microsoft-graph-client@3.0.7 >/dev/null
node - <<'JAVASCRIPT'
const { createServer } = require("node:http");
const { Client } = require("@microsoft/microsoft-graph-client");

const arrived = [];
// Stands in for Microsoft Graph, and keeps the path and the query as a server reads them.
const server = createServer((request, response) => {
  const address = new URL(request.url, "http://graph");
  arrived.push({ path: address.pathname, filter: address.searchParams.get("$filter"), select: address.searchParams.get("$select") });
  response.setHeader("content-type", "application/json");
  response.end('{"value": []}');
});

async function main() {
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const send = { execute: async (context) => { context.response = await fetch(context.request, context.options); } };
  const client = Client.initWithMiddleware({ middleware: send, baseUrl: `http://127.0.0.1:${server.address().port}`, customHosts: new Set(["127.0.0.1"]) });
  const asked = async (request) => {
    await request.get();
    return arrived.pop();
  };
  const seen = {
    two: await asked(client.api("/users").filter("userType eq 'Guest'").filter("accountEnabled eq true").select("id").select("upn")),
    address: await asked(client.api("/users?$filter=userType eq 'Guest'").filter("accountEnabled eq true")),
    query: await asked(client.api("/users").query({ $filter: "userType eq 'Guest'" }).filter("accountEnabled eq true")),
    joined: await asked(client.api("/users").filter("userType eq 'Guest' and accountEnabled eq true")),
    plus: await asked(client.api("/groups").filter("displayName eq 'Ops+Dev'")),
    encoded: await asked(client.api("/groups").filter(`displayName eq '${encodeURIComponent("Ops+Dev")}'`)),
    and: await asked(client.api("/groups").filter("displayName eq 'R&D'")),
    guest: await asked(client.api("/users/ada_contoso.com#EXT#@fabrikam.onmicrosoft.com/memberOf")),
    member: await asked(client.api("/users/ada@contoso.com/memberOf")),
  };
  for (const [name, one] of Object.entries(seen)) console.log(`${name}:`, one.filter ?? one.path, one.select ?? "");
  const right =
    [seen.two, seen.address, seen.query].every((one) => one.filter === "accountEnabled eq true") &&
    seen.two.select === "id,upn" &&
    seen.joined.filter === "userType eq 'Guest' and accountEnabled eq true" &&
    seen.plus.filter === "displayName eq 'Ops Dev'" &&
    seen.encoded.filter === "displayName eq 'Ops+Dev'" &&
    seen.and.filter === "displayName eq 'R" &&
    seen.guest.path === "/v1.0/users/ada_contoso.com" &&
    seen.member.path === "/v1.0/users/ada@contoso.com/memberOf";
  server.close();
  process.exit(right ? 0 : 1);
}

main();
JAVASCRIPT
