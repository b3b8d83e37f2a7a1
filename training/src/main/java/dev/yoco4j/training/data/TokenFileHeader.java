package dev.yoco4j.training.data;

import dev.yoco4j.torch.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// The first 256 bytes of a token file, little-endian.
///
/// | offset | bytes | what |
/// |--------|-------|------|
/// | 0 | 8 | `YOCOTOKS` |
/// | 8 | 4 | version, 1 |
/// | 12 | 4 | bytes of one token: 2 where the vocabulary has at most 65,536 ids, else 4 |
/// | 16 | 4 | vocabulary size |
/// | 20 | 4 | CRC32C of the tokens |
/// | 24 | 4 | CRC32C of the document index |
/// | 28 | 4 | zero |
/// | 32 | 48 | documents, tokens, bytes, replaced, binaries, empties: see [TokenReport] |
/// | 80 | 32 | SHA-256 that stands for the tokenizer |
/// | 112 | 32 | SHA-256 that stands for the inputs |
/// | 144 | 108 | zero |
/// | 252 | 4 | CRC32C of the 252 bytes before |
///
/// The tokens follow at 256. The index follows them at the next multiple of 64, zeros between: the
/// position of each document's first token, and then the number of tokens, 8 bytes each.
///
/// @param vocabularySize ids are below it
/// @param tokensChecksum CRC32C of the tokens
/// @param indexChecksum CRC32C of the index
/// @param report what was read
/// @param tokenizer stands for the tokenizer
/// @param inputs stands for the inputs
record TokenFileHeader(
    int vocabularySize,
    int tokensChecksum,
    int indexChecksum,
    TokenReport report,
    Digest tokenizer,
    Digest inputs) {
  static final int BYTES = 256;

  /// Raised also when the same inputs come to give other tokens, so that no cached file is reused.
  static final int VERSION = 1;

  static final int ALIGNMENT = 64;

  /// `YOCOTOKS` as it reads in a little-endian long.
  private static final long MAGIC = 0x534B4F544F434F59L;

  private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

  static int tokenBytes(int vocabularySize) {
    return vocabularySize <= 1 << Short.SIZE ? Short.BYTES : Integer.BYTES;
  }

  int tokenBytes() {
    return tokenBytes(vocabularySize);
  }

  long tokensEnd() {
    return BYTES + report.tokens() * tokenBytes();
  }

  long indexStart() {
    return (tokensEnd() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  long fileBytes() {
    return indexStart() + (report.documents() + 1) * Long.BYTES;
  }

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(MAGIC).putInt(VERSION).putInt(tokenBytes());
    out.putInt(vocabularySize).putInt(tokensChecksum).putInt(indexChecksum).putInt(0);
    out.putLong(report.documents()).putLong(report.tokens()).putLong(report.bytes());
    out.putLong(report.replaced()).putLong(report.binaries()).putLong(report.empties());
    out.put(tokenizer.bytes()).put(inputs.bytes());
    out.putInt(CHECKED_BYTES, checksum(out));
    return out.clear();
  }

  static TokenFileHeader decode(Path file, ByteBuffer bytes) {
    ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (in.getLong() != MAGIC) {
      throw new CorruptFileException(file, "is not a token file");
    }
    int version = in.getInt();
    if (version != VERSION) {
      throw new CorruptFileException(
          file, "has version " + version + " of the format, this program reads " + VERSION);
    }
    if (in.getInt(CHECKED_BYTES) != checksum(in)) {
      throw new CorruptFileException(file, "has a damaged header");
    }
    int tokenBytes = in.getInt();
    int vocabularySize = in.getInt();
    int tokensChecksum = in.getInt();
    int indexChecksum = in.getInt();
    in.getInt();
    TokenReport report =
        new TokenReport(
            in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
    if (vocabularySize < 1
        || tokenBytes != tokenBytes(vocabularySize)
        || report.documents() < 0
        || report.documents() >= Integer.MAX_VALUE
        || report.tokens() < 0) {
      throw new CorruptFileException(file, "has a header that contradicts itself");
    }
    return new TokenFileHeader(
        vocabularySize, tokensChecksum, indexChecksum, report, digest(in), digest(in));
  }

  private static Digest digest(ByteBuffer in) {
    byte[] bytes = new byte[Digest.BYTES];
    in.get(bytes);
    return Digest.ofBytes(bytes);
  }

  private static int checksum(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate().clear().limit(CHECKED_BYTES));
    return (int) crc.getValue();
  }
}
