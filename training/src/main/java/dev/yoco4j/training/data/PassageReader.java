package dev.yoco4j.training.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/// Reads sources as passages, and passes over what is not text.
///
/// A source is text if its first 8 KiB hold no NUL byte and are UTF-8 for the most part; where
/// malformed bytes are refused, the first condition alone decides, so that text in another encoding
/// is an error and not passed over.
final class PassageReader implements AutoCloseable {
  /// The longest passage of a text; a longer text comes in parts that end with a line.
  static final int PART_BYTES = 1 << 20;

  private static final int INSPECTED_BYTES = 8 << 10;

  /// The least that a sample takes of a long text, so that it holds a few sentences.
  private static final long LEAST_BYTES = 4 << 10;

  private final SourceStreams streams = new SourceStreams();
  private final MalformedText rule;
  private final byte[] buffer = new byte[PART_BYTES + 1];

  PassageReader(MalformedText rule) {
    this.rule = rule;
  }

  /// Reads one source.
  ///
  /// @param source what to read
  /// @param share the part of a divisible source to read, in (0, 1]
  /// @param each takes the passages in order
  /// @return whether the source is text
  boolean read(Source source, double share, Consumer<Passage> each) {
    try (InputStream in = streams.open(source)) {
      if (source.jsonLines()) {
        readLines(in, source.origin(), share, each);
        return true;
      }
      int inspected = in.readNBytes(buffer, 0, INSPECTED_BYTES);
      if (!isText(source, inspected)) {
        return false;
      }
      boolean whole = share >= 1 || !source.divisible();
      long limit = whole ? Long.MAX_VALUE : Math.max(LEAST_BYTES, (long) (share * source.bytes()));
      readParts(in, source.origin(), inspected, limit, each);
      return true;
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  /// Looks at the start of a source only.
  boolean isText(Source source) {
    if (source.jsonLines()) {
      return true;
    }
    try (InputStream in = streams.open(source)) {
      return isText(source, in.readNBytes(buffer, 0, INSPECTED_BYTES));
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private boolean isText(Source source, int inspected) {
    boolean text =
        !containsNul(inspected)
            && (rule == MalformedText.REFUSE || Utf8.resembles(buffer, inspected));
    if (!text && source.named()) {
      throw source.origin().corrupt("is not UTF-8 text; " + Corpus.WANTED);
    }
    return text;
  }

  private boolean containsNul(int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private void readParts(
      InputStream in, Origin origin, int inspected, long limit, Consumer<Passage> each)
      throws IOException {
    long offset = 0;
    int held = inspected;
    boolean last = false;
    while (!last) {
      held += in.readNBytes(buffer, held, buffer.length - held);
      boolean ends = held <= PART_BYTES;
      long left = limit - offset;
      last = ends || left <= PART_BYTES;
      int length =
          ends && left >= held
              ? held
              : Utf8.cut(buffer, (int) Math.min(left, Math.min(held, PART_BYTES)));
      each.accept(Passage.part(origin, Arrays.copyOf(buffer, length), offset, last));
      System.arraycopy(buffer, length, buffer, 0, held - length);
      held -= length;
      offset += length;
    }
  }

  private static void readLines(InputStream in, Origin origin, double share, Consumer<Passage> each)
      throws IOException {
    LineReader lines = new LineReader(in, origin);
    long documents = 0;
    long offset = 0;
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      if (!isBlank(line)) {
        // Evenly spread, and the first always among them.
        if (Math.ceil((documents + 1) * share) > Math.ceil(documents * share)) {
          each.accept(Passage.jsonLine(origin.line(lines.number()), line, offset));
        }
        documents++;
      }
      offset = lines.offset();
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private static RuntimeException unreadable(Source source, IOException e) {
    boolean damaged = e instanceof ZipException || e instanceof EOFException;
    return switch (source) {
      case Source.Gzip packed when damaged ->
          packed.origin().corrupt("is not a gzip file, or is damaged (" + reason(e) + ")");
      case Source.Member member when damaged ->
          member.origin().corrupt("is damaged (" + reason(e) + ")");
      default -> new UncheckedIOException("cannot read " + source.origin().name() + ": " + e, e);
    };
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "it ends too early" : e.getMessage();
  }

  @Override
  public void close() {
    try {
      streams.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close an archive: " + e.getMessage(), e);
    }
  }
}
