"""`python -m rolecall`: the command, as it is beside this Python."""

from __future__ import annotations

import os
import sys
import sysconfig
from shutil import which


def _command() -> str | None:
    name = "rolecall" + (sysconfig.get_config_var("EXE") or "")
    folders = [sysconfig.get_path("scripts"), os.path.join(sys.prefix, "bin")]
    user = sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    for folder in [*folders, user]:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    return which(name)


def main() -> int:
    """Runs the command in place of this process."""
    path = _command()
    if path is None:
        sys.stderr.write("error: the command `rolecall` is not beside this Python\n")
        return 3
    arguments = [path, *sys.argv[1:]]
    if sys.platform == "win32":
        import subprocess

        return subprocess.call(arguments)
    os.execv(path, arguments)


if __name__ == "__main__":
    sys.exit(main())
