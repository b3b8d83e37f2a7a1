package dev.yoco4j.server.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.text.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// Single tokens as text.
final class TokenText {
  private final Tokenizer tokenizer;
  private final Map<Integer, String> special = new HashMap<>();

  TokenText(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    tokenizer.specialTokens().forEach((name, id) -> special.putIfAbsent(id, name));
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /// The bytes of a token; those of its name where it is a special one.
  byte[] bytes(int id) {
    String name = special.get(id);
    if (name != null) {
      return name.getBytes(UTF_8);
    }
    if (id >= tokenizer.vocabularySize()) {
      return ("<" + id + ">").getBytes(UTF_8); // models may have more rows than their tokenizer
    }
    return tokenizer.bytes(id).orElseGet(() -> tokenizer.decode(new int[] {id}).getBytes(UTF_8));
  }

  /// The text of a token; `bytes:\xe2\x82` where it is a part of a character.
  String text(int id) {
    byte[] bytes = bytes(id);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return "bytes:\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes);
    }
  }
}
