package dev.yoco4j.training.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Tokens in memory in the form in which the file holds them.
final class TokenBuffer {
  private final int vocabularySize;
  private final int tokenBytes;
  private ByteBuffer bytes;

  TokenBuffer(int vocabularySize, int expectedTokens) {
    this.vocabularySize = vocabularySize;
    this.tokenBytes = TokenFileHeader.tokenBytes(vocabularySize);
    this.bytes = allocate((long) expectedTokens * tokenBytes);
  }

  void add(int[] tokens, Origin origin) {
    reserve(tokens.length);
    for (int token : tokens) {
      put(token, origin);
    }
  }

  void add(int token, Origin origin) {
    reserve(1);
    put(token, origin);
  }

  int tokens() {
    return bytes.position() / tokenBytes;
  }

  /// What was added, ready to be read.
  ByteBuffer bytes() {
    return bytes.duplicate().flip();
  }

  private void put(int token, Origin origin) {
    if (token < 0 || token >= vocabularySize) {
      throw new IllegalStateException(
          origin.name()
              + ": the tokenizer gave the id "
              + token
              + ", but its vocabulary has "
              + vocabularySize);
    }
    if (tokenBytes == Short.BYTES) {
      bytes.putShort((short) token);
    } else {
      bytes.putInt(token);
    }
  }

  private void reserve(int tokens) {
    int wanted = Math.multiplyExact(tokens, tokenBytes);
    if (bytes.remaining() < wanted) {
      int size = Math.addExact(bytes.position(), wanted);
      bytes = allocate(Math.max(size, Math.min(2L * size, 1 << 30))).put(bytes.flip());
    }
  }

  private static ByteBuffer allocate(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
