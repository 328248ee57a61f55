"""The notebook and the job of `examples/python/` run, and say something."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

EXAMPLES = ROOT / "examples/python"
MADE = os.environ.get("ROLECALL_LOGS")


def test_the_notebook_runs(program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    monkeypatch.setenv("PATH", os.path.dirname(program) + os.pathsep + os.environ["PATH"])
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    kernels = tmp_path / "share" / "jupyter" / "kernels" / "python3"
    kernels.mkdir(parents=True)
    line = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernels / "kernel.json").write_text(json.dumps({"argv": line, "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    notebook = nbformat.read(EXAMPLES / "access.ipynb", 4)
    nbclient.NotebookClient(notebook, timeout=120).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tables = [
        output for cell in cells for output in cell.outputs if "<table" in str(output.get("data", {}).get("text/html", ""))
    ]
    assert len(tables) >= 4


@pytest.mark.skipif(not (MADE and shutil.which("java")), reason="needs $ROLECALL_LOGS and Java")
def test_the_job_runs() -> None:
    pytest.importorskip("pyspark")
    exports, logs = f"{MADE}/exports", f"{MADE}/logs"
    line = [sys.executable, str(EXAMPLES / "usage_job.py"), exports, logs]
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(line, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "calls that were denied most often" in done.stdout
    assert " allowed\n" in done.stdout
