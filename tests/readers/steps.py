"""Writes each script of a workflow to a file and says where: steps.py WORKFLOW.yml FOLDER

`${{ … }}` is filled in by GitHub before a shell sees it.
"""

import pathlib
import re
import sys

import yaml

workflow = pathlib.Path(sys.argv[1])
jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
scripts = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
for number, script in enumerate(scripts):
    file = pathlib.Path(sys.argv[2]) / f"{workflow.stem}-step-{number}.sh"
    file.write_text("#!/usr/bin/env bash\nset -e\n" + re.sub(r"\$\{\{.*?\}\}", "filled", script), encoding="utf-8")
    print(file)
