#!/usr/bin/env bash
# grand-cypher 1.2.0 (pip), Cypher over graphs of networkx, beside ladybug 0.22.0 (pip), an engine for Cypher, with the same assignments: AND and OR
# are taken from left to right, so that `role = Owner OR role = Contributor AND guest` asks for guests among either, and an owner who is none isn't
# found. Parentheses are read and are right. `-[r:Owner]-`, either way, finds only what leads both ways, which is nothing. Of edges that lack the
# property `r.condition <> "x"` and `NOT r.condition = "x"` are true, where Cypher has null and leaves them out. All are answers, with no error.
# (What it can't read, as `*` without an end or OPTIONAL MATCH, is an error.)
#
# Guess: a language that is called Cypher has Cypher's precedence, and an edge without an arrow goes either way.
# Seen: or, and: eve | in parentheses: ada eve | either way: nobody | <>: ada bob || ladybug: ada eve | ada eve | ada bob eve | bob
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q grand-cypher==1.2.0 ladybug==0.22.0 networkx==3.6.1
venv/bin/python - <<'PYTHON'
import ladybug
import networkx
from grandcypher import GrandCypher

assignments = [
    ("ada", {"role": "Owner", "guest": "no"}),
    ("bob", {"role": "Contributor", "guest": "no", "condition": "y"}),
    ("eve", {"role": "Owner", "guest": "yes", "condition": "x"}),
]
graph = networkx.MultiDiGraph()
graph.add_node("s1", name="s1", __labels__={"Scope"})
database = ladybug.Connection(ladybug.Database(":memory:"))
database.execute("CREATE NODE TABLE Node(name STRING, PRIMARY KEY(name))")
database.execute("CREATE REL TABLE Has(FROM Node TO Node, role STRING, guest STRING, condition STRING)")
database.execute("CREATE (:Node {name: 's1'})")
for who, properties in assignments:
    graph.add_node(who, name=who, __labels__={"User"})
    graph.add_edge(who, "s1", __labels__={"Has"}, **properties)
    values = ", ".join(f"{key}: '{value}'" for key, value in properties.items())
    database.execute(f"CREATE (:Node {{name: '{who}'}})")
    database.execute(f"MATCH (a:Node), (s:Node) WHERE a.name = '{who}' AND s.name = 's1' CREATE (a)-[:Has {{{values}}}]->(s)")

match = "MATCH (a)-[r:Has]->(s)"
questions = {
    "or, and": f'{match} WHERE r.role = "Owner" OR r.role = "Contributor" AND r.guest = "yes" RETURN a.name',
    "in parentheses": f'{match} WHERE r.role = "Owner" OR (r.role = "Contributor" AND r.guest = "yes") RETURN a.name',
    "either way": 'MATCH (s {name: "s1"})-[r:Has]-(a) RETURN a.name',
    "<>": f'{match} WHERE r.condition <> "x" RETURN a.name',
}


def people(names):
    return " ".join(sorted(names)) or "nobody"


def of_database(question):
    rows = database.execute(question)
    return people(row[0] for row in iter(lambda: rows.get_next() if rows.has_next() else None, None))


grand = {name: people(GrandCypher(graph).run(question)["a.name"]) for name, question in questions.items()}
assert people(GrandCypher(graph).run(f'{match} WHERE NOT r.condition = "x" RETURN a.name')["a.name"]) == "ada bob"
assert people(GrandCypher(graph).run(f"{match} RETURN a.name")["a.name"]) == "ada bob eve"
seen = " | ".join(f"{name}: {answer}" for name, answer in grand.items())
seen += " || ladybug: " + " | ".join(of_database(question) for question in questions.values())
print(seen)
assert seen == (
    "or, and: eve | in parentheses: ada eve | either way: nobody | <>: ada bob || "
    "ladybug: ada eve | ada eve | ada bob eve | bob"
)
PYTHON
