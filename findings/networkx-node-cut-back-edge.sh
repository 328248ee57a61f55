#!/usr/bin/env bash
# networkx 3.6.1 (pip), `minimum_node_cut(graph, source, target)` of a directed graph, as of paths by which somebody comes to own a
# subscription: an empty set, as if no way were there to cut, wherever an edge joins the two, be it one from the target back to the
# source. Who owns a subscription can do something to nearly everybody in it, so that such an edge is the rule. Without
# it the same graph has its cut. Where the edge leads from source to target no cut exists, and that is an empty set too. So
# an empty set has to be told from "no path" by `has_path`, and edges into the source be left out first.
#
# Guess: edges into the source change no cut; where none exists, an error.
# Seen: forth and back: set() | without the edge back: {'group'} | paths in both: 1, 1 | direct: set()
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q networkx==3.6.1
"$folder/venv/bin/python" - <<'PYTHON'
import networkx

forth = networkx.DiGraph([("ada", "group"), ("group", "owner")])
back = networkx.DiGraph([*forth.edges, ("owner", "ada")])
direct = networkx.DiGraph([*forth.edges, ("ada", "owner")])


def cut(graph):
    return set(networkx.minimum_node_cut(graph, "ada", "owner"))


def paths(graph):
    return len(list(networkx.node_disjoint_paths(graph, "ada", "owner")))


seen = (
    f"forth and back: {cut(back)} | without the edge back: {cut(forth)} | "
    f"paths in both: {paths(back)}, {paths(forth)} | direct: {cut(direct)}"
)
print(seen)
assert seen == "forth and back: set() | without the edge back: {'group'} | paths in both: 1, 1 | direct: set()"
PYTHON
