package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Text that the user hands over in a file or on standard input, in UTF-8 whatever the locale.
final class TextInput {
  /// Stands for standard input.
  static final String STANDARD_INPUT = "-";

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TextInput() {}

  /// Reads a whole text; without a byte order mark and without one line end at its end, which
  /// editors and `echo` add.
  ///
  /// @param name a file, or `-`
  /// @throws IllegalArgumentException if it is not UTF-8; the message names file and byte
  /// @throws UncheckedIOException if it cannot be read
  static String read(String name) {
    if (name.equals(STANDARD_INPUT)) {
      return text("standard input", standardInput());
    }
    try {
      return text(name, Files.readAllBytes(Path.of(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read: " + reason(e), e);
    }
  }

  private static byte[] standardInput() {
    try {
      return System.in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("standard input can't be read: " + e.getMessage(), e);
    }
  }

  /// The library's message for a file that is not there is its name alone.
  private static String reason(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  static String text(String source, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw new IllegalArgumentException(
          "%s is not UTF-8: byte %d is 0x%02X"
              .formatted(source, in.position(), bytes[in.position()]));
    }
    String text = out.flip().toString();
    int begin = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
    return text.substring(begin).replaceFirst("\\r?\\n\\z", "");
  }
}
