"""Where an encoder's files come from, and which revision they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from topics.errors import EncoderError

PACKAGED = "packaged"
_NOT_NEEDED = ["onnx/*", "openvino/*", "*.bin", "*.h5", "*.msgpack", "*.ot", "*.pt", "*.ckpt", "*.tflite"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A SentenceTransformer folder that is fetched only when it is needed."""

    name: str  # of the model, for people
    revision: str  # changes with the files
    folder: Callable[[], Path]  # makes sure that the files are there


def find_origin(name: str, cache_dir: Path) -> Origin:
    """The encoder of that name: the packaged one, a local folder, or one from the Hugging Face Hub.

    Raises:
        EncoderError: there is no such encoder, or it can't be fetched.
    """
    if name == PACKAGED:
        from topics.embed.packaged import packaged_origin

        return packaged_origin(cache_dir)
    path = Path(name).expanduser()
    if path.is_dir():
        return _local(path)
    if path.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise EncoderError(
            f"encoder {name!r}: expected a folder, got a path that is not there; "
            "check the path in TOPICS_ENCODER, or use 'packaged'."
        )
    return _from_hub(name)


def _local(path: Path) -> Origin:
    """A folder is named by its contents: training that writes over it makes another encoder."""
    if not (path / "config.json").is_file() and not (path / "modules.json").is_file():
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


def _from_hub(name: str) -> Origin:
    """What the Hub's own cache holds is used as it is; only what is missing is downloaded."""
    path = _snapshot(name, local=True) or _snapshot(name, local=False)
    assert path is not None
    return Origin(name, path.name[:12], lambda: path)


def _snapshot(name: str, *, local: bool) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        return Path(snapshot_download(name, local_files_only=local, ignore_patterns=_NOT_NEEDED))
    except HFValidationError as error:
        raise EncoderError(
            f"encoder {name!r}: expected 'packaged', a folder or a Hub name such as "
            f"'intfloat/multilingual-e5-base'; got something else ({error})."
        ) from error
    except Exception as error:  # the Hub client raises the errors of whatever HTTP library it uses
        if not local:
            raise EncoderError(
                f"encoder {name!r}: it is no folder, not in the local Hub cache, and the Hub did not give it "
                f"({type(error).__name__}); check the name and the connection, copy the model's folder here "
                "and give its path in TOPICS_ENCODER, or use 'packaged'."
            ) from error
        return None
