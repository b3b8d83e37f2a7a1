package dev.yoco4j.training;

import dev.yoco4j.torch.CorruptFileException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The whole lines of a metrics file, and where they end.
final class MetricsLines implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 16;

  private final Path file;
  private final InputStream in;
  private long number;
  private long length;

  private MetricsLines(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  static MetricsLines open(Path file) throws IOException {
    return new MetricsLines(file, new BufferedInputStream(Files.newInputStream(file)));
  }

  /// The bytes up to the last line feed, searched from the end.
  static long wholeLines(FileChannel channel) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(MOST_BYTES);
    for (long end = channel.size(); end > 0; ) {
      long start = Math.max(0, end - MOST_BYTES);
      block.clear().limit((int) (end - start));
      while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
        // a read may stop short
      }
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return start + i + 1;
        }
      }
      end = start;
    }
    return 0;
  }

  /// Reads on; empty at the end, and at a line that is cut.
  Optional<String> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        number++;
        length += line.size() + 1L;
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      if (line.size() == MOST_BYTES) {
        throw corrupt(number + 1, "is longer than " + MOST_BYTES + " bytes");
      }
      line.write(b);
    }
    return Optional.empty();
  }

  /// What the line that was read last says.
  Optional<TrainingEvent> event(String line) {
    try {
      return MetricsLine.event(line, file);
    } catch (IllegalArgumentException e) {
      throw corrupt(number, String.valueOf(e.getMessage()));
    }
  }

  /// Bytes of the file up to the end of the line that was read last.
  long length() {
    return length;
  }

  private CorruptFileException corrupt(long line, String what) {
    return new CorruptFileException(file, "line " + line + ": " + what);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
