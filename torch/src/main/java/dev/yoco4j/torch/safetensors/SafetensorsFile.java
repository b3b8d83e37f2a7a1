package dev.yoco4j.torch.safetensors;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.MappedFile;
import dev.yoco4j.torch.TensorMemory;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.bytedeco.pytorch.Tensor;

/// A safetensors file, mapped into memory and checked as a whole before anything is read from it.
///
/// Format: `docs/formats/safetensors.md`. Any thread may read; tensors that are returned belong to
/// the caller's scope, if one is open.
public final class SafetensorsFile implements AutoCloseable {
  private final MappedFile file;
  private final SafetensorsHeader header;

  private SafetensorsFile(MappedFile file) {
    this.file = file;
    this.header = SafetensorsHeader.parse(file.path(), file.memory());
  }

  /// One tensor as the header describes it.
  ///
  /// @param name its name
  /// @param dtype the type of its elements
  /// @param shape its sizes, none for a scalar
  /// @param begin its first byte, counted from the end of the header
  /// @param end the byte after its last
  public record Entry(String name, DType dtype, List<Long> shape, long begin, long end) {
    /// Creates an entry.
    public Entry {
      shape = List.copyOf(shape);
    }

    /// The bytes of the tensor.
    ///
    /// @return their number
    public long bytes() {
      return end - begin;
    }
  }

  /// Opens a file.
  ///
  /// @param file the file
  /// @return the open file
  /// @throws CorruptFileException if the header is not valid, or not valid for the file's size
  /// @throws UncheckedIOException if the file cannot be read
  public static SafetensorsFile open(Path file) {
    MappedFile mapped = MappedFile.open(file);
    try {
      return new SafetensorsFile(mapped);
    } catch (Throwable e) {
      mapped.close();
      throw e;
    }
  }

  /// The names of the tensors.
  ///
  /// @return the names in their natural order
  public SortedSet<String> names() {
    return header.entries().navigableKeySet();
  }

  /// What the header says of a tensor.
  ///
  /// @param name its name
  /// @return its entry
  /// @throws IllegalArgumentException if the file has no tensor of that name
  public Entry entry(String name) {
    Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(file.path() + " has no tensor '" + name + "'");
    }
    return entry;
  }

  /// The free text beside the tensors.
  ///
  /// @return the `__metadata__` of the header, empty if it has none
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /// Reads a tensor into memory of its own.
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU, which stays when the file is closed
  /// @throws IllegalArgumentException if the file has no tensor of that name
  /// @throws IllegalStateException if the file is closed
  public Tensor read(String name) {
    Entry entry = entry(name);
    return TensorMemory.copy(
        bytes(entry),
        entry.dtype().scalarType(),
        entry.shape(),
        TensorMemory.contiguousStrides(entry.shape()));
  }

  /// Shows a tensor where it lies in the mapped file, without copying it.
  ///
  /// The file must stay open and unchanged as long as the tensor, or a view of it, is in use: after
  /// that the memory is gone, and touching it ends the process. So does writing to the tensor. A
  /// tensor whose bytes are not aligned to its elements is copied.
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU, for reading only
  /// @throws IllegalArgumentException if the file has no tensor of that name
  /// @throws IllegalStateException if the file is closed
  public Tensor map(String name) {
    Entry entry = entry(name);
    return TensorMemory.view(
        bytes(entry),
        entry.dtype().scalarType(),
        entry.shape(),
        TensorMemory.contiguousStrides(entry.shape()));
  }

  /// Unmaps the file. Tensors from [#map(String)] must not be touched afterwards.
  @Override
  public void close() {
    file.close();
  }

  private MemorySegment bytes(Entry entry) {
    return file.memory().asSlice(header.dataStart() + entry.begin(), entry.bytes());
  }
}
