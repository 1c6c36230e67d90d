"""The style sheet and the bundled scripts, as a browser may keep them."""

from __future__ import annotations

import os
from pathlib import PurePath

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

# Named by its content: what another build has in its place has another name.
_PART = "part-"
_FOR_EVER = "public, max-age=31536000, immutable"
# Left alone, a browser keeps a file for a tenth of its age; a script of before an upgrade would then ask for parts that
# are no longer there. Asking anew costs an empty answer (304).
_ANEW = "no-cache"


class Assets(StaticFiles):
    """Files of a folder, of which every page gets the newest."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        kept = PurePath(full_path).name.startswith(_PART)
        response.headers["Cache-Control"] = _FOR_EVER if kept else _ANEW
        return response
