"""Writes golden.safetensors with the standard library alone, from the public description of the format. Run: python3 make_golden.py"""
import json
import pathlib
import struct

tensors = {
    "bool": ("BOOL", [3], struct.pack("<3?", True, False, True)),
    "u8": ("U8", [2, 2], bytes([0, 1, 254, 255])),
    "i8": ("I8", [2], struct.pack("<2b", -128, 127)),
    "i16": ("I16", [2], struct.pack("<2h", -32768, 32767)),
    "u16": ("U16", [2], struct.pack("<2H", 1, 65535)),
    "f16": ("F16", [3], struct.pack("<3e", 0.5, -65504.0, 6e-8)),
    "bf16": ("BF16", [2], struct.pack("<f", 1.0)[2:] + struct.pack("<f", -2.5)[2:]),
    "i32": ("I32", [2], struct.pack("<2i", -(2**31), 2**31 - 1)),
    "u32": ("U32", [1], struct.pack("<I", 2**32 - 1)),
    "f32": ("F32", [2, 3], struct.pack("<6f", 0.1, -0.0, 1e-45, 3.4028235e38, float("inf"), -7.25)),
    "f64": ("F64", [], struct.pack("<d", 3.141592653589793)),
    "i64": ("I64", [1, 2], struct.pack("<2q", -(2**63), 2**63 - 1)),
    "u64": ("U64", [1], struct.pack("<Q", 2**64 - 1)),
    "empty": ("F32", [0, 4], b""),
    "naïve \"name\" \\ 表情 😀": ("U8", [1], b"\x07"),
}
header = {"__metadata__": {"format": "pt", "note": "expressions: 表情"}}
data = b""
for name, (dtype, shape, values) in tensors.items():
    header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
    data += values
# The order of the header is not that of the data; non-ASCII characters are escaped.
text = json.dumps(dict(reversed(header.items()))).encode()
text += b" " * (-len(text) % 8)
pathlib.Path(__file__).with_name("golden.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
