package dev.yoco4j.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The bytes that each token of a byte-level vocabulary stands for; none for special tokens.
final class TokenBytes {
  private final byte[][] bytes;

  /// @param bytes by id; kept, not copied
  TokenBytes(byte[][] bytes) {
    this.bytes = bytes;
  }

  int vocabularySize() {
    return bytes.length;
  }

  /// @throws IllegalArgumentException if the token is out of range
  byte[] of(int token) {
    checkToken(token, bytes.length);
    return bytes[token];
  }

  String decode(int[] tokens) {
    var all = new ByteArrayOutputStream(4 * tokens.length);
    for (int token : tokens) {
      all.writeBytes(of(token));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  static void checkToken(int token, int vocabularySize) {
    if (token < 0 || token >= vocabularySize) {
      throw new IllegalArgumentException(
          "token must be at least 0 and below %d, was %d".formatted(vocabularySize, token));
    }
  }
}
