#!/usr/bin/env bash
# azure-storage-blob 12.31.1, azure-storage-queue 12.18.1, azure-storage-file-share 12.27.1 and azure-data-tables 12.7.0 (pip), with @azure/storage-blob 12.32.0
# (npm), permissions of a shared access signature as a word, `BlobSasPermissions.from_string("read")` in Python, `BlobSASPermissions.parse("read")` in
# JavaScript: each letter counts, so that who gets the link may read, add, delete and execute (`rade`). "write" of a blob is read, write, tags, execute
# and immutability; "write" of a queue or a table is read. In Python letters that mean nothing are dropped (JavaScript refuses them), and "READ"
# is no permission at all. Configurations have such words, as azcopy and portals show them; nothing says what was made of one until somebody
# looks at `sp=` in the link. `BlobSasPermissions(read=True)` is what it says, and so is "r".
#
# Guess: a word that isn't made of permissions is an error, or is the permission of that name.
# Seen: read: blob rade, container rade, account rda, queue ra, share rd, table rad, JavaScript blob rade, account RangeError | READ: blob none | r: r
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q azure-storage-blob==12.31.1 azure-storage-queue==12.18.1 azure-storage-file-share==12.27.1 azure-data-tables==12.7.0
"$folder/venv/bin/python" - <<'PYTHON'
from datetime import datetime, timezone
from urllib.parse import parse_qs

from azure.data.tables import TableSasPermissions
from azure.storage.blob import AccountSasPermissions, BlobSasPermissions, ContainerSasPermissions, generate_blob_sas
from azure.storage.fileshare import ShareSasPermissions
from azure.storage.queue import QueueSasPermissions

kinds = {
    "blob": BlobSasPermissions,
    "container": ContainerSasPermissions,
    "account": AccountSasPermissions,
    "queue": QueueSasPermissions,
    "share": ShareSasPermissions,
    "table": TableSasPermissions,
}


def read_as(word):
    return {name: str(kind.from_string(word)) for name, kind in kinds.items()}


def link(permission):
    """What stands in a link that is signed with this permission."""
    end = datetime(2026, 12, 24, tzinfo=timezone.utc)
    signed = generate_blob_sas("contoso", "reports", "q3.csv", account_key="AAAA", permission=permission, expiry=end)
    return parse_qs(signed).get("sp", ["none"])[0]


words = {word: read_as(word) for word in ("r", "read", "write", "list", "READ")}
for word, letters in words.items():
    print(f"{word}:", ", ".join(f"{name} {value or 'none'}" for name, value in letters.items()))
links = [link(BlobSasPermissions.from_string(word)) for word in ("r", "read", "READ")] + [link(BlobSasPermissions(read=True))]
print("in the link: r", links[0], "| read", links[1], "| READ", links[2], "| read=True", links[3])
assert set(words["r"].values()) == {"r"} and links == ["r", "rade", "none", "r"]
assert list(words["read"].values()) == ["rade", "rade", "rda", "ra", "rd", "rad"]
assert words["write"]["blob"] == "rwtei" and words["list"]["container"] == "lti" and not any(words["READ"].values())
PYTHON
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" @azure/storage-blob@12.32.0 >/dev/null
node - <<'JAVASCRIPT'
const { BlobSASPermissions, ContainerSASPermissions, AccountSASPermissions } = require("@azure/storage-blob");
const seen = ["r", "read", "READ"].flatMap((word) =>
  [BlobSASPermissions, ContainerSASPermissions, AccountSASPermissions].map((kind) => {
    try {
      return kind.parse(word).toString();
    } catch (error) {
      return error.name;
    }
  }),
);
console.log("JavaScript (blob, container, account): r, read, READ:", seen.join(" "));
if (seen.join() !== "r,r,r,rade,rade,RangeError,RangeError,RangeError,RangeError") process.exit(1);
JAVASCRIPT
