"""Makes the checkpoints beside it, with CPython's own pickler and stand-ins for PyTorch's classes.

The stand-ins pickle as PyTorch 2 pickles: same names, same arguments, same persistent ids.
Run it in this folder: python3 make_checkpoints.py
"""

import argparse
import collections
import io
import pickle
import struct
import sys
import types
import zipfile

torch = types.ModuleType("torch")
utils = types.ModuleType("torch._utils")
sys.modules["torch"] = torch
sys.modules["torch._utils"] = utils


def named(module, name, value):
    value.__module__ = module.__name__
    value.__qualname__ = value.__name__ = name
    setattr(module, name, value)
    return value


class DType:
    def __init__(self, name):
        self.name = name
        setattr(torch, name, self)

    def __reduce__(self):
        return self.name

    __module__ = "torch"


class Size(tuple):
    def __reduce__(self):
        return (torch.Size, (tuple(self),))


named(torch, "Size", Size)
FloatStorage = named(torch, "FloatStorage", type("FloatStorage", (), {}))
BFloat16Storage = named(torch, "BFloat16Storage", type("BFloat16Storage", (), {}))
LongStorage = named(torch, "LongStorage", type("LongStorage", (), {}))
rebuild_tensor = named(utils, "_rebuild_tensor_v2", lambda *a: None)
rebuild_parameter = named(utils, "_rebuild_parameter", lambda *a: None)
bfloat16 = DType("bfloat16")


class Storage:
    def __init__(self, kind, device, elements, data):
        self.kind, self.device, self.elements, self.data = kind, device, elements, data


class Tensor:
    def __init__(self, storage, offset, size, stride):
        self.args = (storage, offset, size, stride, False, collections.OrderedDict())

    def __reduce_ex__(self, protocol):
        return (rebuild_tensor, self.args)


class Parameter:
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce_ex__(self, protocol):
        return (rebuild_parameter, (self.tensor, True, collections.OrderedDict()))


def save(path, value, protocol):
    keys = {}

    class Pickler(pickle.Pickler):
        def persistent_id(self, obj):
            if isinstance(obj, Storage):
                key = keys.setdefault(id(obj), (str(len(keys)), obj))[0]
                return ("storage", obj.kind, key, obj.device, obj.elements)
            return None

    out = io.BytesIO()
    Pickler(out, protocol).dump(value)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:

        def add(name, data):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            front = archive.fp.tell() + 30 + len(name) + 4
            info.extra = b"FB" + struct.pack("<H", -front % 64) + b"Z" * (-front % 64)
            archive.writestr(info, data)

        add("nested/data.pkl", out.getvalue())
        add("nested/.format_version", b"1")
        add("nested/byteorder", b"little")
        for key, storage in keys.values():
            add("nested/data/" + key, storage.data)
        add("nested/version", b"3\n")


floats = Storage(FloatStorage, "cuda:0", 6, struct.pack("<6f", *range(6)))
halves = Storage(BFloat16Storage, "cpu", 2, struct.pack("<2H", 0x3F80, 0xC000))  # 1 and -2
number = Storage(LongStorage, "cpu", 1, struct.pack("<q", -5))
nothing = Storage(FloatStorage, "cpu", 0, b"")

model = collections.OrderedDict(
    embed=Parameter(Tensor(floats, 0, (2, 3), (3, 1))),
    tied=Tensor(floats, 0, (2, 3), (3, 1)),
    transposed=Tensor(floats, 0, (3, 2), (1, 3)),
    tail=Tensor(floats, 4, (2,), (1,)),
    halves=Tensor(halves, 0, (2,), (1,)),
    scalar=Tensor(number, 0, (), ()),
    empty=Tensor(nothing, 0, (0, 7), (7, 1)),
)
model._metadata = collections.OrderedDict({"": {"version": 1}})
history = {"optimizer_name": "Adam", "num_updates": 3}
checkpoint = {
    "model": model,
    "args": argparse.Namespace(lr=[1e-4], arch="yoco", seed=None, cpu=False, updates=2**40),
    "optimizer_history": [history, history],
    "last_optimizer_state": {0: {"step": Tensor(number, 0, (), ())}},
    "shape": Size((2, 3)),
    "dtype": bfloat16,
    "huge": 2**100,
}

for protocol in (2, 4):
    save(f"nested-protocol{protocol}.pth", checkpoint, protocol)
