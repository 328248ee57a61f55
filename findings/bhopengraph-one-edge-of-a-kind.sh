#!/usr/bin/env bash
# bhopengraph 1.3.1 (pip), which writes graphs for BloodHound: of two edges of one kind between the same nodes, as of two assignments of one
# role, the first is kept with its properties, so that an Owner whom a condition limits hides the one whom nothing does. `import_from_json` and
# `add_edge_without_validation` keep the last. An edge whose nodes come later, or are in BloodHound already, as AzureHound has put
# them there, is left out, and so is one whose id differs in case. `add_edges` tells by False, and raises nothing; `validate_graph` finds no
# fault in what is left. `find_paths` gives ways of nine edges at most. bloodhound-opengraph 1.0.1 (pip) keeps every edge.
#
# Guess: edges are edges, each with its properties; what is left out raises.
# Seen: add: condition, add_edges False, valid | import: no condition | node later: left out | other case: left out
# | paths of 9 edges: 1, of 10: 0 | bloodhound-opengraph: 2 edges
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q bhopengraph==1.3.1 bloodhound-opengraph==1.0.1
venv/bin/python - <<'PYTHON'
import json

from bhopengraph.Edge import Edge
from bhopengraph.Node import Node
from bhopengraph.OpenGraph import OpenGraph
from bhopengraph.Properties import Properties
from opengraph import OpenGraphBuilder

limited, free = {"condition": "(ActionMatches{'*'})"}, {"condition": ""}


def graph(*ids):
    made = OpenGraph(source_kind="AZBase")
    assert all(made.add_node(Node(id=one, kinds=["AZBase"], properties=Properties(name=one))) for one in ids)
    return made


def owner(start, end, properties):
    return Edge(start_node=start, end_node=end, kind="AZOwner", properties=Properties(**properties))


def conditions(made):
    return [edge["properties"]["condition"] for edge in made.export_to_dict()["graph"]["edges"]]


def what(made):
    (condition,) = conditions(made)
    return "condition" if condition else "no condition"


added = graph("ada", "s1")
told = added.add_edges([owner("ada", "s1", limited), owner("ada", "s1", free)])
valid = added.validate_graph()[0]
document = added.export_to_dict()
(edge,) = document["graph"]["edges"]
document["graph"]["edges"].append({**edge, "properties": free})
read = OpenGraph()
assert read.import_from_json(json.dumps(document))

later = graph("ada")
later.add_edge(owner("ada", "s1", free))
later.add_node(Node(id="s1", kinds=["AZBase"], properties=Properties(name="s1")))
case = graph("ada", "s1")
case.add_edge(owner("ADA", "s1", free))


def paths(edges):
    chain = graph(*(f"n{i}" for i in range(edges + 1)))
    assert chain.add_edges([owner(f"n{i}", f"n{i + 1}", free) for i in range(edges)])
    return len(chain.find_paths("n0", f"n{edges}"))


other = OpenGraphBuilder(source_kind="AZBase")
for properties in (limited, free):
    other.create_edge("ada", "s1", "AZOwner", properties=properties)
seen = (
    f"add: {what(added)}, add_edges {told}, {'valid' if valid else 'invalid'} | import: {what(read)} | "
    f"node later: {'kept' if conditions(later) else 'left out'} | other case: {'kept' if conditions(case) else 'left out'} | "
    f"paths of 9 edges: {paths(9)}, of 10: {paths(10)} | bloodhound-opengraph: {len(other.to_dict()['graph']['edges'])} edges"
)
print(seen)
assert seen == (
    "add: condition, add_edges False, valid | import: no condition | node later: left out | other case: left out | "
    "paths of 9 edges: 1, of 10: 0 | bloodhound-opengraph: 2 edges"
)
PYTHON
