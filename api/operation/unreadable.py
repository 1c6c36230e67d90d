"""What is answered to bytes that are no HTTP request, or whose head is too long: no application sees those."""

from __future__ import annotations

import json

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from api.trouble import problem_type

_SENTENCE = "Yêu cầu không phải HTTP đọc được, hoặc địa chỉ và các tiêu đề dài quá giới hạn."


class Protocol(H11Protocol):
    """The server's own protocol, whose refusals are problem+json (RFC 9457) as all others are, not plain text."""

    def send_400_response(self, msg: str) -> None:
        """Refuse and close. `msg`, the server's English sentence, is in its log."""
        body = {
            "type": problem_type("bad-request"),
            "title": "Yêu cầu hỏng",
            "status": 400,
            "detail": _SENTENCE,
            "instance": "/",  # what was asked for could not be read
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-language", b"vi"),
            (b"content-length", str(len(content)).encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=STATUS_PHRASES[400]),
            h11.Data(data=content),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
