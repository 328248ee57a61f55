#!/usr/bin/env bash
# pip 26.3 and uv 0.13.9, a wheel with a program among its scripts (`NAME.data/scripts/`): pip makes it executable only if the wheel's
# archive says that it is a regular file with such a bit, else `NAME: Permission denied` is all that is left of the command; uv always does.
# The format's specification says that installers may have to add the bit, as archives made on Windows have none. So do
# those that were packed again with `ZipFile.writestr(name, …)`, to add a licence or a list of contents: the wheel
# is valid, works with uv, and is broken with pip. `writestr(ZipInfo, …)` with the old entry keeps the mode.
#
# Guess: what stands among the scripts is executable, in both.
# Seen: by name: pip 644, uv 755 | by entry: pip 755, uv 755
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q pip==26.3 uv==0.13.9
cat >pack.py <<'PYTHON'
import base64
import hashlib
import stat
import sys
import zipfile

files = {
    "small-1.0.data/scripts/small": "#!/bin/sh\necho small\n",
    "small-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n",
    "small-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: pack\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
record = "small-1.0.dist-info/RECORD"
rows = [f"{record},,\n"]
for name, text in files.items():
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    rows.append(f"{name},sha256={digest},{len(text)}\n")
files[record] = "".join(rows)
with zipfile.ZipFile("small-1.0-py3-none-any.whl", "w") as wheel:
    for name, text in files.items():
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFREG | 0o755) << 16
        wheel.writestr(entry if sys.argv[1] == "entry" else name, text)
PYTHON
installed() { # installed NAME COMMAND…: the mode of the program that it installs
    local target=$1
    shift
    "$@" --target "$target" small-1.0-py3-none-any.whl >log 2>&1 || { cat log; exit 1; }
    stat -c %a "$target/bin/small"
}
said=''
for how in name entry; do
    venv/bin/python pack.py "$how"
    pip=$(umask 022; installed "pip-$how" venv/bin/pip install -q)
    uv=$(umask 022; UV_CACHE_DIR="$folder/cache-$how" installed "uv-$how" venv/bin/uv pip install -q)
    said+="by $how: pip $pip, uv $uv | "
done
said=${said% | }
echo "$said"
[ "$said" = 'by name: pip 644, uv 755 | by entry: pip 755, uv 755' ]
