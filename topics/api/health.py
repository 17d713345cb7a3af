"""Whether the service lives and can answer, and its figures."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from topics.api import answers
from topics.api.doors import needs
from topics.api.shared import Ours
from topics.types import Scope

router = APIRouter(tags=["service"])
FIGURES = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/healthz", response_model=answers.State)
async def healthz() -> Response:
    """The process lives. Needs no key."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    response_model=answers.Readiness,
    responses={503: {"model": answers.Readiness, "description": "Not yet, or not now"}},
)
async def readyz(ours: Ours) -> Response:
    """Encoder and champion are loaded, and the store can be written. Needs no key."""
    checks = {"encoder": ours.loading, "champion": ours.loading, "store": ours.storing}
    ready = all(state == "ok" for state in checks.values())
    headers = {"Cache-Control": "no-store", **({} if ready else {"Retry-After": "5"})}
    return JSONResponse({"ready": ready, "checks": checks}, 200 if ready else 503, headers=headers)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"description": "For Prometheus", "content": {"text/plain": {"schema": {"type": "string"}}}}
    },
    dependencies=[Depends(needs(Scope.READ))],
)
def metrics(ours: Ours) -> Response:
    """Figures of this service, as Prometheus reads them."""
    return Response(ours.metrics.text(), headers={"Content-Type": FIGURES, "Cache-Control": "no-store"})
