package dev.yoco4j.torch.safetensors;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.safetensors.SafetensorsFile.Entry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the front of a safetensors file says, checked against the file's size.
///
/// @param entries the tensors by name
/// @param metadata the free text beside them
/// @param dataStart where in the file the tensors' bytes begin
record SafetensorsHeader(
    NavigableMap<String, Entry> entries, Map<String, String> metadata, long dataStart) {
  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = 8;

  /// The limit of the reference implementation.
  static final long MAX_BYTES = 100_000_000;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static SafetensorsHeader parse(Path file, MemorySegment memory) {
    return new Parsing(file, memory).header();
  }

  /// One reading of a header.
  private static final class Parsing {
    private final Path file;
    private final MemorySegment memory;
    private final NavigableMap<String, Entry> entries = new TreeMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    Parsing(Path file, MemorySegment memory) {
      this.file = file;
      this.memory = memory;
    }

    SafetensorsHeader header() {
      byte[] json = json();
      JsonWalk.object(file, "header", json, this::field);
      long dataStart = LENGTH_BYTES + (long) json.length;
      checkCover(memory.byteSize() - dataStart);
      return new SafetensorsHeader(
          Collections.unmodifiableNavigableMap(entries),
          Collections.unmodifiableMap(metadata),
          dataStart);
    }

    private byte[] json() {
      long size = memory.byteSize();
      if (size < LENGTH_BYTES) {
        throw corrupt("the file has " + size + " bytes, too few for the header's length");
      }
      long length = memory.get(LENGTH, 0);
      if (length < 0 || length > MAX_BYTES) {
        throw corrupt(
            "the header claims %s bytes, more than the limit of %d"
                .formatted(Long.toUnsignedString(length), MAX_BYTES));
      }
      if (length > size - LENGTH_BYTES) {
        throw corrupt(
            "the header claims %d bytes, but only %d follow its length"
                .formatted(length, size - LENGTH_BYTES));
      }
      if (length == 0 || memory.get(ValueLayout.JAVA_BYTE, LENGTH_BYTES) != '{') {
        throw corrupt("the header does not begin with '{'");
      }
      return memory.asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void field(JsonWalk walk, String name) {
      if (name.equals(METADATA)) {
        walk.object(key -> metadata.put(key, walk.string()));
      } else {
        entries.put(name, entry(walk, name));
      }
    }

    private Entry entry(JsonWalk walk, String name) {
      var read =
          new Object() {
            @Nullable String dtype;
            @Nullable List<Long> shape;
            @Nullable List<Long> offsets;
          };
      walk.object(field -> {
        switch (field) {
          case "dtype" -> read.dtype = walk.string();
          case "shape" -> read.shape = walk.naturals(TensorMemory.MAX_DIMENSIONS);
          case "data_offsets" -> read.offsets = walk.naturals(2);
          default -> walk.skip(); // as the reference does
        }
      });
      if (read.dtype == null || read.shape == null || read.offsets == null) {
        throw walk.corrupt("tensor '" + name + "' lacks its dtype, shape or data_offsets");
      }
      if (read.offsets.size() != 2) {
        throw walk.corrupt("data_offsets of tensor '" + name + "' are " + read.offsets);
      }
      long begin = read.offsets.getFirst();
      long end = read.offsets.getLast();
      Entry entry = new Entry(name, dtype(name, read.dtype), read.shape, begin, end);
      checkSize(entry);
      return entry;
    }

    private DType dtype(String name, String dtype) {
      if (dtype.startsWith("F8_")) {
        throw corrupt(
            "tensor '%s' has the 8-bit floating point type %s, which is not supported"
                .formatted(name, dtype));
      }
      return DType.named(dtype)
          .orElseThrow(
              () -> corrupt("tensor '%s' has the unknown dtype '%s'".formatted(name, dtype)));
    }

    private void checkSize(Entry entry) {
      if (entry.begin() > entry.end()) {
        throw corrupt("%s ends before it begins".formatted(range(entry)));
      }
      long span;
      try {
        span =
            TensorMemory.span(
                entry.dtype().scalarType(),
                entry.shape(),
                TensorMemory.contiguousStrides(entry.shape()));
      } catch (ArithmeticException e) {
        throw new CorruptFileException(
            file, "shape %s of %s overflows".formatted(entry.shape(), range(entry)), e);
      }
      if (span != entry.end() - entry.begin()) {
        throw corrupt(
            "%s has %d bytes, but %s %s needs %d"
                .formatted(
                    range(entry), entry.end() - entry.begin(), entry.dtype(), entry.shape(), span));
      }
    }

    /// The ranges must follow each other from the first byte to the last: no hole can then hide
    /// bytes that no one reads, and no byte is read as two tensors.
    private void checkCover(long dataBytes) {
      List<Entry> inOrder = new ArrayList<>(entries.values());
      inOrder.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
      long covered = 0;
      String before = "the header";
      for (Entry entry : inOrder) {
        if (entry.end() > dataBytes) {
          throw corrupt("%s reaches past the %d bytes of data".formatted(range(entry), dataBytes));
        }
        if (entry.begin() != covered) {
          String how = entry.begin() < covered ? "overlaps %s" : "leaves a hole after %s";
          throw corrupt(range(entry) + " " + how.formatted(before));
        }
        covered = entry.end();
        before = range(entry);
      }
      if (covered != dataBytes) {
        throw corrupt("%d bytes follow the last tensor".formatted(dataBytes - covered));
      }
    }

    private static String range(Entry entry) {
      return "tensor '%s' at [%d, %d)".formatted(entry.name(), entry.begin(), entry.end());
    }

    private CorruptFileException corrupt(String what) {
      return new CorruptFileException(file, what);
    }
  }
}
