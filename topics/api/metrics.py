"""What Prometheus reads at /metrics: requests, and how classification is doing."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where several processes keep their figures; set before they start
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
SIZES = (1, 2, 4, 8, 16, 32, 64)


class Metrics:
    """The figures of one process, or of all of them where they share a folder."""

    def __init__(self) -> None:
        own = self.registry = CollectorRegistry()
        self.requests = Counter(
            "topics_requests", "Requests answered.", ["method", "route", "status"], registry=own
        )
        self.seconds = Histogram(
            "topics_request_seconds", "From request to answer.", ["route"], buckets=SECONDS, registry=own
        )
        self.running = Gauge(
            "topics_requests_running", "Requests at this moment.", registry=own, multiprocess_mode="livesum"
        )
        self.classified = Counter(
            "topics_headlines_classified", "Headlines, by where their vector came from.", ["vector"],
            registry=own,
        )  # fmt: skip
        self.together = Histogram(
            "topics_encoded_together", "Headlines encoded at once.", buckets=SIZES, registry=own
        )
        self.waiting = Gauge(
            "topics_headlines_waiting", "Headlines to be encoded.", registry=own, multiprocess_mode="livesum"
        )
        self.refused = Counter("topics_refused", "Requests sent away.", ["why"], registry=own)
        self.ingested = Counter(
            "topics_headlines_ingested", "Headlines taken in, by what became of them.", ["outcome"],
            registry=own,
        )  # fmt: skip

    def text(self) -> bytes:
        """In the format that Prometheus reads."""
        if FOLDER not in os.environ:
            return generate_latest(self.registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared)
