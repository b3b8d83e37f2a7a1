package dev.yoco4j.torch.safetensors;

import dev.yoco4j.torch.AtomicFiles;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.safetensors.SafetensorsFile.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes safetensors files, byte for byte as the reference implementation does.
///
/// Format: `docs/formats/safetensors.md`. The same tensors always give the same file.
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;
  private static final long MAX_BYTES_PER_WRITE = 1 << 30;

  private SafetensorsWriter() {}

  /// Writes a file, or replaces it, in one step.
  ///
  /// @param file the file; its folder must exist
  /// @param tensors the tensors by name, with any strides and on any device
  /// @throws IllegalArgumentException if a tensor has a type or layout that the format cannot hold
  /// @throws UncheckedIOException if it cannot be written; what was there before then still is
  public static void write(Path file, Map<String, Tensor> tensors) {
    write(file, tensors, Map.of());
  }

  /// Writes a file with free text beside the tensors.
  ///
  /// Tensors are brought to the CPU one at a time, so that no second copy of a model is made.
  ///
  /// @param file the file; its folder must exist
  /// @param tensors the tensors by name, with any strides and on any device
  /// @param metadata the text; `format` is added with the value `pt`, without which PyTorch's
  ///   loaders refuse a file
  /// @throws IllegalArgumentException if a tensor has a type or layout that the format cannot hold
  /// @throws UncheckedIOException if it cannot be written; what was there before then still is
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    List<Source> sources = layOut(tensors);
    byte[] header = header(sources, metadata);
    long dataBytes = sources.isEmpty() ? 0 : sources.getLast().entry().end();
    ByteBuffer front =
        ByteBuffer.allocate(SafetensorsHeader.LENGTH_BYTES + header.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .flip();
    AtomicFiles.replace(
        file,
        front.limit() + dataBytes,
        channel -> {
          writeFully(channel, front);
          for (Source source : sources) {
            write(channel, source);
          }
        });
  }

  /// The bytes that a tensor takes in a file.
  ///
  /// @throws IllegalArgumentException if the format cannot hold the tensor
  static long bytes(String name, Tensor tensor) {
    return tensor.numel() * dtype(name, tensor).bytes();
  }

  private record Source(Entry entry, Tensor tensor) {}

  /// Wide elements first, so that all are aligned when the first is.
  private static List<Source> layOut(Map<String, Tensor> tensors) {
    List<Map.Entry<String, Tensor>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Comparator.comparing((Map.Entry<String, Tensor> e) -> dtype(e.getKey(), e.getValue()))
            .reversed()
            .thenComparing(Map.Entry::getKey));
    List<Source> sources = new ArrayList<>();
    long begin = 0;
    for (Map.Entry<String, Tensor> named : inOrder) {
      String name = named.getKey();
      Tensor tensor = named.getValue();
      if (name.equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be called " + name);
      }
      long end = begin + bytes(name, tensor);
      sources.add(
          new Source(new Entry(name, dtype(name, tensor), shape(tensor), begin, end), tensor));
      begin = end;
    }
    return sources;
  }

  private static DType dtype(String name, Tensor tensor) {
    if (tensor.is_sparse() || tensor.is_sparse_csr() || tensor.is_nested()) {
      throw new IllegalArgumentException("tensor '" + name + "' is sparse or nested, not dense");
    }
    return DType.of(tensor.scalar_type())
        .orElseThrow(() ->
            new IllegalArgumentException(
                "tensor '%s' has the type %s, which safetensors files do not hold here"
                    .formatted(name, tensor.scalar_type())));
  }

  private static List<Long> shape(Tensor tensor) {
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < tensor.dim(); i++) {
      shape.add(tensor.size(i));
    }
    return shape;
  }

  private static byte[] header(List<Source> sources, Map<String, String> metadata) {
    Map<String, String> text = new TreeMap<>(metadata);
    text.putIfAbsent("format", "pt");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeName(SafetensorsHeader.METADATA).writeStartObject();
      text.forEach(json::writeStringProperty);
      json.writeEndObject();
      sources.forEach(source -> describe(json, source.entry()));
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > SafetensorsHeader.MAX_BYTES) {
      throw new IllegalArgumentException(
          sources.size()
              + " tensors need a header of "
              + bytes.size()
              + " bytes, too long to read");
    }
    return bytes.toByteArray();
  }

  private static void describe(JsonGenerator json, Entry entry) {
    json.writeName(entry.name()).writeStartObject();
    json.writeStringProperty("dtype", entry.dtype().name());
    json.writeArrayPropertyStart("shape");
    entry.shape().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeArrayPropertyStart("data_offsets");
    json.writeNumber(entry.begin()).writeNumber(entry.end()).writeEndArray();
    json.writeEndObject();
  }

  private static void write(FileChannel channel, Source source) throws IOException {
    try (var _ = Scope.open()) {
      // resolve_neg: an imaginary part of a conjugate is negated only when it is read.
      Tensor dense = source.tensor().detach().cpu().resolve_neg().contiguous();
      MemorySegment bytes = TensorMemory.bytes(dense);
      for (long at = 0; at < bytes.byteSize(); at += MAX_BYTES_PER_WRITE) {
        long length = Math.min(MAX_BYTES_PER_WRITE, bytes.byteSize() - at);
        writeFully(channel, bytes.asSlice(at, length).asByteBuffer());
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
