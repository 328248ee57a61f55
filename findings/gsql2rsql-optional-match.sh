#!/usr/bin/env bash
# gsql2rsql 0.12.2 (pip), which makes openCypher into SQL for Databricks, beside ladybug 0.22.0 (pip), an engine for Cypher: what an OPTIONAL MATCH is
# limited by, in its WHERE or its braces, stands in the SQL behind the outer join, and takes out the rows that it kept. "All users, and
# whether they own s1" lists the owners; who isn't one, the answer of such a question, is gone. `-[:MemberOf*]->` follows ten steps, and
# a group that is the eleventh has no members; nothing is said, and `*1..40` follows forty. With `*0..` each pair comes twice, so that
# counts are doubled. (The SQL is run in DuckDB 2.0.1, turned into its dialect by sqlglot 30.30.0.)
#
# Guess: SQL that is made from a query answers the query; what it can't do is an error, as for properties that a table lacks.
# Seen: users, and s1 of owners: ada s1 (ladybug: ada s1, eve) | in braces: ada s1 | groups of 40: * 10, *1..40 40, *0.. 10 twice
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q gsql2rsql==0.12.2 ladybug==0.22.0 duckdb==2.0.1 sqlglot==30.30.0
venv/bin/python - <<'PYTHON'
from collections import Counter

import duckdb
import ladybug
import sqlglot
from gsql2rsql import GraphContext

graph = GraphContext(nodes_table="nodes", edges_table="edges")
graph.set_types(node_types=["User", "Group", "Scope"], edge_types=["MemberOf", "Owner"])


def ask(query, nodes, edges):
    database = duckdb.connect()
    database.execute("CREATE TABLE nodes(node_id VARCHAR, node_type VARCHAR)")
    database.execute("CREATE TABLE edges(src VARCHAR, dst VARCHAR, relationship_type VARCHAR)")
    database.executemany("INSERT INTO nodes VALUES (?, ?)", nodes)
    database.executemany("INSERT INTO edges VALUES (?, ?, ?)", edges)
    (sql,) = sqlglot.transpile(graph.transpile(query), read="databricks", write="duckdb")
    return database.execute(sql.replace("CONCAT(p.visited", "LIST_CONCAT(p.visited")).fetchall()


def text(rows):
    return ", ".join(" ".join(value for value in row if value) for row in sorted(rows, key=str))


people = [("ada", "User"), ("eve", "User"), ("s1", "Scope"), ("s2", "Scope")]
owners = [("ada", "s1", "Owner"), ("eve", "s2", "Owner")]
users = "MATCH (a:User) OPTIONAL MATCH (a)-[:Owner]->(s:Scope"
where = text(ask(f"{users}) WHERE s.node_id = 's1' RETURN a.node_id, s.node_id", people, owners))
braces = text(ask(f"{users} {{node_id: 's1'}}) RETURN a.node_id, s.node_id", people, owners))
assert text(ask(f"{users}) RETURN a.node_id, s.node_id", people, owners)) == "ada s1, eve s2"

engine = ladybug.Connection(ladybug.Database(":memory:"))
engine.execute("CREATE NODE TABLE User(node_id STRING, PRIMARY KEY(node_id))")
engine.execute("CREATE NODE TABLE Scope(node_id STRING, PRIMARY KEY(node_id))")
engine.execute("CREATE REL TABLE Owner(FROM User TO Scope)")
for name, kind in people:
    engine.execute(f"CREATE (:{kind} {{node_id: '{name}'}})")
for user, scope, _ in owners:
    engine.execute(f"MATCH (a:User), (s:Scope) WHERE a.node_id = '{user}' AND s.node_id = '{scope}' CREATE (a)-[:Owner]->(s)")
answer = engine.execute(f"{users}) WHERE s.node_id = 's1' RETURN a.node_id, s.node_id")
right = text(answer.get_next() for _ in range(answer.get_num_tuples()))

chain = [("u", "User"), *((f"g{i}", "Group") for i in range(40))]
steps = [("u", "g0", "MemberOf"), *((f"g{i}", f"g{i + 1}", "MemberOf") for i in range(39))]


def groups(hops):
    counts = Counter(ask(f"MATCH (a:User)-[:MemberOf{hops}]->(b:Group) RETURN a.node_id, b.node_id", chain, steps))
    (times,) = set(counts.values())
    return f"{hops} {len(counts)}{' twice' if times == 2 else ''}"


seen = f"users, and s1 of owners: {where} (ladybug: {right}) | in braces: {braces} | groups of 40: {groups('*')}, {groups('*1..40')}, {groups('*0..')}"
print(seen)
assert seen == (
    "users, and s1 of owners: ada s1 (ladybug: ada s1, eve) | in braces: ada s1 | "
    "groups of 40: * 10, *1..40 40, *0.. 10 twice"
)
PYTHON
