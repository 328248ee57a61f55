#!/usr/bin/env bash
# @kusto/language-service-next 12.4.1, the grammar behind the editors of Log Analytics and Azure Data Explorer: `first`,
# `last`, `time` and `kind` are no names for columns, so that `summarize first = min(TimeGenerated)` and
# `extend kind = "User"` are errors (KS228: it "needs to be bracketed"), and each later use is one more. (After `summarize`
# `kind =` is taken for an option.) `type`, `source`, `scope`, `role`, `action`, `count`, `min` and `max` are names
# like any other. A query that a program writes, and reads well, is refused where it is pasted.
#
# Guess: what is not an operator or a type can name a column, `count` being the doubtful one.
# Seen: refused: first kind last time | taken: action count max min role scope source type
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @kusto/language-service-next@12.4.1 >/dev/null
cat >check.js <<'JAVASCRIPT'
const fs = require('fs'), path = require('path'), vm = require('vm');
const home = path.dirname(require.resolve('@kusto/language-service-next'));
for (const name of ['bridge.js', 'Kusto.Language.Bridge.js'])
  vm.runInThisContext(fs.readFileSync(path.join(home, name), 'utf8'));
const { GlobalState, KustoCode, Utils } = globalThis.Kusto.Language;
const none = new Utils.CancellationToken();
const codes = query => {
  const found = KustoCode.ParseAndAnalyze(query, GlobalState.Default, none).GetDiagnostics(none);
  return Array.from({ length: found.Count }, (_, at) => found.getItem(at).Code);
};
const names = ['action', 'count', 'first', 'kind', 'last', 'max', 'min', 'role', 'scope', 'source', 'time', 'type'];
const query = name => `datatable(t: datetime) [] | extend ${name} = t`;
const refused = names.filter(name => codes(query(name)).includes('KS228'));
const taken = names.filter(name => codes(query(name)).length === 0);
for (const name of refused)
  if (codes(query(`["${name}"]`)).length) throw new Error(`["${name}"]`);
const seen = `refused: ${refused.join(' ')} | taken: ${taken.join(' ')}`;
console.log(seen);
if (seen !== 'refused: first kind last time | taken: action count max min role scope source type') process.exit(1);
JAVASCRIPT
node check.js
