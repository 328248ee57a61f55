#!/usr/bin/env bash
# rustworkx 0.18.1 and networkit 11.3 (pip), how far somebody is from owning a subscription. In rustworkx's
# `digraph_distance_matrix` no way at all is 0.0, the distance to oneself, so that "within two steps" holds of everybody who has
# none (`null_value=math.inf` must be asked for; `digraph_floyd_warshall_numpy` has infinity). In networkit it is 1.8e308, the
# largest double and not infinity: `math.isinf` and `< math.inf` take it for a way. `digraph_all_simple_paths(…, cutoff=2)` counts
# nodes rather than edges: of a path of two edges, user to group to subscription, networkx's `cutoff=2` says yes, rustworkx's no.
#
# Guess: infinity, and a cutoff of edges, as in networkx, scipy and igraph.
# Seen: rustworkx 0.0, floyd-warshall inf | networkit 1.7976931348623157e+308, isinf False | cutoff 2: networkx 1 path, rustworkx
# 0, cutoff 3: 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q rustworkx==0.18.1 networkit==11.3 networkx==3.6.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import math

import networkit
import networkx
import rustworkx

USER, GROUP, SUBSCRIPTION, GUEST = range(4)
EDGES = [(USER, GROUP), (GROUP, SUBSCRIPTION)]

rust = rustworkx.PyDiGraph()
rust.add_nodes_from(range(4))
rust.add_edges_from([(source, target, 1) for source, target in EDGES])
kit = networkit.Graph(4, directed=True)
for edge in EDGES:
    kit.addEdge(*edge)
search = networkit.distance.BFS(kit, GUEST)
search.run()
far = search.getDistances()[SUBSCRIPTION]
steps = len(list(networkx.all_simple_paths(networkx.DiGraph(EDGES), USER, SUBSCRIPTION, cutoff=2)))
rust_steps = [len(rustworkx.digraph_all_simple_paths(rust, USER, SUBSCRIPTION, cutoff=cutoff)) for cutoff in (2, 3)]
matrix = rustworkx.digraph_distance_matrix(rust)
assert rustworkx.digraph_distance_matrix(rust, null_value=math.inf)[GUEST, SUBSCRIPTION] == math.inf
assert matrix[USER, SUBSCRIPTION] == 2
seen = (
    f"rustworkx {matrix[GUEST, SUBSCRIPTION]}, floyd-warshall {rustworkx.digraph_floyd_warshall_numpy(rust)[GUEST, SUBSCRIPTION]} | "
    f"networkit {far}, isinf {math.isinf(far)} | cutoff 2: networkx {steps} path, rustworkx {rust_steps[0]}, cutoff 3: {rust_steps[1]}"
)
print(seen)
assert seen == (
    "rustworkx 0.0, floyd-warshall inf | networkit 1.7976931348623157e+308, isinf False | "
    "cutoff 2: networkx 1 path, rustworkx 0, cutoff 3: 1"
)
PYTHON
