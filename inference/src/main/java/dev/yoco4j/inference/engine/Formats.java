package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.OutputFormat;
import dev.yoco4j.inference.constraint.ConstrainedText;
import dev.yoco4j.inference.constraint.TokenTrie;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.Tokenizer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Texts that must have a form, for one vocabulary; used by callers' threads.
final class Formats {
  private final Tokenizer tokenizer;
  private final int vocabulary;
  private @Nullable TokenTrie trie;

  Formats(LanguageModel model, Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    vocabulary = Math.min(model.config().vocabularySize(), tokenizer.vocabularySize());
  }

  /// Prepares the text of a request.
  ///
  /// @return nothing if it may be any
  /// @throws IllegalArgumentException if a schema is not understood
  Optional<ConstrainedText> text(GenerationRequest request) {
    if (request.format() instanceof OutputFormat.Text) {
      return Optional.empty();
    }
    Set<Integer> ends = new HashSet<>(request.endTokens());
    tokenizer.endOfText().ifPresent(ends::add);
    return ConstrainedText.of(request.format(), trie(), ends);
  }

  /// Made when it is first needed, which is seldom.
  private synchronized TokenTrie trie() {
    TokenTrie made = trie;
    if (made == null) {
      made = TokenTrie.of(tokenizer, vocabulary);
      trie = made;
    }
    return made;
  }
}
