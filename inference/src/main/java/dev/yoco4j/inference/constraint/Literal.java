package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Lexeme;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Certain bytes.
///
/// @param bytes each as a character below 256
/// @param at how many are written
record Literal(String bytes, int at) implements Lexeme {
  /// A text in UTF-8.
  static Literal of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Literal(new String(utf8, StandardCharsets.ISO_8859_1), 0);
  }

  @Override
  public @Nullable Literal after(int next) {
    return mayGoOn() && bytes.charAt(at) == next ? new Literal(bytes, at + 1) : null;
  }

  @Override
  public boolean mayEnd() {
    return at == bytes.length();
  }

  @Override
  public boolean mayGoOn() {
    return at < bytes.length();
  }
}
