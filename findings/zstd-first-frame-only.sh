#!/usr/bin/env bash
# daft 0.7.26 (`read_json`, `read_csv`) and zstandard 0.25.0 (`decompress`, `read_to_iter`) (pip), with a log that was compressed
# part by part, as `zstd >>` and collectors that flush make it: a file may have several frames, which `zstd -d` gives one after
# the other. Both end after the first, and nothing is said: a day of calls is its first minutes, and what was used later was not
# used. `stream_reader` and `copy_stream` of the same zstandard read all, and so do polars 2.1.0, duckdb 2.0.1, pyarrow 25.0.1 and
# pandas 3.1.1. (daft reads all members of gzip.)
#
# Guess: a file that `zstd -d` reads is read whole, by all functions of a library alike.
# Seen: daft json ada, csv ada | zstandard decompress ada, read_to_iter ada, stream_reader ada eve bob | polars, duckdb, pyarrow,
# pandas: ada eve bob | daft gzip: ada eve bob
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q daft==0.7.26 zstandard==0.25.0 polars==2.1.0 duckdb==2.0.1 pyarrow==25.0.1 pandas==3.1.1
cd "$folder"
venv/bin/python -W ignore - <<'PYTHON'
import gzip
import io
import json

import daft
import duckdb
import pandas
import polars
import pyarrow.json
import zstandard

CALLERS = ["ada", "eve", "bob"]
compress = zstandard.ZstdCompressor().compress
lines = [json.dumps({"caller": caller}).encode() + b"\n" for caller in CALLERS]
log = b"".join(map(compress, lines))
files = {
    "log.json.zst": log,
    "log.csv.zst": b"".join(map(compress, [b"caller\nada\n", b"eve\n", b"bob\n"])),
    "log.json.gz": b"".join(map(gzip.compress, lines)),
}
for name, content in files.items():
    open(name, "wb").write(content)


def callers(text):
    return " ".join(json.loads(line)["caller"] for line in text.splitlines())


one = zstandard.ZstdDecompressor()
whole = " ".join(CALLERS)
others = [
    polars.read_ndjson("log.json.zst")["caller"].to_list(),
    [row[0] for row in duckdb.sql("FROM read_json('log.json.zst')").fetchall()],
    pyarrow.json.read_json("log.json.zst")["caller"].to_pylist(),
    pandas.read_json("log.json.zst", lines=True)["caller"].tolist(),
]
seen = " | ".join(
    [
        f"daft json {' '.join(daft.read_json('log.json.zst').to_pydict()['caller'])}, "
        f"csv {' '.join(daft.read_csv('log.csv.zst').to_pydict()['caller'])}",
        f"zstandard decompress {callers(one.decompress(log))}, read_to_iter {callers(b''.join(one.read_to_iter(io.BytesIO(log))))}, "
        f"stream_reader {callers(one.stream_reader(io.BytesIO(log)).read())}",
        f"polars, duckdb, pyarrow, pandas: {whole if all(other == CALLERS for other in others) else others}",
        f"daft gzip: {' '.join(daft.read_json('log.json.gz').to_pydict()['caller'])}",
    ]
)
print(seen)
assert seen == (
    "daft json ada, csv ada | zstandard decompress ada, read_to_iter ada, stream_reader ada eve bob"
    " | polars, duckdb, pyarrow, pandas: ada eve bob | daft gzip: ada eve bob"
)
PYTHON
