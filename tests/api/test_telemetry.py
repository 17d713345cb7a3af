"""The service tells nobody what it is asked, whatever the environment says of telemetry."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from tests.api.running import Running

ONE = {"headlines": [{"title": "أمطار قوية مرتقبة بالريف"}]}


def test_no_variable_of_the_environment_makes_it_report(
    serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as collector:
        monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.getsockname()[1]}")
        running = serve()
        assert running.client.post("/v1/classify", json=ONE).status_code == 200
        assert running.client.post("/v1/classify", json={"headlines": []}).status_code == 422
        collector.settimeout(1.0)
        with pytest.raises(TimeoutError):
            collector.accept()
    # Where what would connect is not installed, FastAPI says that it tried.
    assert [one.getMessage() for one in caplog.records if "telemetry" in one.getMessage()] == []
