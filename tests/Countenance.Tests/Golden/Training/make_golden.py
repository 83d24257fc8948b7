"""Writes events.golden, a TensorBoard event file, from the public descriptions of TFRecord and protobuf alone. Run: python3 make_golden.py"""
import pathlib
import struct


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(payload):
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


def varint(value):
    value &= 0xFFFFFFFFFFFFFFFF  # a negative int64 takes ten bytes
    out = bytearray()
    while True:
        out.append(value & 0x7F | (0x80 if value > 0x7F else 0))
        value >>= 7
        if not value:
            return bytes(out)


def field(number, wire_type, content):
    return varint(number << 3 | wire_type) + content


def text(number, content):
    return field(number, 2, varint(len(content)) + content)


def event(step, rest):
    time = field(1, 1, struct.pack("<d", 1700000000.25))
    return record(time + (field(2, 0, varint(step)) if step else b"") + rest)


def scalar(step, tag, value):
    return event(step, text(5, text(1, text(1, tag.encode()) + field(2, 5, struct.pack("<f", value)))))


assert crc32c(b"123456789") == 0xE3069283
pathlib.Path(__file__).with_name("events.golden").write_bytes(
    event(0, text(3, b"brain.Event:2"))
    + event(6, text(7, field(1, 0, varint(1))))
    + scalar(0, "train/loss", 0.5)
    + scalar(300, "valid/accuracy", 0.79)
    + scalar(1 << 40, "表情/" + "long " * 40, float("inf"))
    + scalar(-1, "zero", 0.0)
)
