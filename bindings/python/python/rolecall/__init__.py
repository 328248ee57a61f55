"""Who can do what in Azure, why, and what is the least a task needs: offline, from files, exactly.

    >>> import rolecall
    >>> tenant = rolecall.Tenant.read("exports/")
    >>> tenant.can("ada@contoso.com", "Microsoft.Compute/virtualMachines/start/action", "rg-web").result["outcome"]
    'allowed'

Every answer is what the command `rolecall` prints with `--format json`, of the type that `rolecall.v1` gives
it. `rolecall.spark` reads logs and decides requests in Spark; nothing else needs more than Python.
"""

from __future__ import annotations

from ._answer import Answer
from ._catalog import Catalog
from ._errors import InputError, RolecallError, UndeterminedError, UsageError
from ._native import Table, __version__
from ._nexus import Nexus
from ._tenant import Tenant, diff, usage

__all__ = [
    "Answer",
    "Catalog",
    "InputError",
    "Nexus",
    "RolecallError",
    "Table",
    "Tenant",
    "UndeterminedError",
    "UsageError",
    "__version__",
    "diff",
    "usage",
]
