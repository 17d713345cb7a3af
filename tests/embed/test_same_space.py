"""Which encoders a model that was trained with another can be used with."""

from __future__ import annotations

import pytest

from topics.embed.encoder import same_space

ONE = "multilingual-e5-small+headlines@1571fc982750-1-cb62bade6e36/openvino-int8g128/t2"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (ONE, True),
        (ONE.replace("openvino-int8g128", "torch"), True),
        (ONE.replace("/t2", "/t3"), False),
        (ONE.replace("cb62bade6e36", "aaaaaaaaaaaa"), False),
        (ONE.replace("+headlines", ""), False),
        ("fake", False),
    ],
    ids=["itself", "another runtime", "another form of texts", "another adapter", "no adapter", "another"],
)
def test_only_the_runtime_may_differ(other: str, same: bool) -> None:
    assert same_space(ONE, other) is same_space(other, ONE) is same


def test_ids_without_parts_are_compared_whole() -> None:
    assert same_space("fake", "fake") and not same_space("fake", "fake2")
    assert not same_space("desk/one", "desk/two")


def test_a_name_from_the_hub_may_have_a_slash() -> None:
    assert same_space("intfloat/e5@1/torch/t2", "intfloat/e5@1/openvino-int8/t2")
    assert not same_space("intfloat/e5@1/torch/t2", "intfloat/e5@2/torch/t2")
