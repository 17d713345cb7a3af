"""One error tree. A message says what happened, what was expected, what came, and what to do next.

TopicsError
├── UsageError                  wrong arguments or settings              (exit code 2)
│   ├── SettingsError           a setting has no usable value
│   ├── TaxonomyError           a taxonomy file is not usable
│   └── AlertRulesError         a file of alert rules is not usable
├── InputError                  input that can't be read at all
│   └── FetchError              a URL that could not be fetched
├── StoreError                  the store can't be opened, read or written
├── EncoderError                an encoder can't be loaded or run
│   └── EncoderMismatchError    vectors of two encoders were about to be mixed
├── ModelError                  a model's files are missing or were changed
├── DeliveryError               an alert that a channel did not take
├── LockedError                 another process is at work
├── ShapeError                  an array of the wrong shape or dtype (a bug in the caller)
└── GateRefused                 a candidate model was not good enough    (exit code 3)
"""

from __future__ import annotations


class TopicsError(Exception):
    """Base of every error that this package raises on purpose."""

    exit_code = 1


class UsageError(TopicsError):
    """The caller asked for something that can't be done as asked."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting is missing or has no usable value."""


class TaxonomyError(UsageError):
    """A taxonomy file does not describe a usable list of topics."""


class AlertRulesError(UsageError):
    """A file of alert rules does not describe usable rules and channels."""


class InputError(TopicsError):
    """Input that can't be read at all (single bad items are recorded as problems instead)."""


class FetchError(InputError):
    """A URL that could not be fetched; ``code`` is the stable short name recorded with the problem."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class StoreError(TopicsError):
    """The store can't be opened, read or written."""


class EncoderError(TopicsError):
    """An encoder can't be loaded or run."""


class EncoderMismatchError(EncoderError):
    """Vectors of two encoders were about to be mixed."""

    def __init__(self, *, expected: str, got: str) -> None:
        super().__init__(
            f"vectors of two encoders can't be mixed: expected {expected!r}, got {got!r}; "
            "run `topics run` with one encoder so that missing vectors are made."
        )


class ModelError(TopicsError):
    """A model's files are missing, foreign or were changed."""


class DeliveryError(TopicsError):
    """An alert that a channel did not take."""

    def __init__(
        self,
        message: str,
        *,
        answered: bool = False,
        of_recipient: bool = False,
        lasting: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.answered = answered  # the receiver said no; else it may have the alert, for all that is known
        self.of_recipient = of_recipient  # the channel works: others may well have their alerts
        self.lasting = lasting  # no later attempt would fare better
        self.retry_after = retry_after  # seconds, as the receiver asked


class LockedError(TopicsError):
    """Another process does what only one may do at a time."""


class ShapeError(TopicsError):
    """An array of the wrong shape or dtype: a bug in the caller."""


class GateRefused(TopicsError):
    """A candidate model was not good enough to serve."""

    exit_code = 3
