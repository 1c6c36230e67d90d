"""A store by its name: the directory of a store on disk, or the address of a SPARQL endpoint."""

# The stores themselves are loaded when one is opened: a command that needs none starts without them.
from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.store.embedded import EmbeddedStore
    from graph.store.remote import RemoteStore

# An endpoint's own folder is below this one: what is not in the graph stays on this machine.
WORKING = Path(".danchieu-remote")


def is_remote(store: Path | str) -> bool:
    """Whether a store is the address of an endpoint. As a path it has lost a slash, and is still known.

    >>> is_remote("https://h/sparql"), is_remote(Path("https://h/sparql")), is_remote("kho")
    (True, True, False)
    """
    return re.match(r"https?:/", str(store), re.IGNORECASE) is not None


def address_of(store: Path | str) -> str:
    """The address of an endpoint that has been a path.

    >>> address_of(Path("https://h/sparql"))
    'https://h/sparql'
    """
    return re.sub(r"^(https?:)/+", r"\1//", str(store), flags=re.IGNORECASE)


def working_directory(store: Path | str) -> Path:
    """Where the ledger of files, the decisions of reviewers and the logs of a store are: for a remote one a
    directory of this machine, below `.danchieu-remote` of the current one."""
    if not is_remote(store):
        return Path(store)
    address = address_of(store)
    name = re.sub(r"[^a-z0-9.-]+", "-", address.partition("//")[2].rpartition("@")[2].lower()).strip("-.")
    return WORKING / f"{name[:60]}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def open_store(store: Path | str, *, in_memory: bool = False) -> EmbeddedStore | RemoteStore:
    """The newest generation of a store; raises StoreNotFound, StoreUnusable (RemoteTrouble of a remote one)."""
    if not is_remote(store):
        from graph.store.embedded import EmbeddedStore

        return EmbeddedStore.open(store, in_memory=in_memory)
    from graph.store.remote import RemoteStore

    return RemoteStore.open(address_of(store))


def publish(store: Path | str) -> bool:
    """Bring a remote store in step with the graph in its working directory; whether anything had to be sent.

    Raises StoreNotFound where there is no graph in the directory yet, StoreBusy, RemoteTrouble.
    """
    from graph.store.embedded import EmbeddedStore
    from graph.store.errors import StoreNotFound
    from graph.store.generations import description
    from graph.store.remote import client_of, newest
    from graph.store.remote_load import publish as send

    client = client_of(address_of(store))
    try:
        with EmbeddedStore.open(working_directory(store)) as here:
            made = description(working_directory(store))
            copy_of = f"{here.generation} {made.get('loaded', '')} {made.get('inputs', '')}"
            try:
                if newest(client).get("copy_of") == copy_of:
                    return False
            except StoreNotFound:
                pass
            send(here.quads(), made | {"copy_of": copy_of}, client)
            return True
    finally:
        client.close()
