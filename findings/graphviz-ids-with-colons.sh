#!/usr/bin/env bash
# graphviz 0.21, pydot 4.0.1 and networkx 3.6.1 `to_pydot` (pip), drawing who holds which role, with ids such as `user:ada` and
# `role:Owner`, as graphs of attack paths have them. What follows a colon is a port, a place at the edge of a node, and none of
# them quotes it. All users are the one node `user`, all roles `role`, and each user seems to hold every role, without an error.
# The first quotes ids with a colon as nodes, so that each has an unconnected node beside it. Drawn with @viz-js/viz 3.31.0 (npm).
# `graphviz.escape` doesn't help; `pydot.make_quoted` does in pydot. In all of them ids without colons, such as numbers, with the
# name as `label`, do.
#
# Guess: an id is an id, and what needs quotation marks gets them.
# Seen: edges: graphviz user role | pydot user role | networkx user role || nodes of graphviz: role user user:ada user:eve
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q graphviz==0.21 pydot==4.0.1 networkx==3.6.1
npm install --silent --no-audit --no-fund @viz-js/viz@3.31.0 >/dev/null
venv/bin/python -W ignore - <<'PYTHON'
import graphviz
import networkx
import pydot

HOLDS = [("user:ada", "role:Owner"), ("user:eve", "role:Reader")]
by_graphviz = graphviz.Digraph()
by_pydot = pydot.Dot(graph_type="digraph")
for user, role in HOLDS:
    by_graphviz.node(user)
    by_graphviz.edge(user, role)
    by_pydot.add_edge(pydot.Edge(user, role))
texts = {
    "graphviz": by_graphviz.source,
    "pydot": by_pydot.to_string(),
    "networkx": networkx.nx_pydot.to_pydot(networkx.DiGraph(HOLDS)).to_string(),
}
for name, text in texts.items():
    open(f"{name}.dot", "w").write(text)
PYTHON
cat >draw.mjs <<'JS'
import { readFileSync } from 'fs';
import { instance } from '@viz-js/viz';

const viz = await instance();
const drawn = (name) => viz.renderJSON(readFileSync(`${name}.dot`, 'utf8'));
const joined = (name) => {
  const { objects, edges } = drawn(name);
  return [...new Set(edges.flatMap(({ tail, head }) => [objects[tail].name, objects[head].name]))].join(' ');
};
const edges = ['graphviz', 'pydot', 'networkx'].map((name) => `${name} ${joined(name)}`).join(' | ');
console.log(`edges: ${edges} || nodes of graphviz: ${drawn('graphviz').objects.map(({ name }) => name).sort().join(' ')}`);
JS
seen=$(node draw.mjs)
echo "$seen"
[ "$seen" = 'edges: graphviz user role | pydot user role | networkx user role || nodes of graphviz: role user user:ada user:eve' ]
