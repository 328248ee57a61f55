#!/usr/bin/env bash
# csvkit 2.2.0 (agate; check the pin below), `csvsort`, `csvjson`, `csvjoin`, `in2csv`, `csvsql` of a table of what was used or who holds what.
