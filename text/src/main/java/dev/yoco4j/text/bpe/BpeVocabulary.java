package dev.yoco4j.text.bpe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A byte-level vocabulary: special tokens, bytes, and the merges that make the rest.
///
/// | ids | tokens |
/// |-----|--------|
/// | 0 | `<\|begin_of_text\|>` |
/// | 1 | `<\|end_of_text\|>` |
/// | 2 | `<\|im_start\|>` |
/// | 3 | `<\|im_end\|>` |
/// | 4 to 259 | the bytes 0 to 255 |
/// | 260 and up | tokens made by merging, the most frequent first |
///
/// @param tokens bytes of every token, in the [ByteAlphabet], by id; special tokens by name
/// @param merges pairs in the order of training, which is the order of applying them; the pair at
///   index i makes the token [#FIRST_MERGE] + i
public record BpeVocabulary(List<String> tokens, List<Merge> merges) {
  /// The special tokens; each one's id is its index.
  public static final List<String> SPECIAL_TOKENS =
      List.of("<|begin_of_text|>", "<|end_of_text|>", "<|im_start|>", "<|im_end|>");

  /// Id of byte 0.
  public static final int FIRST_BYTE = SPECIAL_TOKENS.size();

  /// Id of the first token that is made by merging.
  public static final int FIRST_MERGE = FIRST_BYTE + 256;

  /// Two neighbouring tokens that become one.
  ///
  /// @param left id of the first
  /// @param right id of the second
  public record Merge(int left, int right) {}

  /// Copies both lists.
  public BpeVocabulary {
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
  }

  /// Writes `tokenizer.json` and `tokenizer_config.json`.
  ///
  /// @param folder where to; made if it is not there
  /// @throws java.io.UncheckedIOException if that fails
  public void save(Path folder) {
    TokenizerFile.of(this).save(folder);
  }

  /// A vocabulary that grows.
  static final class Builder {
    private final List<String> tokens = new ArrayList<>(SPECIAL_TOKENS);
    private final List<Merge> merges = new ArrayList<>();

    Builder() {
      for (int value = 0; value < 256; value++) {
        tokens.add(ByteAlphabet.write(new byte[] {(byte) value}));
      }
    }

    int size() {
      return tokens.size();
    }

    /// Adds a merge.
    ///
    /// @return the token that it makes
    int merge(int left, int right) {
      merges.add(new Merge(left, right));
      tokens.add(tokens.get(left) + tokens.get(right));
      return tokens.size() - 1;
    }

    BpeVocabulary build() {
      return new BpeVocabulary(tokens, merges);
    }
  }
}
