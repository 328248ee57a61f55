"""A tenant on its way to another process: the files that it was read from."""

from __future__ import annotations

import os
import tempfile
import zlib
from typing import NamedTuple

from ._catalog import Catalog
from ._errors import InputError, UsageError
from ._tenant import Tenant

__all__ = ["Packed", "pack", "unpack"]


class Packed(NamedTuple):
    """What a tenant was read from."""

    files: tuple[tuple[str, bytes], ...]
    """Paths relative to a folder of the process, and compressed contents."""
    inputs: tuple[str, ...]
    """The files and folders among them that are named."""
    image: bytes | None
    """The image of the catalogue; none for the core."""
    strict_wildcards: bool
    digests: tuple[str, ...]
    """The hashes of what was read, which must be read again."""


def _digests(tenant: Tenant) -> tuple[str, ...]:
    return tuple(sorted(read["sha256"] for read in tenant.catalog_info().inputs))


def pack(tenant: Tenant) -> Packed:
    """Gathers the files of a tenant.

    Raises:
        UsageError: Its names are replaced, for which its files are read again and again.
    """
    if tenant._redaction:
        raise UsageError("a tenant whose names are replaced stays in its process", "send the tenant itself")
    files: list[tuple[str, bytes]] = []
    inputs: list[str] = []
    for at, path in enumerate(tenant.inputs):
        if os.path.isdir(path):
            inputs.append(str(at))
            for folder, _, names in sorted(os.walk(path)):
                for name in sorted(names):
                    whole = os.path.join(folder, name)
                    files.append((os.path.join(str(at), os.path.relpath(whole, path)), _read(whole)))
        else:
            inputs.append(os.path.join(str(at), os.path.basename(path)))
            files.append((inputs[-1], _read(path)))
    info = tenant.catalog_info().result
    image = None if info["path"] is None else _read(info["path"])
    return Packed(tuple(files), tuple(inputs), image, tenant._strict_wildcards, _digests(tenant))


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return zlib.compress(file.read(), 6)


def unpack(packed: Packed) -> Tenant:
    """Reads a tenant that another process had read.

    Raises:
        InputError: Its files have changed since.
    """
    with tempfile.TemporaryDirectory(prefix="rolecall-") as home:
        inputs = [os.path.join(home, name) for name in packed.inputs]
        for name, content in packed.files:
            path = os.path.join(home, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(zlib.decompress(content))
        catalog = Catalog()
        if packed.image is not None:
            catalog = Catalog(os.path.join(home, "catalog.image"))
            with open(catalog.path, "wb") as file:
                file.write(zlib.decompress(packed.image))
        tenant = Tenant.read(inputs, catalog=catalog, strict_wildcards=packed.strict_wildcards)
    if _digests(tenant) != packed.digests:
        raise InputError("the exports have changed since the tenant was read", "read it again", 3)
    return tenant
