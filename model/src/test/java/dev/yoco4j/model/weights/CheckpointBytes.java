package dev.yoco4j.model.weights;

import dev.yoco4j.torch.TensorMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;

/// What `torch.save` makes of a dictionary of float32 tensors on a GPU, by hand.
final class CheckpointBytes {
  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
  private final Map<String, byte[]> members = new LinkedHashMap<>();

  private CheckpointBytes() {}

  /// `{name: tensor, ...}`.
  static byte[] flat(Map<String, Tensor> tensors) {
    CheckpointBytes bytes = new CheckpointBytes();
    bytes.raw("\u0080\u0002").dictionary(tensors);
    return bytes.archive();
  }

  /// `{key: {name: tensor, ...}, "epoch": 3}`, as a training state.
  static byte[] nested(String key, Map<String, Tensor> tensors) {
    CheckpointBytes bytes = new CheckpointBytes();
    bytes.raw("\u0080\u0002}(").text(key).dictionary(tensors);
    bytes.text("epoch").integer(3).raw("u");
    return bytes.archive();
  }

  private void dictionary(Map<String, Tensor> tensors) {
    raw("}(");
    tensors.forEach((name, tensor) -> text(name).tensor(tensor));
    raw("u");
  }

  private void tensor(Tensor tensor) {
    Tensor dense = tensor.contiguous();
    String key = String.valueOf(members.size());
    members.put("archive/data/" + key, TensorMemory.bytes(dense).toArray(ValueLayout.JAVA_BYTE));
    raw("ctorch._utils\n_rebuild_tensor_v2\n((").text("storage").raw("ctorch\nFloatStorage\n");
    text(key).text("cuda:0").integer(dense.numel()).raw("tQ").integer(0);
    raw("(");
    for (int i = 0; i < dense.dim(); i++) {
      integer(dense.size(i));
    }
    raw("t(");
    for (int i = 0; i < dense.dim(); i++) {
      integer(dense.stride(i));
    }
    raw("t\u0089ccollections\nOrderedDict\n)RtR");
  }

  private CheckpointBytes text(String text) {
    return raw("X").little(text.length()).raw(text);
  }

  private CheckpointBytes integer(long value) {
    return raw("J").little((int) value);
  }

  private CheckpointBytes little(int value) {
    pickle.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  private CheckpointBytes raw(String opcodes) {
    pickle.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  private byte[] archive() {
    raw(".");
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("archive/data.pkl", pickle.toByteArray());
    all.put("archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    all.putAll(members);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : all.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(member.getValue());
        ZipEntry entry = new ZipEntry(member.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(member.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
