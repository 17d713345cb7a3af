"""How each process that serves makes its application: settings and limits come from the environment."""

from __future__ import annotations

import os

from fastapi import FastAPI

from topics.api.app import create_app
from topics.logs import listen
from topics.service import open_service
from topics.serving import VARIABLE, Serving, read
from topics.settings import load_settings

FACTORY = f"{__name__}:app_from_environment"


def app_from_environment() -> FastAPI:
    """The application that TOPICS_* and ``topics serve`` ask for."""
    settings = load_settings()
    listen(settings.log)
    told = os.environ.get(VARIABLE)
    return create_app(open_service(settings, durable=True), Serving() if told is None else read(told))
