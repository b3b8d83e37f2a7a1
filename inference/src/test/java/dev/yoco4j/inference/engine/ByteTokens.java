package dev.yoco4j.inference.engine;

import dev.yoco4j.text.StreamingDecoder;
import dev.yoco4j.text.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// A byte is a token, so that most characters span several; two special tokens follow.
///
/// @param hasBegin whether there is a begin-of-text token
public record ByteTokens(boolean hasBegin) implements Tokenizer {
  public static final int BEGIN = 256;
  public static final int END = 257;
  public static final int SIZE = 258;

  /// With a begin-of-text token.
  public ByteTokens() {
    this(true);
  }

  @Override
  public int vocabularySize() {
    return SIZE;
  }

  @Override
  public int[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      tokens[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens) {
    StreamingDecoder decoder = streamingDecoder();
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(decoder.next(token));
    }
    return text.append(decoder.finish()).toString();
  }

  @Override
  public Optional<byte[]> bytes(int token) {
    return Optional.of(token < BEGIN ? new byte[] {(byte) token} : new byte[0]);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return new Decoder();
  }

  @Override
  public OptionalInt beginOfText() {
    return hasBegin ? OptionalInt.of(BEGIN) : OptionalInt.empty();
  }

  @Override
  public OptionalInt endOfText() {
    return OptionalInt.of(END);
  }

  private static final class Decoder implements StreamingDecoder {
    private final CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes = ByteBuffer.allocate(8);

    @Override
    public String next(int token) {
      if (token >= BEGIN) {
        return "";
      }
      bytes.put((byte) token);
      return decode(false);
    }

    @Override
    public String finish() {
      return decode(true);
    }

    private String decode(boolean end) {
      CharBuffer chars = CharBuffer.allocate(16);
      bytes.flip();
      var _ = utf8.decode(bytes, chars, end);
      bytes.compact();
      return chars.flip().toString();
    }
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
