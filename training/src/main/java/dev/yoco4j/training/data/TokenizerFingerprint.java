package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.text.Tokenizer;
import java.util.Arrays;

/// Tells tokenizers apart by what they do.
final class TokenizerFingerprint {
  /// Words, code, numbers, white space, scripts and an emoji: a vocabulary trained on other text,
  /// or another normalisation, cuts some of it differently.
  private static final String PROBE =
      """
      The quick brown fox doesn't jump over 1234567 lazy dogs;  nor 3.14159 of them.
      \tpublic static void main(String[] args) { return x >= 0 ? "a\\n" : null; } // end
      Straße, naïve café, Ελληνικά, русский язык, 日本語の文章, 한국어, العربية, हिन्दी 👩‍🚀 ﬁ Å
      INTERNATIONALISATION antidisestablishmentarianism https://example.org/?q=a%20b#c
      <s> </s> <|endoftext|> [UNK]      \u00a0\r
      """;

  private TokenizerFingerprint() {}

  static Digest of(Tokenizer tokenizer) {
    String behaviour =
        tokenizer.vocabularySize()
            + " "
            + tokenizer.beginOfText()
            + " "
            + tokenizer.endOfText()
            + " "
            + Arrays.toString(tokenizer.encode(PROBE));
    return Digest.of(behaviour.getBytes(UTF_8));
  }
}
