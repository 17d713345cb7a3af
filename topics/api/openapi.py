"""The document that describes the service: OpenAPI 3.1, served at /openapi.json and kept in docs/."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from topics.api.answers import Error
from topics.api.problems import MEDIA_TYPE

OPEN = ("/healthz", "/readyz")
DESCRIPTION = (
    "What a headline is about, and what rises: headlines by topic, theme and story.\n\n"
    "Every path but /healthz and /readyz needs a key, as `Authorization: Bearer KEY`. Lists come in pages: "
    "`next_cursor` of one is `cursor` of the next, and null on the last. Answers of reads carry an ETag. "
    "Errors are problem details (RFC 9457): 422 where a request is not of the form described here, 400 where "
    "it is and can't be done as asked, 503 with Retry-After where it can be later."
)
_TOLD = {
    400: "It can't be done as asked",
    401: "No key, or one that does not open",
    403: "The key lacks the scope",
    404: "No such thing",
    413: "The body is too large",
    422: "Not of the form described here",
    429: "Too many requests a minute with this key",
    500: "The service failed",
    503: "Too much at once, or something is missing for now",
}
_SCHEMA = {"schema": {"$ref": "#/components/schemas/Error"}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": said, "content": {MEDIA_TYPE: _SCHEMA}} for status, said in _TOLD.items()
}
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of `topics keys create`."},
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def describe(app: FastAPI) -> None:
    """Let an application describe itself so."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    openapi_version="3.1.0",
                    description=app.description,
                    routes=app.routes,
                    separate_input_output_schemas=False,
                )
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # how FastAPI wants it replaced


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add the keys, the form of problems, and 304 of reads."""
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = _SCHEMES
    schemas = parts.setdefault("schemas", {})
    schemas["Error"] = Error.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path not in OPEN:
                operation["security"] = [{"bearer": []}, {"key": []}]
            if method == "get" and path.startswith("/v1/") and path not in ("/v1/export",):
                operation["responses"]["304"] = {"description": "The client has it (If-None-Match)"}
    return document
