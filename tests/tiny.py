"""A network small enough to be trained in a test: two layers, 32 wide, with a tokenizer of its own."""

from __future__ import annotations

from pathlib import Path

WIDTH = 32
_TEXT = """
    rain falls on the north storm warning coast snow mountain heat
    team wins match goal league cup player coach stadium fans
    bank price market budget tax trade bread fuel wage strike
    pluie tombe sur le nord tempete alerte equipe gagne but prix marche pain
"""
WORDS = _TEXT.split()


def tiny_model(folder: Path) -> Path:
    """Write a SentenceTransformer folder with random weights; the same ones every time."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    network = folder / "network"
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(network)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=32,
    )  # fmt: skip
    BertModel(config).save_pretrained(network)
    part = Transformer(str(network))
    whole = SentenceTransformer(modules=[part, Pooling(WIDTH), Normalize()], device="cpu")
    place = folder / "tiny"
    whole.save(str(place))
    return place
