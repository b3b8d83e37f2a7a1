package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.AtomicFiles;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.safetensors.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.node.ObjectNode;

/// Writes block files.
///
/// Tensors go to the disk from where they lie, each byte once, on several threads; a piece that is
/// strided passes through at most a few megabytes of the host's memory, one on a device through one
/// for each thread. The checksums are known last, so the front of the file is written last: what a
/// killed writer leaves has no magic, and never the final name.
public final class BlockWriter {
  private static final int MAX_NAME = 1000;

  private BlockWriter() {}

  /// Writes a file, or replaces it, in one step.
  ///
  /// @param file the file; its folder must exist
  /// @param format what the file calls itself
  /// @param content the caller's part of the header
  /// @param tensors the tensors, in the order that the file will have
  /// @throws IllegalArgumentException if a tensor has a type or layout that the format cannot hold,
  ///   or a name is there twice, or is empty, too long or no Unicode
  /// @throws UncheckedIOException if it cannot be written; what was there before then still is
  public static void write(
      Path file, BlockFormat format, ObjectNode content, List<NamedRows> tensors) {
    Front front = Front.of(content, layOut(tensors));
    AtomicFiles.replace(file, front.fileBytes(), channel -> write(channel, format, front, tensors));
  }

  private static void write(
      FileChannel channel, BlockFormat format, Front front, List<NamedRows> tensors)
      throws IOException {
    List<BlockSave.Source> plain = new ArrayList<>();
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      for (int i = 0; i < tensors.size(); i++) {
        BlockEntry entry = front.entries().get(i);
        if (tensors.get(i).pieces().stream().allMatch(BlockWriter::liesInOrder)) {
          plain.add(BlockSave.Source.of(entry, tensors.get(i).pieces()));
        } else {
          writeStrided(channel, front, entry, tensors.get(i).pieces());
        }
      }
      new BlockSave(channel, front, plain).run();
    }
    channel.position(0);
    ByteBuffer bytes = front.encode(format);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static boolean liesInOrder(Tensor piece) {
    return piece.is_contiguous() && !piece.is_neg();
  }

  private static void writeStrided(
      FileChannel channel, Front front, BlockEntry entry, List<Tensor> pieces) throws IOException {
    channel.position(front.bytes() + entry.offset());
    BlockSink sink = new BlockSink(channel, entry, front.checksums());
    for (Tensor piece : pieces) {
      TensorBytes.pass(piece, sink::write);
    }
    sink.finish();
  }

  private static List<BlockEntry> layOut(List<NamedRows> tensors) {
    List<BlockEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (NamedRows rows : tensors) {
      requireName(rows.name());
      if (!names.add(rows.name())) {
        throw new IllegalArgumentException("tensor '" + rows.name() + "' is there twice");
      }
      entries.add(BlockEntry.after(entries, rows.name(), dtype(rows), rows.shape()));
    }
    return entries;
  }

  private static void requireName(String name) {
    boolean unicode = StandardCharsets.UTF_8.newEncoder().canEncode(name);
    if (name.isEmpty() || name.length() > MAX_NAME || !unicode) {
      throw new IllegalArgumentException(
          "a tensor's name must be Unicode of 1 to "
              + MAX_NAME
              + " characters, was '"
              + name
              + "'");
    }
  }

  private static DType dtype(NamedRows rows) {
    for (Tensor piece : rows.pieces()) {
      if (piece.is_sparse() || piece.is_sparse_csr() || piece.is_nested()) {
        throw new IllegalArgumentException(
            "tensor '" + rows.name() + "' is sparse or nested, not dense");
      }
    }
    return DType.of(rows.dtype())
        .orElseThrow(() ->
            new IllegalArgumentException(
                "tensor '%s' has the type %s, which block files do not hold"
                    .formatted(rows.name(), rows.dtype())));
  }
}
