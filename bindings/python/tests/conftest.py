"""What several tests need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rolecall

ROOT = Path(__file__).resolve().parents[3]
TENANT = "tests/fixtures/tenant"
LOGS = "tests/fixtures/logs"
PRODUCTION = "/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1"

Command = Callable[..., str]


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # pyright: ignore[reportUnusedFunction]
    """Paths in answers are as they were given: all of them are below the root of the project."""
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("ROLECALL_CATALOG", raising=False)
    monkeypatch.delenv("ROLECALL_CONFIG", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no-catalogue"))


@pytest.fixture(scope="session")
def program() -> str:
    """The command that was installed with the library."""
    name = "rolecall" + (sysconfig.get_config_var("EXE") or "")
    return os.environ.get("ROLECALL_PROGRAM") or os.path.join(os.path.dirname(sys.executable), name)


@pytest.fixture
def command(program: str) -> Command:
    """Runs the command; gives what it prints."""

    def run(*words: str) -> str:
        line = [program, *words]
        if not {"--no-config", "--config"} & set(words):
            line.append("--no-config")
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1, 4), done.stderr
        return done.stdout

    return run


@pytest.fixture
def tenant() -> rolecall.Tenant:
    return rolecall.Tenant.read(TENANT)


def result(text: str) -> Any:
    """The result in what the command printed."""
    return json.loads(text)["result"]
