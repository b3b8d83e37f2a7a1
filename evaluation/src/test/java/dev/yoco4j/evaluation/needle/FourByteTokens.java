package dev.yoco4j.evaluation.needle;

import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.text.StreamingDecoder;
import dev.yoco4j.text.Tokenizer;
import java.nio.file.Path;
import java.util.OptionalInt;

/// Counts as a tokenizer of larger tokens does: one for each four bytes, whatever they are.
public record FourByteTokens(ByteTokenizer bytes) implements Tokenizer {
  /// Counts bytes.
  public FourByteTokens() {
    this(new ByteTokenizer());
  }

  @Override
  public int vocabularySize() {
    return bytes.vocabularySize();
  }

  @Override
  public int[] encode(String text) {
    return new int[Math.ceilDiv(bytes.encode(text).length, 4)];
  }

  @Override
  public String decode(int[] tokens) {
    return bytes.decode(tokens);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return bytes.streamingDecoder();
  }

  @Override
  public OptionalInt beginOfText() {
    return bytes.beginOfText();
  }

  @Override
  public OptionalInt endOfText() {
    return bytes.endOfText();
  }

  @Override
  public OptionalInt tokenId(String special) {
    return bytes.tokenId(special);
  }

  @Override
  public void save(Path folder) {
    bytes.save(folder);
  }
}
