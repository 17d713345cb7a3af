"""What every channel can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from topics.types import Alert


@dataclass(frozen=True, slots=True)
class Parcel:
    """One attempt to bring one alert to one receiver."""

    alert: Alert
    recipient: str  # of an e-mail; "" where the channel is the receiver
    at: datetime  # UTC, of this attempt
    again: bool  # an earlier attempt may have arrived
    commit: Callable[[], None]  # to be called once, right before what makes the receiver take it


class Channel(Protocol):
    """Brings alerts to somebody."""

    def send(self, parcel: Parcel) -> None:
        """Bring an alert. Returns once the receiver has said that it has it.

        Every attempt for the same alert and recipient carries the same id, so that a receiver can tell.
        ``parcel.commit`` may raise: then nothing was sent that the receiver could take for whole.

        Raises:
            DeliveryError: it has not, or did not say; trying again may help unless the error is lasting.
        """
        ...
