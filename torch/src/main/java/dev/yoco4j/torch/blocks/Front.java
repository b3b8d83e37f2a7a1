package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import tools.jackson.databind.node.ObjectNode;

/// The front of a block file: all but the tensors' bytes. Little-endian.
///
/// | offset | bytes | what |
/// |--------|-------|------|
/// | 0 | 8 | magic |
/// | 8 | 4 | version |
/// | 12 | 4 | CRC32C of the front from byte 16 to its end |
/// | 16 | 8 | bytes of the whole file |
/// | 24 | 4 | `n`, bytes of the header |
/// | 28 | 4 | `k`, blocks of all tensors |
/// | 32 | n | the header, JSON |
/// | 32 + n | 4 k | CRC32C of each block, in the order of the file |
/// | 32 + n + 4 k | | zeros to the next multiple of 64 KiB, where the tensors begin |
///
/// @param content the caller's part of the header
/// @param entries the tensors in the order of the file
/// @param checksums one per block
/// @param bytes the length of the front
record Front(ObjectNode content, List<BlockEntry> entries, IntBuffer checksums, long bytes) {
  private static final int VERSION_AT = 8;
  private static final int CHECKSUM_AT = 12;
  private static final int FILE_BYTES_AT = 16;
  private static final int HEADER_BYTES_AT = 24;
  private static final int BLOCKS_AT = 28;
  private static final int HEADER_AT = 32;
  private static final int MAX_HEADER_BYTES = 16 << 20;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// A front whose checksums are not known yet.
  static Front of(ObjectNode content, List<BlockEntry> entries) {
    int blocks = blocks(entries);
    int header = HeaderJson.write(content, entries).length;
    if (header > MAX_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "the header would have %d bytes, more than %d".formatted(header, MAX_HEADER_BYTES));
    }
    return new Front(content, entries, IntBuffer.allocate(blocks), frontBytes(header, blocks));
  }

  long fileBytes() {
    return bytes + (entries.isEmpty() ? 0 : entries.getLast().end());
  }

  /// What a block that is not what was written is refused with.
  CorruptFileException damaged(Path file, BlockEntry entry, int block) {
    long start = bytes + entry.offset();
    return new CorruptFileException(
        file,
        "block %d of tensor '%s' (bytes %d to %d) does not match its checksum"
            .formatted(
                block,
                entry.name(),
                start + BlockEntry.blockStart(block),
                start + entry.blockEnd(block) - 1));
  }

  ByteBuffer encode(BlockFormat format) {
    byte[] header = HeaderJson.write(content, entries);
    ByteBuffer front = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    front.put(format.magicBytes()).putInt(format.version()).putInt(0);
    front.putLong(fileBytes()).putInt(header.length).putInt(checksums.capacity()).put(header);
    for (int i = 0; i < checksums.capacity(); i++) {
      front.putInt(checksums.get(i));
    }
    front.clear();
    return front.putInt(
        CHECKSUM_AT, checksum(MemorySegment.ofBuffer(front).asSlice(FILE_BYTES_AT)));
  }

  static Front read(Path file, BlockFormat format, MemorySegment memory) {
    requireFormat(file, format, memory);
    long fileBytes = memory.get(LONG, FILE_BYTES_AT);
    if (fileBytes != memory.byteSize()) {
      throw new CorruptFileException(
          file,
          "has %d bytes, its header says %s: a part is missing or was added"
              .formatted(memory.byteSize(), Long.toUnsignedString(fileBytes)));
    }
    int header = memory.get(INT, HEADER_BYTES_AT);
    int blocks = memory.get(INT, BLOCKS_AT);
    if (header < 0
        || header > MAX_HEADER_BYTES
        || blocks < 0
        || blocks > fileBytes / BlockEntry.ALIGNMENT
        || frontBytes(header, blocks) > fileBytes) {
      throw new CorruptFileException(
          file,
          "claims a header of %s bytes and %s blocks, which it has no room for"
              .formatted(Integer.toUnsignedString(header), Integer.toUnsignedString(blocks)));
    }
    MemorySegment front = memory.asSlice(0, frontBytes(header, blocks));
    if (checksum(front.asSlice(FILE_BYTES_AT)) != memory.get(INT, CHECKSUM_AT)) {
      throw new CorruptFileException(file, "has a header that does not match its checksum");
    }
    return parse(file, front, header, blocks).requireFills(file, fileBytes, blocks);
  }

  /// The CRC32C of less than 2 GiB.
  static int checksum(MemorySegment memory) {
    CRC32C crc = new CRC32C();
    crc.update(memory.asByteBuffer());
    return (int) crc.getValue();
  }

  private static void requireFormat(Path file, BlockFormat format, MemorySegment memory) {
    byte[] magic = format.magicBytes();
    if (memory.byteSize() < HEADER_AT
        || memory.asSlice(0, magic.length).mismatch(MemorySegment.ofArray(magic)) >= 0) {
      String why =
          memory.byteSize() < HEADER_AT
              ? "it has only " + memory.byteSize() + " bytes"
              : "it does not begin with " + format.magic();
      throw new CorruptFileException(file, "is not " + format.name() + ": " + why);
    }
    int version = memory.get(INT, VERSION_AT);
    if (version != format.version()) {
      throw new CorruptFileException(
          file,
          "is %s of version %s, this program reads version %d"
              .formatted(format.name(), Integer.toUnsignedString(version), format.version()));
    }
  }

  private static Front parse(Path file, MemorySegment front, int header, int blocks) {
    byte[] json = front.asSlice(HEADER_AT, header).toArray(ValueLayout.JAVA_BYTE);
    IntBuffer checksums = IntBuffer.allocate(blocks);
    long table = HEADER_AT + (long) header;
    for (int i = 0; i < blocks; i++) {
      checksums.put(i, front.get(INT, table + (long) i * Integer.BYTES));
    }
    HeaderJson read = HeaderJson.read(file, json);
    return new Front(read.content(), read.entries(), checksums, front.byteSize());
  }

  private Front requireFills(Path file, long fileBytes, int blocks) {
    int neededBlocks = blocks(entries);
    if (fileBytes() != fileBytes || neededBlocks != blocks) {
      throw new CorruptFileException(
          file,
          "has %d bytes and %d blocks, but its tensors need %d and %d"
              .formatted(fileBytes, blocks, fileBytes(), neededBlocks));
    }
    return this;
  }

  private static int blocks(List<BlockEntry> entries) {
    return entries.isEmpty() ? 0 : entries.getLast().blocksEnd();
  }

  private static long frontBytes(long header, long blocks) {
    return BlockEntry.aligned(HEADER_AT + header + blocks * Integer.BYTES);
  }
}
