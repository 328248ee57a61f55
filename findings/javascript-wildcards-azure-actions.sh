#!/usr/bin/env bash
# Libraries for wildcards (npm) with Azure's patterns of actions as they stand in role definitions: of those that call it a wildcard,
# wildcard 2.0.1 takes a pattern apart at `/` and `.`, so that `*/read`, the pattern of Reader, matches no action at all, and
# `Microsoft.Compute/virtualMachines/*` the type itself; wildcard-match 5.1.4 has `*` within a segment unless told `separator: false`;
# match-url-wildcard 0.0.5 matches a part, so that `…/read` is met by `…/readMore`, and nothing by `*` or `*/read`. wildstring 1.0.9 and
# calmcard 0.1.1 are right but for case, and matcher 7.0.0, which regards no case unless told, is right in all of it. (minimatch and
# picomatch are for paths: `*` ends at `/`. With `bash: true` picomatch 4.0.7 is right but for case.)
#
# Guess: `*` of a wildcard is any text, and what case does is for the one who asks.
# Seen: Azure 1111100000 | wildcard 1000100001 | wildcard-match 1000000000, told 1110100000 | match-url-wildcard 1100001011
# | wildstring 1110100000 | calmcard 1110100000 | matcher 1111100000 | picomatch 1000000000, told 1110100000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund wildcard@2.0.1 wildcard-match@5.1.4 match-url-wildcard@0.0.5 wildstring@1.0.9 calmcard@0.1.1 matcher@7.0.0 picomatch@4.0.7
cat > match.mjs <<'JS'
import assert from 'node:assert'
import calmcard from 'calmcard'
import url from 'match-url-wildcard'
import { isMatch } from 'matcher'
import picomatch from 'picomatch'
import wildcard from 'wildcard'
import wildcardMatch from 'wildcard-match'
import wildstring from 'wildstring'

const machines = 'Microsoft.Compute/virtualMachines'
const cases = [
  ['Microsoft.Compute/*/read', `${machines}/read`],
  ['Microsoft.Compute/*/read', `${machines}/extensions/read`],
  ['*/read', `${machines}/read`],
  ['Microsoft.Compute/*', `${machines}/read`.toLowerCase()],
  ['*', `${machines}/read`],
  ['Microsoft.Compute/*', `X${machines}/read`],
  ['Microsoft.Compute/*/read', `${machines}/readMore`],
  ['*/delete', `${machines}/read`],
  [`${machines}/read`, `${machines}/read/more`],
  [`${machines}/*`, machines],
]
const libraries = {
  wildcard: (pattern, action) => Boolean(wildcard(pattern, action)),
  'wildcard-match': (pattern, action) => wildcardMatch(pattern)(action),
  told: (pattern, action) => wildcardMatch(pattern, { separator: false })(action),
  'match-url-wildcard': (pattern, action) => url(action, pattern),
  wildstring: (pattern, action) => wildstring.match(pattern, action),
  calmcard: (pattern, action) => calmcard(pattern, action),
  matcher: (pattern, action) => isMatch(action, pattern),
  picomatch: (pattern, action) => picomatch(pattern)(action),
  'told ': (pattern, action) => picomatch(pattern, { bash: true })(action),
}
const answers = Object.entries(libraries).map(([name, matches]) => `${name.trim()} ${cases.map(([pattern, action]) => Number(matches(pattern, action))).join('')}`)
const seen = `Azure 1111100000 | ${answers.join(' | ')}`.replaceAll(' | told', ', told')
console.log(seen)
assert.strictEqual(
  seen,
  'Azure 1111100000 | wildcard 1000100001 | wildcard-match 1000000000, told 1110100000 | match-url-wildcard 1100001011 | ' +
    'wildstring 1110100000 | calmcard 1110100000 | matcher 1111100000 | picomatch 1000000000, told 1110100000',
)
JS
node match.mjs
