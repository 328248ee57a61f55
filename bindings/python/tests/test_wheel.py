"""What the wheel holds."""

from __future__ import annotations

import os
import tarfile
import zipfile
from pathlib import Path

import pytest

WHEEL = os.environ.get("ROLECALL_WHEEL")

pytestmark = pytest.mark.skipif(not WHEEL, reason="needs $ROLECALL_WHEEL")


def test_the_wheel_holds_what_it_must() -> None:
    with zipfile.ZipFile(str(WHEEL)) as wheel:
        names = wheel.namelist()
    for part in ("rolecall/py.typed", "rolecall/_native.pyi", "rolecall/v1/can.py", "rolecall/spark.py"):
        assert part in names
    assert any(name.endswith(".data/scripts/rolecall") for name in names)
    assert any("licenses/LICENSES/MIT.txt" in name for name in names)
    assert any("licenses/LICENSES/Apache-2.0.txt" in name for name in names)
    assert any(".cyclonedx.json" in name for name in names)


def test_the_sources_hold_what_builds_both() -> None:
    """pip builds the command and the module of the source distribution beside the wheel."""
    sources = next(Path(str(WHEEL)).parent.glob("rolecall-*.tar.gz"))
    with tarfile.open(sources) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"backend.py", "pyproject.toml", "python/rolecall/__init__.py"} <= names
    assert {"bindings/python/src/command.rs", "bindings/python/Cargo.lock", "src/main.rs"} <= names
