#!/bin/sh
# Gathers what `rolecall -i DIR` reads. Written by rolecall {{version}}.
#
#   sh collect.sh [DIR]        DIR defaults to {{folder}}
#
# Needs the Azure CLI, signed in, and a POSIX shell. It only reads: every call shows or gets; the one
# POST asks Graph for the names behind object ids. Files that are there already are kept, so a run
# that was cut short goes on where it was.
#
# Exits with 0 when everything was collected, 4 when something is missing (collect.json says what
# and why), 3 when az can't run.
#
# Ids hold no blanks: lists of them are split as words. The counts of calls in vain are read by `eval`.
# shellcheck disable=SC2013,SC2016,SC2034,SC2086,SC2116,SC2154
set -u
dir=${1:-{{folder}}}
{{environment}}
# Git for Windows would take an address that starts with / for a path.
export MSYS_NO_PATHCONV=1
export LC_ALL=C.UTF-8

command -v az >/dev/null || { echo "error: az is not on the path" >&2; exit 3; }
tenant=$(az account show --query tenantId --output tsv </dev/null) ||
  { echo "error: az can't be used: sign in with 'az login'" >&2; exit 3; }
cloud=$(az cloud show --query '[name, endpoints.microsoftGraphResourceId]' --output tsv </dev/null) || exit 3
graph=$(printf '%s\n' "$cloud" | tr '\t' '\n' | sed -n '2{s|/*$||;s|^None$||;p;}')
cloud=$(printf '%s\n' "$cloud" | tr '\t' '\n' | sed -n 1p)
if [ -f "$dir/collect.json" ] && ! grep -q "\"tenant\": *\"$tenant\"" "$dir/collect.json"; then
  echo "error: $dir holds another tenant than $tenant" >&2
  exit 2
fi
mkdir -p "$dir" || exit 3
work=$(mktemp -d) || exit 3
: >"$work/missing"
: >"$work/absent"
: >"$work/not-found"
subscriptions=

# note LIST NAME STATUS MESSAGE: adds an entry to a list of the manifest
note() {
  printf '    {"name": "%s", "status": "%s", "message": "%s"}\n' "$2" "$3" "$4" >>"$work/$1"
}

# manifest [REST]: says what is missing, for whoever reads the folder; with an argument, that the
# rest was not asked for yet
manifest() {
  {
    cat "$work/missing"
    if [ $# -gt 0 ]; then
      echo '    {"name": "{{rest}}", "status": "not asked yet", "message": ""}'
    fi
  } >"$work/entries"
  complete=true
  if [ -s "$work/entries" ]; then complete=false; fi
  {
    printf '{\n  "schema": "{{schema}}",\n  "tenant": "%s",\n' "$tenant"
    printf '  "subscriptions": [%s],\n' "$(printf '%s\n' $subscriptions | sed -e '/./!d' -e 's/.*/"&"/' | paste -s -d , -)"
    printf '  "complete": %s,\n  "missing": [\n' "$complete"
    sed '$!s/$/,/' "$work/entries"
    printf '  ],\n  "absent": [\n'
    sed '$!s/$/,/' "$work/absent"
    printf '  ],\n  "principalsNotFound": [%s],\n' "$(sed 's/.*/"&"/' "$work/not-found" | paste -s -d , -)"
    printf '  "collectedFiles": [%s]\n}\n' "$( (cd "$dir" && find . -name '*.json' ! -name collect.json) |
      sed 's|^\./\(.*\)|"\1"|' | sort | paste -s -d , -)"
  } >"$work/manifest"
  mv "$work/manifest" "$dir/collect.json"
}

# Until the end is reached, the folder says that something is missing.
manifest rest
trap 'if [ -n "$work" ]; then manifest rest; rm -rf "$work"; fi' EXIT
trap 'exit 130' INT TERM

# says WORD...: whether the last error of az holds one of the words; | stands for its begin
says() {
  for word in "$@"; do
    if grep -qiF -e "$word" "$work/told"; then return 0; fi
  done
  return 1
}

# why: sets status to what the last error means, message to its words
why() {
  awk '/^ERROR:/ { text = ""; on = 1; sub(/^ERROR:/, "") }
       /^Traceback/ { on = 0 }
       on { text = text " " $0 }
       /[^ ]/ { last = $0 }
       END { if (text == "") text = last; gsub(/^ +| +$/, "", text); print text }' "$work/errors" |
    tr -d '\000-\011\013-\037' >"$work/said"
  sed -e 's/": */":/g' -e 's/^/|/' "$work/said" >"$work/told"
  if grep -q '{{lost}}' "$work/errors"; then status=failed
{{signs}}
  else status=failed
  fi
  message=$(cut -c 1-500 "$work/said" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')
}

# az waits for ever; where there is no timeout that Ctrl-C goes through, so does this
limit=
if timeout --foreground 1 true 2>/dev/null; then limit='timeout --foreground {{limit}}'; fi

# How long was waited for each kind of failure that didn't pass.
in_vain_throttled=0 in_vain_unavailable=0 in_vain_unreachable=0

# ask COMMAND...: runs it, again after a while where that may help; the answer is in $work/answer
ask() {
  pause=2
  tries=1
  begun=$(date +%s)
  while :; do
    # A call that was ended may still write: into the file of its own.
    rm -f "$work/answer" "$work/errors"
    $limit "$@" >"$work/answer" 2>"$work/errors" </dev/null
    ended=$?
    if [ $ended -eq 124 ] && [ -n "$limit" ]; then echo '{{no_answer}}' >"$work/errors"; fi
    if [ $ended -eq 0 ]; then
      unreached=0
      if grep -q '{{lost}}' "$work/errors" ||
        { command -v iconv >/dev/null && ! iconv -f UTF-8 -t UTF-8 "$work/answer" >/dev/null 2>&1; }; then
        status=failed message='az printed no UTF-8'
        return 1
      fi
      return 0
    fi
    why
    case $status in
      throttled | unavailable | unreachable) ;;
      'not signed in' | untrusted) fatal ;;
      *) unreached=0; return 1 ;;
    esac
    eval "before=\$in_vain_$status"
    waited=$(($(date +%s) - begun))
    over=
    if [ $((before + waited)) -ge {{in_vain}} ]; then over=yes; fi
    if [ $tries -ge {{tries}} ] ||
      { [ -n "$over" ] && { [ $tries -gt 1 ] || [ $waited -gt {{prompt}} ]; }; }; then
      eval "in_vain_$status=$((before + waited))"
      if [ "$before" -ge {{in_vain}} ]; then
        message="$message (not waited for: the run had waited $before s for such failures to pass)"
      fi
      break
    fi
    asked=$(sed -n -e 's/.*[Rr]etry[- ][Aa]fter[^0-9]\{1,3\}\([0-9][0-9]*\).*/\1/p' \
      -e "s/.*again \(after\|in\)[^0-9]\{1,3\}\([0-9][0-9]*\).*/\2/p" "$work/said" | head -n 1)
    if [ "${asked:-0}" -gt 300 ]; then asked=300; fi
    if [ -n "$over" ]; then asked=2; fi
    echo "  $status, waiting ${asked:-$pause} s" >&2
    sleep "${asked:-$pause}"
    pause=$((pause * 2))
    tries=$((tries + 1))
  done
  if [ "$status" = unreachable ]; then
    status=unavailable
    unreached=$((unreached + 1))
    if [ $unreached -ge 2 ]; then fatal; fi
  else
    unreached=0
  fi
  return 1
}
unreached=0

# fatal: ends the run, since every further call would fail alike
fatal() {
  echo "error: $message" >&2
  case $status in 'not signed in') echo "help: sign in with az login, then run it again" >&2 ;; esac
  exit 3
}

# lacks FILE ABSENT: notes that a file could not be had; ABSENT are the reasons that mean that
# nothing is there
lacks() {
  case ",$2," in
    *",$status,"*) note absent "$1" "$status" "$message"; echo "  nothing there ($status)" >&2 ;;
    *) note missing "$1" "$status" "$message"; echo "  missing ($status): $message" >&2 ;;
  esac
}

# follows FILE FOLDER...: names what is asked only of what FILE shows, where that is missing: which
# of it there is, nobody knows; a FOLDER with ./ lies beside it
follows() {
  sed -n "s#^ *{\"name\": \"\(\([^\"]*/\)\{0,1\}$1\.json\)\", \"status\": \"\([^\"]*\)\".*#\1|\3#p" \
    "$work/missing" >"$work/causes"
  shift
  while IFS='|' read -r cause status; do
    for folder in "$@"; do
      case $folder in ./*) folder=${cause%/*}/${folder#./} ;; esac
      if ! grep -qF "\"name\": \"$folder\"," "$work/missing"; then
        note missing "$folder" "$status" "\`$cause\` is missing, so not all are known"
      fi
    done
  done <"$work/causes"
}

# list FILE ABSENT EMPTY MARK QUERY URL: every page into a file of its own; EMPTY says whether there
# may be none, MARK is what an answer has at least
list() {
  file=$1 absent=$2 empty=$3 mark=$4 query=$5 url=$6
  echo "$file" >&2
  if [ -s "$dir/$file" ]; then return 0; fi
  page=1
  while [ -n "$url" ]; do
    if ! ask az rest --method get --url "$url" --query "$query" --output json; then
      # Where there is a first page, there is something.
      if [ $page -gt 1 ]; then
        case ",$absent," in *",$status,"*) status=failed ;; esac
      fi
      lacks "$file" "$absent"
      return 0
    fi
    if ! grep -q "^  \"$mark\": [\"[]" "$work/answer"; then
      status=failed message='az gave an answer that is not understood'
      lacks "$file" ''
      return 0
    fi
    url=$(sed -n 's/^  "next": "\(.*\)",\{0,1\}$/\1/p' "$work/answer")
    sed '/^  "next": /d' "$work/answer" >"$work/page$page"
    page=$((page + 1))
  done
  if [ "$empty" = no ] && [ $page -eq 2 ] && grep -q "^  \"$mark\": \[\]" "$work/page1"; then
    status=failed message='Azure shows none, and there is always one'
    lacks "$file" ''
    return 0
  fi
  mkdir -p "$(dirname "$dir/$file")"
  # The first page goes last: it marks the whole as there.
  while [ $page -gt 2 ]; do
    page=$((page - 1))
    mv "$work/page$page" "$dir/${file%.json}.page$page.json"
  done
  mv "$work/page1" "$dir/$file"
}

# window: from when to when the activity log is read
window() {
  now=$(date +%s)
  begin=$(((now - {{days}} * 86400) / 3600 * 3600 + 3600))
  until=$(moment "$now")
  since=$(moment "$begin")
}
moment() {
  date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$1" +%Y-%m-%dT%H:%M:%SZ
}

# The subscriptions as they are now, in whatever state; every other file is kept.
rm -f "$dir"/subscriptions.json "$dir"/subscriptions.page*.json
{{subscriptions}}

# The tree of management groups; where the root may not be read, what can be seen of it.
scope=/providers/Microsoft.Management/managementGroups/$tenant
{{tree}}
if [ ! -s "$dir/management-groups.json" ]; then
  {{visible_groups}}
  for group in $(cat "$dir"/visible-management-groups*.json 2>/dev/null |
    sed -n 's/^      "name": "\(.*\)",\{0,1\}$/\1/p' | sort -u); do
    scope=/providers/Microsoft.Management/managementGroups/$group
    at=management-groups/$group
    {{group_tree}}
  done
  # A tenant in which nobody has made a group yet has no root either.
  if [ -s "$dir/subscriptions.json" ] && grep -q '^  "value": \[\]' "$dir/visible-management-groups.json" 2>/dev/null; then
    grep '"management-groups.json", "status": "not found"' "$work/missing" >>"$work/absent"
    grep -v '"management-groups.json", "status": "not found"' "$work/missing" >"$work/others"
    mv "$work/others" "$work/missing"
  fi
  rm -f "$dir"/visible-management-groups*.json
fi
find "$dir" -name management-groups.json -exec cat {} + 2>/dev/null |
  awk '/"parent": [{]/ { above = 1 } !above { print } above && /[}]/ { above = 0 }' >"$work/tree"
groups=$(sed -n 's|.*"id": "/providers/Microsoft.Management/managementGroups/\([^/"]*\)".*|\1|p' "$work/tree" | sort -u)
sed -n 's|.*"id": "/subscriptions/\([^/"]*\)".*|\1|p' "$work/tree" | tr 'A-F' 'a-f' | sort -u >"$work/in-tree"

cat "$dir"/subscriptions*.json 2>/dev/null |
  awk -F '"' '/^      "displayName": / { name = $4 } /^      "subscriptionId": / { print tolower($4) "\t" name }' |
  sort -u >"$work/listed"
{{choose}}
# What is assigned at / shows at every scope; where none is known, it is missing too.
if [ -z "$(echo $subscriptions $groups)" ]; then
{{without_scopes}}
fi
manifest rest

{{of_tenant}}

for sub in $subscriptions; do
  scope=/subscriptions/$sub
  at=subscriptions/$sub
{{of_subscription}}
done

for group in $groups; do
  scope=/providers/Microsoft.Management/managementGroups/$group
  at=management-groups/$group
{{of_group}}
done

find "$dir/subscriptions" \( -name 'storage-accounts*.json' -o -name 'hosts*.json' \) -exec cat {} + 2>/dev/null |
  sed -n 's|.*"id": "\(/subscriptions/[^"]*/storageAccounts/[^/"]*\)".*|\1|p' | sort -f -u >"$work/accounts"
while read -r scope; do
  account=${scope##*/}
  at=$(printf '%s\n' "$scope" | cut -d / -f 2,3)/containers
  {{containers}}
done <"$work/accounts"

# Everyone who holds anything.
find "$dir" \( -name 'role-assignments*.json' -o -name 'eligible-assignments*.json' \
  -o -name 'active-assignments*.json' \) -exec cat {} + >"$work/holders"
find "$dir" -name 'deny-assignments*.json' -exec cat {} + >"$work/denied"
{
  sed -n 's/.*"principalId": "\([^"]*\)".*/\1/p' "$work/holders"
  sed -n 's/.*"id": "\([0-9A-Fa-f-]\{36\}\)".*/\1/p' "$work/denied"
} | tr 'A-F' 'a-f' | grep -v '^00000000-0000-0000-0000-000000000000$' | sort -u >"$work/ids"

if [ -z "$graph" ]; then
  note missing principals failed "the cloud $cloud names no Microsoft Graph"
  note missing groups failed "the cloud $cloud names no Microsoft Graph"
else
  # Their names, in files named by what was asked, so that a changed question is asked again.
  batch=0
  while :; do
    batch=$((batch + 1))
    sed -n "$(((batch - 1) * {{ids_per_call}} + 1)),$((batch * {{ids_per_call}}))p" "$work/ids" >"$work/batch"
    if [ ! -s "$work/batch" ]; then break; fi
    body="{\"ids\":[$(sed 's/.*/"&"/' "$work/batch" | paste -s -d , -)]}"
    file=principals/$(cksum <"$work/batch" | tr ' ' '-').json
    echo "$file" >&2
    if [ ! -s "$dir/$file" ]; then
      if ! ask {{names}}; then
        lacks "$file" ''
        continue
      fi
      if ! grep -q '^  "value": \[' "$work/answer"; then
        status=failed message='az gave an answer that is not understood'
        lacks "$file" ''
        continue
      fi
      mkdir -p "$dir/principals"
      mv "$work/answer" "$dir/$file"
    fi
    sed -n 's/^      "id": "\([^"]*\)".*/\1/p' "$dir/$file" | tr 'A-F' 'a-f' >"$work/found"
    grep -vxF -f "$work/found" "$work/batch" >>"$work/not-found"
  done

  # The members of the groups among them, but of those that the directory doesn't know.
  {
    awk -F '"' '/^ *"principalId": / { id = $4 } /^ *"principalType": "Group"/ { print id }' "$work/holders"
    find "$dir/principals" -name '*.json' -exec cat {} + 2>/dev/null |
      awk -F '"' '/^ *"@odata.type": / { type = $4 } /^ *"id": / { if (type == "#microsoft.graph.group") print $4 }'
  } | tr 'A-F' 'a-f' | sort -u | grep -vxF -f "$work/not-found" >"$work/groups"
  for group in $(cat "$work/groups"); do
    at=groups
    {{members}}
  done
fi

{{logs}}
{{follows}}
manifest
if [ -s "$work/missing" ]; then
  echo "something is missing: see $dir/collect.json" >&2
  code=4
else
  echo "everything was collected into $dir" >&2
  code=0
fi
rm -rf "$work"
work=
exit $code
