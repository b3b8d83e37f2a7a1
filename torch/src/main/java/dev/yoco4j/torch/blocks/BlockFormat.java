package dev.yoco4j.torch.blocks;

import java.nio.charset.StandardCharsets;

/// What a kind of block file calls itself, in its first bytes and in messages.
///
/// @param magic the first 8 bytes, ASCII
/// @param version the only version that is written and read, at least 1
/// @param name for messages, with its article: `a saved context`
public record BlockFormat(String magic, int version, String name) {
  /// The bytes of a magic.
  static final int MAGIC_BYTES = 8;

  /// Checks the values.
  public BlockFormat {
    if (!magic.matches("[!-~]{" + MAGIC_BYTES + "}")) {
      throw new IllegalArgumentException(
          "magic must be " + MAGIC_BYTES + " visible ASCII characters, was " + magic);
    }
    if (version < 1) {
      throw new IllegalArgumentException("version must be at least 1, was " + version);
    }
  }

  byte[] magicBytes() {
    return magic.getBytes(StandardCharsets.US_ASCII);
  }
}
