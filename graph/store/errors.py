"""What may go wrong with a store, an error a failure."""


class StoreNotFound(FileNotFoundError):
    """Nothing has been loaded in that directory."""


class StoreBusy(RuntimeError):
    """Another load is under way in that directory."""


class StoreUnusable(OSError):
    """The directory cannot be read or written, or what is in it is damaged."""


class RemoteTrouble(StoreUnusable):
    """A remote store does not do what was asked; `status` is what a server in front of it answers (502, 503)."""

    def __init__(self, message: str, status: int = 502) -> None:
        super().__init__(message)
        self.status = status
