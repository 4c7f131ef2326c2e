"""Writes fixtures/formats.json: blocks of every format, and the weights in them.

Needs the package `gguf` (0.19 made the file), which is llama.cpp's own reading
of its formats in Python.
"""

import json
import pathlib

import gguf
import numpy

KINDS = ["F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"]

numbers = numpy.random.default_rng(7)
cases = []
for name in KINDS:
    kind = gguf.GGMLQuantizationType[name]
    size, bytes_of = gguf.GGML_QUANT_SIZES[kind]
    block = numbers.integers(0, 256, bytes_of * (256 // size), dtype=numpy.uint8).reshape(-1, bytes_of)
    # Numbers of 16 bits are of a size that weights have.
    halves = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
    for at in halves.get(name, []):
        block[:, at + 1] = 0x24
    if name == "F16":
        block[:, 1::2] = (block[:, 1::2] & 0x80) | 0x30
    if name == "BF16":
        block[:, 1::2] = (block[:, 1::2] & 0x80) | 0x3D
    weights = gguf.quants.dequantize(block.reshape(1, -1), kind).reshape(-1)
    cases.append({"format": kind.value, "name": name, "bytes": block.reshape(-1).tolist(), "weights": [float(f"{it:.7g}") for it in weights]})
path = pathlib.Path(__file__).parent / "fixtures" / "formats.json"
path.write_text("[\n" + ",\n".join(json.dumps(it) for it in cases) + "\n]\n")
