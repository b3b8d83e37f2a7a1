package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.text.StreamingDecoder;
import dev.yoco4j.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;

/// A token is a byte; two more stand before and after a document.
///
/// @param vocabularySize ids claimed, 258 of which are used
record ByteFake(int vocabularySize) implements Tokenizer {
  static final int BEGIN = 256;
  static final int END = 257;

  ByteFake() {
    this(258);
  }

  @Override
  public int[] encode(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = bytes[i] & 0xFF;
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens) {
    int[] ordinary = Arrays.stream(tokens).filter(token -> token < BEGIN).toArray();
    byte[] bytes = new byte[ordinary.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ordinary[i];
    }
    return new String(bytes, UTF_8);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    throw new UnsupportedOperationException("nothing here decodes");
  }

  @Override
  public OptionalInt beginOfText() {
    return OptionalInt.of(BEGIN);
  }

  @Override
  public OptionalInt endOfText() {
    return OptionalInt.of(END);
  }

  @Override
  public OptionalInt tokenId(String special) {
    return OptionalInt.empty();
  }

  @Override
  public void save(Path folder) {
    throw new AssertionError("a fake is not saved");
  }
}
