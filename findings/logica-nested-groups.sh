#!/usr/bin/env bash
# logica 1.3.1415926535897 (pip), Datalog that is made into SQL, with its engine for SQLite and the usual two rules of who is in which group: a
# recursion is unrolled eight times, so that nine steps are followed, and who is in a group by ten has no such membership. Groups in groups, management groups
# and resources in each other are that many, and paths of escalation are longer. `@Recursive(Member, 20);` follows 21. Asked for more than 20 it
# becomes another kind of recursion, whose first steps `logica FILE run` takes, and no more: with 40 the answer has five steps, fewer
# than without asking; `run_in_terminal` has 41. Nothing is said in either. `Member(x, z) :- Member(x, y), Member(y, z)` follows 256.
#
# Guess: recursion goes on until nothing new comes, as in Datalog; a larger depth never gives less.
# Seen: chain of 60: not told 9, told 20 21, told 40 5, told 40 in terminal 41, doubling 60
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q logica==1.3.1415926535897 'setuptools<81'
cd "$folder"
# Groups of which u0 is a member, through a chain of 60: how many `logica` finds.
count() { # DEPTH NEXT COMMAND
  {
    echo '@Engine("sqlite");'
    if [ "$1" != none ]; then echo "@Recursive(Member, $1);"; fi
    for i in $(seq 0 59); do echo "MemberOf(\"u$i\", \"u$((i + 1))\");"; done
    echo 'Member(x, y) distinct :- MemberOf(x, y);'
    echo "Member(x, z) distinct :- Member(x, y), $2(y, z);"
    echo 'Groups() += 1 :- Member("u0", y);'
  } > groups.l
  venv/bin/logica groups.l "$3" Groups > answer.txt 2> messages.txt
  if grep -qiE 'error|warning|depth' messages.txt; then cat messages.txt >&2; return 1; fi
  sed -nE 's/^\| ([0-9]+) +\|$/\1/p' answer.txt
}
seen="chain of 60: not told $(count none MemberOf run), told 20 $(count 20 MemberOf run), told 40 $(count 40 MemberOf run)"
seen="$seen, told 40 in terminal $(count 40 MemberOf run_in_terminal), doubling $(count none Member run)"
echo "$seen"
[ "$seen" = "chain of 60: not told 9, told 20 21, told 40 5, told 40 in terminal 41, doubling 60" ]
