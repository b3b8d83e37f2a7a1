package dev.yoco4j.training.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Writes a token file that is there whole or not at all.
final class TokenFileWriter implements AutoCloseable {
  private static final int INDEX_BUFFER_BYTES = 64 << 10;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final int vocabularySize;
  private final CRC32C tokensChecksum = new CRC32C();
  private long[] ends = new long[1 << 10];
  private int documents;
  private long tokens;
  private boolean finished;

  TokenFileWriter(Path target, int vocabularySize) throws IOException {
    this.target = target;
    this.vocabularySize = vocabularySize;
    this.temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    this.channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    // For the end by a signal; an ordinary error deletes it at once.
    temporary.toFile().deleteOnExit();
    channel.position(TokenFileHeader.BYTES);
  }

  Path target() {
    return target;
  }

  void write(TokenBatch batch) throws IOException {
    ByteBuffer bytes = batch.tokens().bytes();
    tokensChecksum.update(bytes.duplicate());
    writeAll(bytes);
    if (documents + batch.documentEnds().size() >= ends.length) {
      ends =
          Arrays.copyOf(
              ends, Math.max(2 * ends.length, documents + batch.documentEnds().size() + 1));
    }
    for (int end : batch.documentEnds()) {
      documents++;
      ends[documents] = tokens + end;
    }
    tokens += batch.tokens().tokens();
  }

  /// Completes the file and gives it its name.
  void finish(TokenReport report, Digest tokenizer, Digest inputs) throws IOException {
    TokenFileHeader noChecksums =
        new TokenFileHeader(vocabularySize, 0, 0, report, tokenizer, inputs);
    writeAll(ByteBuffer.allocate((int) (noChecksums.indexStart() - noChecksums.tokensEnd())));
    int indexChecksum = writeIndex();
    channel.position(0);
    writeAll(
        new TokenFileHeader(
                vocabularySize,
                (int) tokensChecksum.getValue(),
                indexChecksum,
                report,
                tokenizer,
                inputs)
            .encode());
    channel.force(true);
    channel.close();
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    finished = true;
  }

  private int writeIndex() throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(INDEX_BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i <= documents; i++) {
      buffer.putLong(ends[i]);
      if (!buffer.hasRemaining() || i == documents) {
        buffer.flip();
        checksum.update(buffer.duplicate());
        writeAll(buffer);
        buffer.clear();
      }
    }
    return (int) checksum.getValue();
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!finished) {
      Files.deleteIfExists(temporary);
    }
  }
}
