"""Where an encoder's files come from, and which revision they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from topics.embed.adapter import Adapter
from topics.errors import EncoderError

_NOT_NEEDED = ["onnx/*", "openvino/*", "*.bin", "*.h5", "*.msgpack", "*.ot", "*.pt", "*.ckpt", "*.tflite"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A SentenceTransformer folder that is made or fetched only when it is needed."""

    name: str  # of the model, for people
    revision: str  # changes with the files
    folder: Callable[[], Path]  # makes sure that the files are there
    adapter: Adapter | None = None  # joins the network when it is loaded; no second folder is written


def adapted(base: Origin, adapter: Adapter, place: Path) -> Origin:
    """The base with an adapter: an encoder of its own.

    Raises:
        EncoderError: the adapter belongs to another base.
    """
    expected, got = f"{adapter.base.name}@{adapter.base.revision}", f"{base.name}@{base.revision}"
    if expected != got:
        raise EncoderError(
            f"{place}: expected the base that this adapter was trained on, {expected}, got {got}; "
            "install that one, train the adapter again, or use 'packaged'."
        )
    return Origin(f"{base.name}+{adapter.name}", f"{base.revision}-{adapter.digest}", base.folder, adapter)


def local_origin(path: Path) -> Origin:
    """A folder on this machine, named by its contents: training that writes over it makes another encoder.

    Raises:
        EncoderError: the folder holds no model.
    """
    if not _is_model(path):
        raise EncoderError(
            f"encoder {str(path)!r}: expected a SentenceTransformer folder with modules.json or config.json, "
            f"got {sorted(p.name for p in path.iterdir())[:5]}; save it with SentenceTransformer.save()."
        )
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(file.relative_to(path).as_posix().encode() + b"\0")
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return Origin(path.resolve().name, digest.hexdigest()[:12], lambda: path)


def hub_origin(name: str) -> Origin:
    """A model of the Hugging Face Hub, from its local cache if it is there: nothing is asked for twice.

    Raises:
        EncoderError: the name is no Hub name, or the model is neither cached nor to be had.
    """
    path = _cached(name) or _downloaded(name)
    return Origin(name, path.name[:12], lambda: path)


def _is_model(path: Path) -> bool:
    return (path / "modules.json").is_file() or (path / "config.json").is_file()


def _cached(name: str) -> Path | None:
    """The newest whole copy in the Hub's own cache. A download that was cut off has no weights yet."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        path = Path(snapshot_download(name, local_files_only=True))
    except LocalEntryNotFoundError:
        return None
    except HFValidationError as error:
        raise EncoderError(
            f"encoder {name!r}: expected 'headlines', 'packaged', a folder or a Hub name such as "
            f"'intfloat/multilingual-e5-base', got something else ({error}); correct TOPICS_ENCODER."
        ) from error
    return path if _is_model(path) and any(path.rglob("*.safetensors")) else None


def _downloaded(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=_NOT_NEEDED))
    except Exception as error:  # the Hub client lets through the errors of whatever HTTP library it uses
        raise EncoderError(
            f"encoder {name!r}: expected a folder or a model on the Hugging Face Hub; it is no folder, "
            f"not in the Hub's local cache, and fetching it failed ({type(error).__name__}); check name and "
            "connection, copy the model to this machine and name its folder, or use 'packaged'."
        ) from error
