package dev.yoco4j.text.bpe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The printable character that stands for each byte in a `tokenizer.json`.
///
/// The alphabet of GPT-2: a byte that is a visible character of Latin-1 stands for itself, the
/// other 68, in order, are U+0100 to U+0143. So a space is written `Ġ` and a line feed `Ċ`.
public final class ByteAlphabet {
  private static final char[] CHARACTERS = new char[256];
  private static final short[] BYTES = new short[0x144];

  static {
    Arrays.fill(BYTES, (short) -1);
    char next = 0x100;
    for (int value = 0; value < 256; value++) {
      CHARACTERS[value] = isVisible(value) ? (char) value : next++;
      BYTES[CHARACTERS[value]] = (short) value;
    }
  }

  private ByteAlphabet() {}

  /// Writes bytes in the alphabet.
  ///
  /// @param bytes any bytes
  /// @return one character for each
  public static String write(byte[] bytes) {
    var text = new StringBuilder(bytes.length);
    for (byte value : bytes) {
      text.append(CHARACTERS[Byte.toUnsignedInt(value)]);
    }
    return text.toString();
  }

  /// Reads a token as Hugging Face's byte-level decoder does.
  ///
  /// @param token a token; one with a character outside the alphabet stands for itself
  /// @return its bytes
  public static byte[] read(String token) {
    var bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char letter = token.charAt(i);
      if (letter >= BYTES.length || BYTES[letter] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) BYTES[letter];
    }
    return bytes;
  }

  private static boolean isVisible(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xA1 && value <= 0xFF && value != 0xAD); // U+00AD is the soft hyphen
  }
}
