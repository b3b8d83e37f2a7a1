package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/// Decoding of UTF-8 that counts what is malformed.
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /// Decoded text.
  ///
  /// @param text the characters, U+FFFD at each malformed place
  /// @param replaced how many places were malformed
  /// @param firstMalformed offset of the first of them; -1 if there is none
  record Decoded(String text, long replaced, int firstMalformed) {}

  static Decoded decode(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    // The library's decoder is several times faster than a counting one, and most text needs no
    // count: only a U+FFFD, which may also stand in the text itself, asks for a second look.
    if (text.indexOf(REPLACEMENT) < 0) {
      return new Decoded(text, 0, -1);
    }
    return count(ByteBuffer.wrap(bytes), true);
  }

  /// Whether the start of a file looks like UTF-8, or like text in an encoding close to it: of a
  /// hundred bytes at most ten malformed.
  static boolean resembles(byte[] bytes, int length) {
    return count(ByteBuffer.wrap(bytes, 0, length), false).replaced() * 10 <= length;
  }

  private static Decoded count(ByteBuffer in, boolean complete) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    CharBuffer out = CharBuffer.allocate(in.remaining());
    long replaced = 0;
    int first = -1;
    CoderResult result = decoder.decode(in, out, complete);
    while (result.isMalformed()) {
      first = replaced == 0 ? in.position() : first;
      replaced++;
      in.position(in.position() + result.length());
      out.put(REPLACEMENT);
      result = decoder.decode(in, out, complete);
    }
    return new Decoded(out.flip().toString(), replaced, first);
  }

  /// The length of the longest start of `bytes` that ends after a line end; if there is none, of
  /// the longest that does not cut a character.
  static int cut(byte[] bytes, int length) {
    for (int i = length; i > 0; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    int end = length - 1;
    while (end > length - 4 && end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    boolean leads = (bytes[end] & 0xC0) == 0xC0;
    return leads && end > 0 ? end : length;
  }
}
