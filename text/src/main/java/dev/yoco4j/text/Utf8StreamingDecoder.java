package dev.yoco4j.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Decodes the bytes of tokens, keeping back the ones of a character that is not complete.
final class Utf8StreamingDecoder implements StreamingDecoder {
  private final TokenBytes tokens;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] incomplete = {}; // at most three bytes

  Utf8StreamingDecoder(TokenBytes tokens) {
    this.tokens = tokens;
  }

  @Override
  public String next(int token) {
    return decode(tokens.of(token), false);
  }

  @Override
  public String finish() {
    String rest = decode(new byte[] {}, true);
    decoder.reset();
    return rest;
  }

  private String decode(byte[] added, boolean last) {
    ByteBuffer input = ByteBuffer.allocate(incomplete.length + added.length);
    input.put(incomplete).put(added).flip();
    CharBuffer output =
        CharBuffer.allocate(input.limit()); // no character has fewer bytes than units
    decoder.decode(input, output, last);
    incomplete = new byte[input.remaining()];
    input.get(incomplete);
    return output.flip().toString();
  }
}
