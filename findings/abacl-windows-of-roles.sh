#!/usr/bin/env bash
# abacl 8.0.11 (npm), roles with windows of time and networks, as eligible assignments have them: the conditions of all policies that somebody has are put together,
# each kind for itself, before they are asked. So who is an operator by day from the office and on call by night from home writes by day from home, which
# neither role allows; and who has a role without a window beside one with a window has the window for both: outside of it the two together give less than
# one. The window of its guide, `* * 7 * * *` for nine hours "from 7 AM", lasts ten, since each second from 7 to 8 begins one of nine hours (`0 0 7 * * *`
# is right). None of it is asked at all unless `can` is given a `callable` that asks: `granted` without one is true at any time. Ask for each role on its own.
#
# Guess: a policy grants if all of its own conditions hold, one policy that grants is enough, and nine hours from seven end at four.
# Seen: by day office true home true, by night office true home true (day or night role alone: home by day false) | 23:00: free role true, free and window false |
# window of the guide: 15:59 true 16:30 true 17:00 false, 0 0 7: 16:30 false | no callable, 23:00: true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund --no-audit --no-save abacl@8.0.11
cat >seen.cjs <<'JAVASCRIPT'
const assert = require("node:assert");
const { AccessControl } = require("abacl");

const write = { action: "write", object: "assignments" };
const [office, home] = ["198.51.100.0/24", "203.0.113.0/24"];
const policies = [
  { subject: "day", ...write, location: [office], time: [{ cron_exp: "0 0 7 * * *", duration: 12 * 3600 }] },
  { subject: "night", ...write, location: [home], time: [{ cron_exp: "0 0 19 * * *", duration: 12 * 3600 }] },
  { subject: "guide", ...write, time: [{ cron_exp: "* * 7 * * *", duration: 9 * 3600 }] },
  { subject: "nine", ...write, time: [{ cron_exp: "0 0 7 * * *", duration: 9 * 3600 }] },
  { subject: "free", ...write },
];
const access = new AccessControl(policies, { strict: true });
const at = (hour) => ({ currentDate: new Date(`2026-03-02T${hour}:30`) });
const can = async (roles, hour, address) => {
  const callable = (permission) => permission.time(at(hour)) && (!address || permission.location(address));
  return (await access.can(roles, "write", "assignments", { callable })).granted;
};
const addresses = { office: "198.51.100.7", home: "203.0.113.7" };

(async () => {
  const places = async (roles) => {
    const found = {};
    for (const [time, hour] of [["day", "12:00"], ["night", "23:00"]])
      for (const [place, address] of Object.entries(addresses)) found[`${time} ${place}`] = await can(roles, hour, address);
    return found;
  };
  const day = await places(["day"]);
  const night = await places(["night"]);
  const both = await places(["day", "night"]);
  const free = [await can(["free"], "23:00"), await can(["nine"], "23:00"), await can(["free", "nine"], "23:00")];
  const hours = async (role) => [await can([role], "06:59"), await can([role], "15:59"), await can([role], "16:30"), await can([role], "17:00")];
  const guide = await hours("guide");
  const nine = await hours("nine");
  const unasked = (await access.can(["nine"], "write", "assignments")).granted;
  console.log({ day, night, both, "free, nine, both at 23:00": free, guide, nine, "without callable": unasked });
  assert.deepEqual(day, { "day office": true, "day home": false, "night office": false, "night home": false });
  assert.deepEqual(night, { "day office": false, "day home": false, "night office": false, "night home": true });
  assert.deepEqual(both, { "day office": true, "day home": true, "night office": true, "night home": true });
  assert.deepEqual(free, [true, false, false]);
  assert.deepEqual(guide, [false, true, true, false]);
  assert.deepEqual(nine, [false, true, false, false]);
  assert.equal(unasked, true);
})();
JAVASCRIPT
node seen.cjs
