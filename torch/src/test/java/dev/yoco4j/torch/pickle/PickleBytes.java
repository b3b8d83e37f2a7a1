package dev.yoco4j.torch.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.razorvine.pickle.Opcodes;

/// Writes pickles by hand, also ones that no pickler would write.
final class PickleBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PickleBytes() {
    op(Opcodes.PROTO, 2);
  }

  /// A dictionary of one float tensor over storage `0`.
  static PickleBytes tensor(String name, long elements, long offset, long[] size, long[] stride) {
    return new PickleBytes()
        .op(Opcodes.EMPTY_DICT)
        .text(name)
        .global("torch._utils", "_rebuild_tensor_v2")
        .op(Opcodes.MARK)
        .storage("FloatStorage", "0", elements)
        .integer(offset)
        .tuple(size)
        .tuple(stride)
        .op(Opcodes.NEWFALSE)
        .global("collections", "OrderedDict")
        .op(Opcodes.EMPTY_TUPLE)
        .op(Opcodes.REDUCE)
        .op(Opcodes.TUPLE)
        .op(Opcodes.REDUCE)
        .op(Opcodes.SETITEM);
  }

  PickleBytes op(int opcode, int... arguments) {
    bytes.write(opcode);
    for (int argument : arguments) {
      bytes.write(argument);
    }
    return this;
  }

  PickleBytes global(String module, String name) {
    return op(Opcodes.GLOBAL).raw(module + "\n" + name + "\n");
  }

  PickleBytes text(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return op(Opcodes.BINUNICODE).little(length, 4).raw(text);
  }

  PickleBytes integer(long value) {
    return op(Opcodes.LONG1, 8).little(value, 8);
  }

  PickleBytes little(long value, int width) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    bytes.write(all, 0, width);
    return this;
  }

  PickleBytes tuple(long... values) {
    op(Opcodes.MARK);
    for (long value : values) {
      integer(value);
    }
    return op(Opcodes.TUPLE);
  }

  PickleBytes storage(String type, String key, long elements) {
    return op(Opcodes.MARK)
        .text("storage")
        .global("torch", type)
        .text(key)
        .text("cuda:0")
        .integer(elements)
        .op(Opcodes.TUPLE)
        .op(Opcodes.BINPERSID);
  }

  PickleBytes raw(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PickleBytes repeat(int times, int... opcodes) {
    for (int i = 0; i < times; i++) {
      for (int opcode : opcodes) {
        bytes.write(opcode);
      }
    }
    return this;
  }

  /// The pickle, ended.
  byte[] stop() {
    op(Opcodes.STOP);
    return bytes.toByteArray();
  }
}
