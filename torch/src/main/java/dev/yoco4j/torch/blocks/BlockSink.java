package dev.yoco4j.torch.blocks;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/// Writes the bytes of one tensor and the zeros behind it, and notes a checksum per block.
final class BlockSink {
  private final FileChannel channel;
  private final BlockEntry entry;
  private final IntBuffer checksums;
  private final CRC32C crc = new CRC32C();
  private long written;
  private int block;

  /// @param checksums of all tensors; this one fills in its own
  BlockSink(FileChannel channel, BlockEntry entry, IntBuffer checksums) {
    this.channel = channel;
    this.entry = entry;
    this.checksums = checksums;
  }

  void write(MemorySegment bytes) throws IOException {
    long at = 0;
    while (at < bytes.byteSize()) {
      long length = Math.min(bytes.byteSize() - at, entry.blockEnd(block) - written);
      writePart(bytes.asSlice(at, length).asByteBuffer());
      at += length;
    }
  }

  /// Ends the tensor.
  ///
  /// @throws IllegalStateException if its pieces changed while they were written
  void finish() throws IOException {
    if (written != entry.bytes()) {
      throw new IllegalStateException(
          "tensor '%s' gave %d bytes, %d were announced"
              .formatted(entry.name(), written, entry.bytes()));
    }
    write(MemorySegment.ofArray(new byte[Math.toIntExact(entry.end() - entry.offset() - written)]));
  }

  private void writePart(ByteBuffer bytes) throws IOException {
    crc.update(bytes.duplicate());
    written += bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    if (written == entry.blockEnd(block)) {
      checksums.put(entry.firstBlock() + block, (int) crc.getValue());
      crc.reset();
      block++;
    }
  }
}
