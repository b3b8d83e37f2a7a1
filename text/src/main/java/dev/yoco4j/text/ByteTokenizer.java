package dev.yoco4j.text;

import dev.yoco4j.text.bpe.TokenizerFile;
import dev.yoco4j.text.bpe.WellFormed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One token for each byte of the text in UTF-8.
///
/// | ids | tokens |
/// |-----|--------|
/// | 0 to 255 | the bytes |
/// | 256 | `<\|begin_of_text\|>` |
/// | 257 | `<\|end_of_text\|>` |
///
/// [#save] writes a byte-level `tokenizer.json` without merges, which Hugging Face's libraries load
/// with the same ids.
public final class ByteTokenizer implements Tokenizer {
  private static final String BEGIN_OF_TEXT = "<|begin_of_text|>";
  private static final String END_OF_TEXT = "<|end_of_text|>";
  private static final TokenBytes BYTES = bytes();

  /// Creates the tokenizer; all are alike.
  public ByteTokenizer() {}

  @Override
  public int vocabularySize() {
    return BYTES.vocabularySize();
  }

  @Override
  public int[] encode(String text) {
    byte[] bytes = WellFormed.text(text).getBytes(StandardCharsets.UTF_8);
    var tokens = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens) {
    return BYTES.decode(tokens);
  }

  @Override
  public Optional<byte[]> bytes(int token) {
    return Optional.of(BYTES.of(token).clone());
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return new Utf8StreamingDecoder(BYTES);
  }

  @Override
  public OptionalInt beginOfText() {
    return OptionalInt.of(256);
  }

  @Override
  public OptionalInt endOfText() {
    return OptionalInt.of(257);
  }

  @Override
  public OptionalInt tokenId(String special) {
    return switch (special) {
      case BEGIN_OF_TEXT -> beginOfText();
      case END_OF_TEXT -> endOfText();
      default -> OptionalInt.empty();
    };
  }

  @Override
  public Map<String, Integer> specialTokens() {
    return Map.of(BEGIN_OF_TEXT, 256, END_OF_TEXT, 257);
  }

  @Override
  public void save(Path folder) {
    file().save(folder);
  }

  /// What [#save] writes.
  static TokenizerFile file() {
    return TokenizerFile.ofBytes(BEGIN_OF_TEXT, END_OF_TEXT);
  }

  private static TokenBytes bytes() {
    var bytes = new byte[258][];
    for (int value = 0; value < 256; value++) {
      bytes[value] = new byte[] {(byte) value};
    }
    bytes[256] = new byte[] {};
    bytes[257] = new byte[] {};
    return new TokenBytes(bytes);
  }
}
