#!/usr/bin/env bash
# cytoscape 3.35.0 and ngraph.path 1.6.1 (npm), asked in a drawing of who can come to own what whether a way leads from somebody
# to a subscription: edges, which have a source and a target and are drawn with arrows, are walked either way. What owns eve (a
# subscription whose owner may reset her machine) is reached by her, and all who have anything to do with each other reach one
# another. In cytoscape that is so of `aStar`, `dijkstra`, `bfs`, `bellmanFord`, `floydWarshall` and of centralities, unless
# `directed: true` is given to each; `successors()` goes by arrows. In ngraph.path it is `oriented: true`.
# graphology-shortest-path 2.1.0 follows arrows.
#
# Guess: edges with a source and a target are followed from source to target.
# Seen: cytoscape aStar 1 step, dijkstra 1, bfs eve sub group, successors 0, directed: none | ngraph 1 step, oriented: none |
# graphology none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund cytoscape@3.35.0 \
    ngraph.graph@20.1.2 ngraph.path@1.6.1 graphology@0.26.0 graphology-shortest-path@2.1.0 >/dev/null
cat >ask.mjs <<'JS'
import cytoscape from 'cytoscape';
import Graph from 'graphology';
import { bidirectional } from 'graphology-shortest-path';
import createGraph from 'ngraph.graph';
import path from 'ngraph.path';

const edges = [['sub', 'eve'], ['sub', 'group']];
const ids = ['sub', 'eve', 'group'];
const elements = [...ids.map((id) => ({ data: { id } })), ...edges.map(([source, target]) => ({ data: { source, target } }))];
const all = cytoscape({ elements }).elements();
const steps = (count) => (count > 0 && count < Infinity ? `${count} step` : 'none');
const star = (directed) => {
  const { found, distance } = all.aStar({ root: '#eve', goal: '#sub', directed });
  return steps(found ? distance : 0);
};
const visited = [];
all.bfs({ roots: '#eve', visit: (node) => void visited.push(node.id()) });
for (const other of [all.floydWarshall().distance('#eve', '#sub'), all.bellmanFord({ root: '#eve' }).distanceTo('#sub')])
  if (other !== 1) throw new Error(`not walked backwards: ${other}`);

const links = createGraph();
edges.forEach(([source, target]) => links.addLink(source, target));
const ngraph = (oriented) => steps(path.aStar(links, { oriented }).find('eve', 'sub').length - 1);
const graphology = new Graph();
edges.forEach(([source, target]) => graphology.mergeEdge(source, target));

console.log(
  [
    `cytoscape aStar ${star()}, dijkstra ${all.dijkstra('#eve').distanceTo('#sub')}, bfs ${visited.join(' ')}, ` +
      `successors ${all.$id('eve').successors().length}, directed: ${star(true)}`,
    `ngraph ${ngraph()}, oriented: ${ngraph(true)}`,
    `graphology ${bidirectional(graphology, 'eve', 'sub') ?? 'none'}`,
  ].join(' | '),
);
JS
seen=$(node ask.mjs)
echo "$seen"
expected='cytoscape aStar 1 step, dijkstra 1, bfs eve sub group, successors 0, directed: none'
expected+=' | ngraph 1 step, oriented: none | graphology none'
[ "$seen" = "$expected" ]
