#!/usr/bin/env bash
# pyspark 4.3.0, `--archives package.whl#package` (`spark.archives`): the wheel, which is a zip, is put beside the job under
# the name after `#` as a file, not as a folder. Spark unpacks by the ending of the name (.zip, .jar, .tar.gz, …) and
# takes everything else for done; nothing is said of it, and the import fails later on the executors. The same bytes as `.zip` are
# unpacked. With `--py-files` a wheel is put on the path as it is, from where Python loads no native code.
#
# Guess: what is a zip by its content is unpacked, a wheel above all.
# Seen: package.whl: a file | package.zip: a folder with pkg
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyspark==4.3.0
cd "$folder"
cat >job.py <<'PYTHON'
import os
import sys
import zipfile

import pyspark
from pyspark.sql import SparkSession

for name in ("package.whl", "package.zip"):
    with zipfile.ZipFile(name, "w") as archive:
        archive.writestr("pkg/__init__.py", "")
os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
os.environ["PYSPARK_PYTHON"] = sys.executable
spark = (
    SparkSession.builder.master("local-cluster[1,1,1024]")
    .config("spark.archives", f"{os.getcwd()}/package.whl#one,{os.getcwd()}/package.zip#two")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.local.dir", os.getcwd())
    .getOrCreate()
)


def look(_):
    for name in ("one", "two"):
        yield f"a folder with {' '.join(os.listdir(name))}" if os.path.isdir(name) else "a file"


wheel, archive = spark.sparkContext.parallelize([0], 1).mapPartitions(look).collect()
seen = f"package.whl: {wheel} | package.zip: {archive}"
print(seen)
assert seen == "package.whl: a file | package.zip: a folder with pkg"
PYTHON
"$folder/venv/bin/python" job.py 2>log || { tail -5 log; exit 1; }
