package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.FormatException;
import dev.yoco4j.inference.OutputFormat;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One generation whose text must have a form. For use by one thread at a time.
public final class ConstrainedText {
  /// Masks that are kept: texts come back to few states, such as the inside of a string.
  private static final int MASKS = 64;

  private final TokenTrie trie;
  private final BitSet ends = new BitSet();
  private TextState state;
  private final Map<TextState, BitSet> masks =
      new LinkedHashMap<>(MASKS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TextState, BitSet> eldest) {
          return size() > MASKS;
        }
      };

  private ConstrainedText(Goal form, TokenTrie trie, Set<Integer> ends) {
    this.trie = trie;
    ends.forEach(this.ends::set);
    state = TextState.before(form);
  }

  /// Prepares a generation.
  ///
  /// @param format of the text
  /// @param trie of the vocabulary
  /// @param ends tokens that end a text
  /// @return the text, of which nothing is written; nothing if it may be any
  /// @throws IllegalArgumentException if a schema is not understood; the message says where and why
  public static Optional<ConstrainedText> of(
      OutputFormat format, TokenTrie trie, Set<Integer> ends) {
    return switch (format) {
      case OutputFormat.Text _ -> Optional.empty();
      case OutputFormat.JsonObject _ ->
          Optional.of(new ConstrainedText(JsonForms.object(), trie, ends));
      case OutputFormat.JsonSchema(String schema) ->
          Optional.of(new ConstrainedText(SchemaCompiler.compile(schema), trie, ends));
    };
  }

  /// Makes tokens impossible that must not follow; tokens that end a text may where it is complete.
  ///
  /// @param logits one per token, of which some become minus infinity
  /// @throws FormatException if no token may follow
  public void mask(float[] logits) {
    BitSet allowed = masks.computeIfAbsent(state, this::allowed);
    if (allowed.isEmpty()) {
      throw new FormatException(
          "no token of the vocabulary can follow in the format that the output must have");
    }
    int from = 0;
    while (from < logits.length) {
      int to = allowed.nextSetBit(from);
      int end = to < 0 ? logits.length : Math.min(to, logits.length);
      Arrays.fill(logits, from, end, Float.NEGATIVE_INFINITY);
      from = end + 1;
    }
  }

  private BitSet allowed(TextState now) {
    BitSet allowed = trie.allowed(now);
    allowed.andNot(ends);
    if (now.isComplete()) {
      allowed.or(ends);
    }
    return allowed;
  }

  /// Takes the token that was chosen.
  ///
  /// @param token one that may follow
  public void add(int token) {
    if (!ends.get(token)) {
      TextState next = trie.after(state, token);
      if (next == null) {
        throw new IllegalStateException("token " + token + " must not follow");
      }
      state = next;
    }
  }

  /// Whether the text is complete and nothing may follow.
  ///
  /// @return true if so
  public boolean isOver() {
    return state.isOver();
  }
}
