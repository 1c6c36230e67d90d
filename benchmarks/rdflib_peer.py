"""rdflib-endpoint over one file of N-Quads, as its README starts it: the peer that `benchmarks.load` measures beside.

    python -m benchmarks.rdflib_peer FILE.nq PORT

Its graph is an rdflib Dataset in memory whose default graph is the union of all, as ours is. It prints how long it
took to read the file, then serves until it is ended.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path


def main(path: Path, port: int) -> None:
    """Read the file, then serve it on the loopback."""
    import uvicorn
    from rdflib import Dataset
    from rdflib_endpoint import SparqlEndpoint

    warnings.simplefilter("ignore")  # rdflib warns of its own older names
    began = time.perf_counter()
    graph = Dataset(default_union=True)
    graph.parse(str(path), format="nquads")
    print(f"{time.perf_counter() - began:.1f}", flush=True)
    app = SparqlEndpoint(graph=graph, path="/sparql")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
