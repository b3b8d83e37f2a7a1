package dev.yoco4j.text;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Text to token ids and back.
///
/// `decode(encode(text))` is `text` for every well-formed string, unless a vocabulary that was
/// loaded normalizes text or does not cover it. A surrogate without partner is read as U+FFFD.
/// Implementations are safe for use by several threads.
public interface Tokenizer {
  /// Number of ids: every id that [#encode] gives is at least 0 and below this.
  ///
  /// @return size of the vocabulary, special tokens included
  int vocabularySize();

  /// Encodes ordinary text: nothing in it is read as a special token, and none is added.
  ///
  /// @param text any text
  /// @return its token ids
  int[] encode(String text);

  /// Encodes a text as a document begins: after the begin-of-text token, where there is one.
  ///
  /// @param text any text
  /// @return its token ids; none for an empty text where no token stands before documents
  default int[] encodeDocument(String text) {
    return IntStream.concat(beginOfText().stream(), IntStream.of(encode(text))).toArray();
  }

  /// Decodes token ids; special tokens give no text, bytes that are not UTF-8 give U+FFFD.
  ///
  /// @param tokens ids, each at least 0 and below [#vocabularySize]
  /// @return their text
  /// @throws IllegalArgumentException if an id is out of range
  String decode(int[] tokens);

  /// The bytes that a token adds to a text in UTF-8, whatever stands beside it.
  ///
  /// @param token at least 0 and below [#vocabularySize]
  /// @return its bytes, none for special tokens; empty where tokens mean different bytes beside
  ///   different neighbours
  default Optional<byte[]> bytes(int token) {
    return Optional.empty();
  }

  /// A decoder for tokens that arrive one by one.
  ///
  /// @return a new decoder, for use by one thread
  StreamingDecoder streamingDecoder();

  /// The token that stands before a document.
  ///
  /// @return its id, or empty if the vocabulary has none
  OptionalInt beginOfText();

  /// The token that stands after a document; generation ends with it.
  ///
  /// @return its id, or empty if the vocabulary has none
  OptionalInt endOfText();

  /// Finds a special token, of a chat template for example.
  ///
  /// @param special its name, as `<|im_start|>`
  /// @return its id, or empty if the vocabulary has no special token of that name
  OptionalInt tokenId(String special);

  /// The tokens that stand for themselves and not for their names' characters.
  ///
  /// @return ids by name; no text that [#encode] reads gives one of them
  default Map<String, Integer> specialTokens() {
    return Map.of();
  }

  /// Writes the tokenizer into a model's folder, from where [Tokenizers#load] brings it back.
  ///
  /// @param folder where to; made if it is not there; a tokenizer that is in it is replaced
  /// @throws java.io.UncheckedIOException if that fails
  void save(Path folder);
}
