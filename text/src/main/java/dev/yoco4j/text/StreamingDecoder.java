package dev.yoco4j.text;

/// Decodes tokens as they arrive, and never gives half a character.
public interface StreamingDecoder {
  /// Takes one more token.
  ///
  /// @param token its id
  /// @return the text that is complete now and was not before; often one word, sometimes empty
  String next(int token);

  /// Ends the stream.
  ///
  /// @return what is left, with U+FFFD for an incomplete character; mostly empty
  String finish();
}
