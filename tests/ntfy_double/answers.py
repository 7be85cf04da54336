"""The answers of an ntfy server: its errors word for word."""

from collections.abc import Mapping

from loopback import Reply, json_reply

_DOCS = "https://ntfy.sh/docs/"
_ERRORS: Mapping[int, tuple[str, str]] = {
    40001: ("e-mail notifications are not enabled", "config/#e-mail-notifications"),
    40002: ("cannot disable cache for delayed message", ""),
    40004: (
        "invalid delay parameter: unable to parse delay",
        "publish/#scheduled-delivery",
    ),
    40005: (
        "invalid delay parameter: too small, please refer to the docs",
        "publish/#scheduled-delivery",
    ),
    40006: (
        "invalid delay parameter: too large, please refer to the docs",
        "publish/#scheduled-delivery",
    ),
    40007: ("invalid priority parameter", "publish/#message-priority"),
    40008: ("invalid since parameter", "subscribe/api/#fetch-cached-messages"),
    40009: ("invalid request: topic invalid", ""),
    40010: ("invalid request: topic name is not allowed", ""),
    40011: ("invalid request: message must be UTF-8 encoded", ""),
    40013: ("invalid request: attachment URL is invalid", "publish/#attachments"),
    40014: ("invalid request: attachments not allowed", "config/#attachments"),
    40018: ("invalid request: actions invalid", "publish/#action-buttons"),
    40021: ("invalid request: icon URL is invalid", "publish/#icons"),
    40024: ("invalid request: request body must be valid JSON", ""),
    40032: ("invalid request: calling is disabled", "config/#phone-calls"),
    40049: ("invalid request: sequence ID invalid", "publish/#updating-deleting-notifications"),
    40101: ("unauthorized", "publish/#authentication"),
    40301: ("forbidden", "publish/#authentication"),
    40401: ("page not found", ""),
    41301: ("attachment too large, or bandwidth limit reached", "publish/#limitations"),
    41303: ("JSON body too large", ""),
    42901: ("limit reached: too many requests", "publish/#limitations"),
    42905: ("limit reached: daily bandwidth reached", "publish/#limitations"),
    42908: ("limit reached: daily message quota reached", "publish/#limitations"),
    42909: ("limit reached: too many auth failures", "publish/#limitations"),
    50001: ("internal server error", ""),
}


class Refusal(Exception):  # noqa: N818 - an answer like any other
    """One of ntfy's own errors."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    @property
    def reply(self) -> Reply:
        text, page = _ERRORS[self.code]
        body: dict[str, object] = {"code": self.code, "http": self.code // 100}
        body["error"] = f"{text}; {self.detail}" if self.detail else text
        if page:
            body["link"] = _DOCS + page
        return json_reply(body, self.code // 100)
