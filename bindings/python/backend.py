"""What pip builds wheels of the sources with: maturin's, with the command inside.

`cargo xtask wheel` needs none of it: it puts the command where wheels have it by itself.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any

import maturin
from maturin import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def build_wheel(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """The command is built first, from the crates that the module is made of too."""
    # Source distributions have the crate where it is in the repository, and pyproject.toml at their root.
    manifest = next(path for path in ("bindings/python/Cargo.toml", "Cargo.toml") if os.path.isfile(path))
    line = ["cargo", "build", "--locked", "--profile", "dist", "--bin", "rolecall", "--manifest-path", manifest]
    subprocess.run(line, check=True)
    name = "rolecall.exe" if os.name == "nt" else "rolecall"
    target = os.environ.get("CARGO_TARGET_DIR") or os.path.join(os.path.dirname(manifest), "target")
    with open(manifest, encoding="utf-8") as file:
        version = re.findall(r'^version = "(.*)"', file.read(), re.MULTILINE)[0]
    scripts = f"rolecall-{version}.data/scripts"
    shutil.rmtree(f"rolecall-{version}.data", ignore_errors=True)
    os.makedirs(scripts)
    shutil.copy(os.path.join(target, "dist", name), scripts)
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)
