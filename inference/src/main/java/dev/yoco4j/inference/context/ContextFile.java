package dev.yoco4j.inference.context;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.blocks.BlockEntry;
import dev.yoco4j.torch.blocks.BlockFile;
import dev.yoco4j.torch.blocks.BlockFormat;
import dev.yoco4j.torch.blocks.BlockWriter;
import dev.yoco4j.torch.blocks.NamedRows;
import dev.yoco4j.torch.safetensors.DType;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.bytedeco.pytorch.Tensor;

/// The past of one sequence, saved: mapped into memory, and read as it is used.
///
/// Format: `docs/formats/saved-context.md`. Opening checks the header and reads no tensor, so it
/// takes milliseconds whatever the size. Any thread may read and verify. The file may be replaced
/// by rename, and must not be cut or overwritten in place, while it is open.
public final class ContextFile implements AutoCloseable {
  /// The tensor of token ids, int32 `[tokens]`.
  public static final String TOKENS = "tokens";

  private static final BlockFormat FORMAT = new BlockFormat("YOCOPAST", 1, "a saved context");

  private final BlockFile file;
  private final ContextHeader header;

  private ContextFile(BlockFile file) {
    this.file = file;
    this.header = ContextHeader.fromJson(file.path(), file.content());
    requireTokens();
  }

  /// Writes a saved context, or replaces it, in one step.
  ///
  /// @param file the file; its folder must exist
  /// @param header what it says of itself
  /// @param tensors the tensors, [#tokens(TokenIds)] among them; nothing large is copied
  /// @throws IllegalArgumentException if the ids of `tokens` are missing or not as many as the
  ///   header says, or a tensor cannot be written
  /// @throws UncheckedIOException if it cannot be written; what was there before then still is
  public static void write(Path file, ContextHeader header, List<NamedRows> tensors) {
    if (tensors.stream().noneMatch(rows -> holdsTokens(rows, header.tokens()))) {
      throw new IllegalArgumentException(
          "there must be a tensor '%s' of %d int32 ids".formatted(TOKENS, header.tokens()));
    }
    BlockWriter.write(file, FORMAT, header.toJson(), tensors);
  }

  /// Token ids as the tensor that every saved context has.
  ///
  /// @param ids what the sequence consists of, from its start
  /// @return to be written, in the current scope
  public static NamedRows tokens(TokenIds ids) {
    List<Long> shape = List.of((long) ids.size());
    return NamedRows.of(
        TOKENS,
        TensorMemory.copy(
            MemorySegment.ofArray(ids.toArray()),
            DType.I32.scalarType(),
            shape,
            TensorMemory.contiguousStrides(shape)));
  }

  /// Opens a saved context.
  ///
  /// @param file the file
  /// @return to be closed
  /// @throws CorruptFileException if it is something else, of another version, cut short or
  ///   damaged; damage to the tensors shows when they are verified
  /// @throws UncheckedIOException if it cannot be read
  public static ContextFile open(Path file) {
    BlockFile blocks = BlockFile.open(file, FORMAT);
    try {
      return new ContextFile(blocks);
    } catch (RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  /// Reads what a saved context says of itself.
  ///
  /// @param file the file
  /// @return its header
  /// @throws CorruptFileException if [#open] would refuse the file
  /// @throws UncheckedIOException if it cannot be read
  public static ContextHeader header(Path file) {
    try (ContextFile open = open(file)) {
      return open.header();
    }
  }

  /// What the context says of itself.
  ///
  /// @return the header
  public ContextHeader header() {
    return header;
  }

  /// Refuses a model that the context does not belong to.
  ///
  /// @param running the model that would go on from here
  /// @throws IllegalArgumentException if it is another one; the message says which, and what to do
  public void refuseOther(ContextModel running) {
    ContextModel saved = header.model();
    if (!saved.computesAs(running)) {
      throw new IllegalArgumentException(
          "%s was made with another model: %s, not %s; %s, or save the context again with this model"
              .formatted(file.path(), saved, running, running.remedy(saved)));
    }
  }

  /// Reads the ids of the sequence.
  ///
  /// @return all of them, from the start
  /// @throws CorruptFileException if they are damaged
  public TokenIds tokens() {
    try (Scope _ = Scope.open()) {
      Tensor ids = copy(TOKENS);
      return TokenIds.of(TensorMemory.bytes(ids).toArray(ValueLayout.JAVA_INT));
    }
  }

  /// The names of the tensors.
  ///
  /// @return names in the order of the file
  public SequencedSet<String> names() {
    return file.names();
  }

  /// What the header says of a tensor.
  ///
  /// @param name its name
  /// @return dtype, shape and bytes
  /// @throws CorruptFileException if the file has no tensor of that name
  public BlockEntry entry(String name) {
    requireTensor(name);
    return file.entry(name);
  }

  /// Shows a tensor where it lies, for reading only and unchecked; see [BlockFile#mapped].
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU, of no use once this is closed
  /// @throws CorruptFileException if the file has no tensor of that name
  public Tensor mapped(String name) {
    requireTensor(name);
    return file.mapped(name);
  }

  /// Reads a tensor into memory of its own, and checks it.
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU
  /// @throws CorruptFileException if it is damaged, or the file has none of that name
  public Tensor copy(String name) {
    requireTensor(name);
    return file.copy(name);
  }

  /// Reads tensors into memory that is there, and checks them; see [BlockFile#load].
  ///
  /// @param places contiguous tensors on one device, by name
  /// @throws CorruptFileException if one is damaged, naming the place, or the file has none of a
  ///   name
  public void load(Map<String, Tensor> places) {
    places.keySet().forEach(this::requireTensor);
    file.load(places);
  }

  /// Checks a tensor, which reads all of it; the second time it returns at once.
  ///
  /// @param name its name
  /// @throws CorruptFileException if it is damaged, naming the place, or the file has none of that
  ///   name
  public void verify(String name) {
    requireTensor(name);
    file.verify(name);
  }

  /// Checks all tensors.
  ///
  /// @throws CorruptFileException if one is damaged; the message names the place
  public void verify() {
    file.verify();
  }

  /// The length of the file.
  ///
  /// @return bytes
  public long bytes() {
    return file.bytes();
  }

  /// Unmaps the file. Tensors from [#mapped(String)] must not be touched afterwards.
  @Override
  public void close() {
    file.close();
  }

  private static boolean holdsTokens(NamedRows rows, long count) {
    return rows.name().equals(TOKENS)
        && rows.shape().equals(List.of(count))
        && rows.pieces().getFirst().scalar_type().intern() == DType.I32.scalarType();
  }

  private void requireTokens() {
    BlockEntry tokens = entry(TOKENS);
    if (tokens.dtype() != DType.I32 || !tokens.shape().equals(List.of(header.tokens()))) {
      throw new CorruptFileException(
          file.path(),
          "tensor '%s' is %s %s, expected I32 [%d]"
              .formatted(TOKENS, tokens.dtype(), tokens.shape(), header.tokens()));
    }
  }

  private void requireTensor(String name) {
    if (!file.names().contains(name)) {
      throw new CorruptFileException(file.path(), "has no tensor '" + name + "'");
    }
  }
}
