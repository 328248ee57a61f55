#!/bin/sh
# Gathers what `rolecall -i DIR` reads. Written by rolecall {{version}}.
#
#   sh collect.sh [DIR]        DIR defaults to {{folder}}
#
# Needs the Azure CLI, signed in, and a POSIX shell. It only reads: every call lists, shows or gets;
# the one POST asks Graph for the names behind object ids. Files that are there already are kept,
# so a run that was cut short goes on where it was.
#
# Exits with 0 when everything was collected, 4 when something is missing (collect.json says what
# and why), 3 when az can't run.
set -u
dir=${1:-{{folder}}}
export AZURE_EXTENSION_USE_DYNAMIC_INSTALL=no

command -v az >/dev/null || { echo "error: az is not on the path" >&2; exit 3; }
account=$(az account show --query '[tenantId, environmentName]' --output tsv </dev/null) ||
  { echo "error: az can't be used: sign in with 'az login'" >&2; exit 3; }
tenant=$(printf '%s\n' "$account" | tr '\t' '\n' | sed -n 1p)
case $(printf '%s\n' "$account" | tr '\t' '\n' | sed -n 2p) in
  AzureUSGovernment) graph=https://graph.microsoft.us ;;
  AzureChinaCloud) graph=https://microsoftgraph.chinacloudapi.cn ;;
  *) graph=https://graph.microsoft.com ;;
esac
if [ -f "$dir/collect.json" ] && ! grep -q "\"tenant\": *\"$tenant\"" "$dir/collect.json"; then
  echo "error: $dir holds another tenant than $tenant" >&2
  exit 2
fi
mkdir -p "$dir" || exit 3
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
: >"$work/missing"
: >"$work/absent"

# says WORDS...: whether az's complaint holds one of the words
says() {
  for word in "$@"; do
    if grep -qiF -e "$word" "$work/errors"; then return 0; fi
  done
  return 1
}

# ask COMMAND...: runs it, again after a while if it was throttled; the answer is in $work/answer
ask() {
  pause=2
  tries=1
  until "$@" >"$work/answer" 2>"$work/errors" </dev/null; do
    if [ $tries -ge 7 ]; then return 1; fi
    if says {{throttled}}; then :
    elif says {{final}}; then return 1
    elif says {{unavailable}}; then :
    else return 1
    fi
    asked=$(sed -n -e 's/.*[Rr]etry[- ][Aa]fter[^0-9]\{1,3\}\([0-9][0-9]*\).*/\1/p' \
      -e "s/.*again \(after\|in\)[^0-9]\{1,3\}\([0-9][0-9]*\).*/\2/p" "$work/errors" | head -n 1)
    if [ "${asked:-0}" -gt 300 ]; then asked=300; fi
    sleep "${asked:-$pause}"
    pause=$((pause * 2))
    tries=$((tries + 1))
  done
}

# lacks FILE: notes that a file could not be had
lacks() {
  list=missing
  if says {{throttled}}; then status=throttled
  elif says {{not_licensed}}; then status='not licensed' list=absent
  elif says {{not_registered}}; then status='not registered' list=absent
  elif says {{refused}}; then status=refused
  elif says {{not_signed_in}}; then status='not signed in'
  elif says {{not_found}}; then status='not found' list=absent
  elif says {{unavailable}}; then status=unavailable
  else status=failed
  fi
  message=$(sed -n -e 's/^ERROR: *//' -e '/[^ ]/{p;q;}' "$work/errors" | tr -d '\000-\037' |
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')
  printf '    {"name": "%s", "status": "%s", "message": "%s"}\n' \
    "$1" "$status" "$message" >>"$work/$list"
  echo "  $list ($status): $message" >&2
}

# get FILE COMMAND...: one answer into one file
get() {
  file=$1
  shift
  echo "$file" >&2
  if [ -s "$dir/$file" ]; then return 0; fi
  if ask "$@" && [ -s "$work/answer" ]; then
    mkdir -p "$(dirname "$dir/$file")"
    mv "$work/answer" "$dir/$file"
  else
    lacks "$file"
  fi
}

# pages FILE URL QUERY: every page into a file of its own
pages() {
  file=$1
  url=$2
  echo "$file" >&2
  if [ -s "$dir/$file" ]; then return 0; fi
  page=1
  while [ -n "$url" ]; do
    if ! ask az rest --method get --url "$url" --query "$3" --output json --only-show-errors; then
      lacks "$file"
      return 0
    fi
    url=$(sed -n 's/^  "next": "\(.*\)",\{0,1\}$/\1/p' "$work/answer")
    sed '/^  "next": /d' "$work/answer" >"$work/page$page"
    page=$((page + 1))
  done
  mkdir -p "$(dirname "$dir/$file")"
  # The first page goes last: it marks the whole as there.
  while [ $page -gt 2 ]; do
    page=$((page - 1))
    mv "$work/page$page" "$dir/${file%.json}.page$page.json"
  done
  mv "$work/page1" "$dir/$file"
}

# manifest: says what is missing, for whoever reads the folder
manifest() {
  complete=true
  if [ -s "$work/missing" ]; then complete=false; fi
  {
    printf '{\n  "schema": "{{schema}}",\n  "tenant": "%s",\n' "$tenant"
    printf '  "subscriptions": [%s],\n' "$(printf '"%s"\n' $subscriptions | paste -s -d , -)"
    printf '  "complete": %s,\n  "missing": [\n' "$complete"
    sed '$!s/$/,/' "$work/missing"
    printf '  ],\n  "absent": [\n'
    sed '$!s/$/,/' "$work/absent"
    printf '  ]\n}\n'
  } >"$work/manifest"
  mv "$work/manifest" "$dir/collect.json"
}

{{subscriptions}}
# Until the end is reached, the folder says that something is missing.
echo '    {"name": "everything", "status": "not asked yet", "message": ""}' >"$work/missing"
manifest
: >"$work/missing"

set -- $subscriptions
if [ $# -gt 0 ]; then
  sub=$1
  get role-definitions.json {{role_definitions}}
fi
get management-groups.json {{tree}}
if [ ! -s "$dir/management-groups.json" ] &&
  ask {{management_groups}}; then
  for group in $(sed -n 's/^    "name": "\(.*\)",\{0,1\}$/\1/p' "$work/answer"); do
    get "management-groups/$group/tree.json" {{group_tree}}
  done
fi

for sub in $subscriptions; do
  at=subscriptions/$sub
  get "$at/role-assignments.json" {{role_assignments}}
  get "$at/custom-roles.json" {{custom_roles}}
  pages "$at/deny-assignments.json" {{deny_assignments}}
  pages "$at/eligible-assignments.json" {{eligible}}
  pages "$at/active-assignments.json" {{active}}
  get "$at/identities.json" {{identities}}
  if [ ! -s "$dir/$at/clusters.json" ]; then
    if ask {{cluster_count}}; then
      if [ "$(cat "$work/answer")" != 0 ]; then
        get "$at/clusters.json" {{clusters}}
      fi
    else
      lacks "$at/clusters.json"
    fi
  fi
done

find "$dir" \( -name 'management-groups.json' -o -name tree.json \) -exec cat {} + |
  sed -n 's|.*"id": "/providers/Microsoft.Management/managementGroups/\([^"]*\)".*|\1|p' |
  sort -u >"$work/groups"
for group in $(cat "$work/groups"); do
  at=management-groups/$group
  get "$at/role-assignments.json" {{group_assignments}}
  pages "$at/eligible-assignments.json" {{group_eligible}}
done

# Everyone who holds anything.
find "$dir" \( -name 'role-assignments.json' -o -name 'eligible-assignments*.json' \
  -o -name 'active-assignments*.json' \) -exec cat {} + >"$work/holders"
find "$dir" -name 'deny-assignments*.json' -exec cat {} + >"$work/denied"
{
  sed -n 's/.*"principalId": "\([^"]*\)".*/\1/p' "$work/holders"
  sed -n 's/.*"id": "\([0-9A-Fa-f-]\{36\}\)".*/\1/p' "$work/denied"
} | tr 'A-F' 'a-f' | grep -v '^00000000-0000-0000-0000-000000000000$' | sort -u >"$work/ids"

# Their names, in files named by what was asked, so that a changed question is asked again.
batch=0
while :; do
  batch=$((batch + 1))
  sed -n "$(((batch - 1) * {{ids_per_call}} + 1)),$((batch * {{ids_per_call}}))p" "$work/ids" >"$work/batch"
  if [ ! -s "$work/batch" ]; then break; fi
  body="{\"ids\":[$(sed 's/.*/"&"/' "$work/batch" | paste -s -d , -)]}"
  name=$(cksum <"$work/batch" | tr ' ' '-')
  get "principals/$name.json" {{names}}
done

# The members of the groups among them.
{
  awk -F '"' '/^ *"principalId": / { id = $4 } /^ *"principalType": "Group"/ { print id }' "$work/holders"
  find "$dir/principals" -name '*.json' -exec cat {} + 2>/dev/null |
    awk -F '"' '/^ *"@odata.type": / { type = $4 } /^ *"id": / { if (type == "#microsoft.graph.group") print $4 }'
} | tr 'A-F' 'a-f' | sort -u >"$work/groups"
for group in $(cat "$work/groups"); do
  pages "groups/$group.json" {{members}}
done

manifest
if [ -s "$work/missing" ]; then
  echo "something is missing: see $dir/collect.json" >&2
  exit 4
fi
echo "everything was collected into $dir" >&2
