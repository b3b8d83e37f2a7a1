package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.MappedFile;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.node.ObjectNode;

/// A block file, mapped into memory; opening it reads its front and no tensor.
///
/// Any thread may read and verify. Tensors that are returned belong to the caller's scope, if one
/// is open. The file may be replaced by rename, and must not be cut or overwritten in place, while
/// it is open.
public final class BlockFile implements AutoCloseable {
  private final MappedFile file;
  private final Front front;
  private final SequencedMap<String, BlockEntry> entries = new LinkedHashMap<>();
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  private BlockFile(MappedFile file, BlockFormat format) {
    this.file = file;
    this.front = Front.read(file.path(), format, file.memory());
    front.entries().forEach(entry -> entries.put(entry.name(), entry));
  }

  /// Opens a file, and checks everything but the tensors' bytes: magic, version, length, the
  /// header's checksum, names, shapes and places.
  ///
  /// @param file the file
  /// @param format what it must be
  /// @return the open file
  /// @throws CorruptFileException if it is something else, of another version, cut short or damaged
  /// @throws UncheckedIOException if it cannot be read
  public static BlockFile open(Path file, BlockFormat format) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String what = Files.isDirectory(file) ? "a folder" : "no regular file";
      throw new CorruptFileException(file, "is " + what + ", not " + format.name());
    }
    MappedFile mapped = MappedFile.open(file);
    try {
      return new BlockFile(mapped, format);
    } catch (Throwable e) {
      mapped.close();
      throw e;
    }
  }

  /// Where the file is.
  ///
  /// @return its path
  public Path path() {
    return file.path();
  }

  /// The caller's part of the header.
  ///
  /// @return a copy
  public ObjectNode content() {
    return front.content().deepCopy();
  }

  /// The names of the tensors.
  ///
  /// @return names in the order of the file
  public SequencedSet<String> names() {
    return Collections.unmodifiableSequencedSet(entries.sequencedKeySet());
  }

  /// What the header says of a tensor.
  ///
  /// @param name its name
  /// @return its entry
  /// @throws IllegalArgumentException if the file has no tensor of that name
  public BlockEntry entry(String name) {
    BlockEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(path() + " has no tensor '" + name + "'");
    }
    return entry;
  }

  /// The length of the file.
  ///
  /// @return bytes
  public long bytes() {
    return front.fileBytes();
  }

  /// Reads a tensor into memory of its own, and checks it.
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU, which stays when the file is closed
  /// @throws CorruptFileException if its bytes are not those that were written
  /// @throws IllegalArgumentException if the file has no tensor of that name
  /// @throws IllegalStateException if the file is closed
  public Tensor copy(String name) {
    verify(name);
    BlockEntry entry = entry(name);
    return TensorMemory.copy(
        memory(entry),
        entry.dtype().scalarType(),
        entry.shape(),
        TensorMemory.contiguousStrides(entry.shape()));
  }

  /// Reads tensors into memory that is there, and checks them on the way; several threads do, so
  /// that reading, checking and copying to a GPU go on at once.
  ///
  /// @param places contiguous tensors on one device, by the names of the tensors in the file, whose
  ///   dtypes and sizes they have; nothing else may touch them meanwhile
  /// @throws CorruptFileException if a block is not what was written; the message says which, and
  ///   what the places hold means nothing then
  /// @throws IllegalArgumentException if the file has no tensor of a name, or a place does not fit
  /// @throws IllegalStateException if the file is closed
  public void load(Map<String, Tensor> places) {
    try (Scope _ = Scope.open()) {
      List<BlockLoad.Target> targets = new ArrayList<>();
      places.forEach((name, place) -> targets.add(BlockLoad.Target.of(entry(name), place)));
      new BlockLoad(file, front, targets).run();
    }
    verified.addAll(places.keySet());
  }

  /// Shows a tensor where it lies in the mapped file: nothing is read until it is used, and nothing
  /// is checked ([#verify(String)] does).
  ///
  /// The file must stay open and unchanged as long as the tensor, or a view of it, is in use: after
  /// that the memory is gone, and touching it ends the process. So does writing to the tensor.
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU, for reading only
  /// @throws IllegalArgumentException if the file has no tensor of that name
  /// @throws IllegalStateException if the file is closed
  public Tensor mapped(String name) {
    BlockEntry entry = entry(name);
    return TensorMemory.view(
        memory(entry),
        entry.dtype().scalarType(),
        entry.shape(),
        TensorMemory.contiguousStrides(entry.shape()));
  }

  /// Reads a tensor's bytes on all processors and compares them with their checksums; the second
  /// time it returns at once.
  ///
  /// @param name its name
  /// @throws CorruptFileException if a block is not what was written; the message says which
  /// @throws IllegalArgumentException if the file has no tensor of that name
  /// @throws IllegalStateException if the file is closed
  public void verify(String name) {
    BlockEntry entry = entry(name);
    if (verified.contains(name)) {
      return;
    }
    MemorySegment memory = file.memory();
    OptionalInt damaged =
        IntStream.range(0, entry.blocks())
            .parallel()
            .filter(block -> !matches(memory, entry, block))
            .findFirst();
    damaged.ifPresent(block -> {
      throw front.damaged(path(), entry, block);
    });
    verified.add(name);
  }

  /// Verifies every tensor.
  ///
  /// @throws CorruptFileException if a block is not what was written; the message says which
  /// @throws IllegalStateException if the file is closed
  public void verify() {
    names().forEach(this::verify);
  }

  /// Unmaps the file. Tensors from [#mapped(String)] must not be touched afterwards.
  @Override
  public void close() {
    file.close();
  }

  private boolean matches(MemorySegment memory, BlockEntry entry, int block) {
    long start = BlockEntry.blockStart(block);
    MemorySegment bytes =
        memory.asSlice(front.bytes() + entry.offset() + start, entry.blockEnd(block) - start);
    return Front.checksum(bytes) == front.checksums().get(entry.firstBlock() + block);
  }

  private MemorySegment memory(BlockEntry entry) {
    return file.memory().asSlice(front.bytes() + entry.offset(), entry.bytes());
  }
}
