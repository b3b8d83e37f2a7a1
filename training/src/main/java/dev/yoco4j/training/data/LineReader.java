package dev.yoco4j.training.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Lines of bytes, one at a time and each of bounded length.
final class LineReader {
  /// The longest line, so that a damaged file cannot fill the memory.
  static final int MAX_BYTES = 16 << 20;

  private final InputStream in;
  private final Origin origin;
  private byte[] buffer = new byte[64 << 10];
  private int start;
  private int end;
  private long offset;
  private long number;

  LineReader(InputStream in, Origin origin) {
    this.in = in;
    this.origin = origin;
  }

  /// The next line without its end, or null at the end of the file.
  byte @Nullable [] next() throws IOException {
    int scanned = start;
    number++;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          return take(i, i + 1);
        }
      }
      scanned = end - start;
      if (!fill()) {
        return end > start ? take(end, end) : null;
      }
    }
  }

  /// The number of the line that [#next] gave, from 1.
  long number() {
    return number;
  }

  /// How many bytes [#next] has gone past.
  long offset() {
    return offset;
  }

  private byte[] take(int lineEnd, int nextStart) {
    requireBounded(lineEnd - start);
    byte[] line = Arrays.copyOfRange(buffer, start, lineEnd);
    offset += nextStart - start;
    start = nextStart;
    return line;
  }

  /// Moves the unfinished line to the front and reads more behind it.
  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    requireBounded(end);
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = in.read(buffer, end, buffer.length - end);
    end += Math.max(read, 0);
    return read > 0;
  }

  private void requireBounded(int bytes) {
    if (bytes > MAX_BYTES) {
      throw origin
          .line(number)
          .corrupt("is longer than " + MAX_BYTES + " bytes; cut it into several documents");
    }
  }
}
