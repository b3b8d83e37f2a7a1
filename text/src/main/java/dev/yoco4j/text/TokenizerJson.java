package dev.yoco4j.text;

import dev.yoco4j.text.bpe.ByteAlphabet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The content of a `tokenizer.json`, as far as it is needed on this side of the native library.
final class TokenizerJson {
  private static final int LARGEST_ID = 1 << 24; // a table is as long as the largest id
  private static final Pattern SINGLE_BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

  private final Path file; // for messages
  private final JsonNode root;
  private final Map<String, Integer> modelTokens = new HashMap<>();
  private final Map<String, Integer> addedTokens = new LinkedHashMap<>();
  private final BitSet special = new BitSet();
  private int vocabularySize;

  private TokenizerJson(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /// @throws CorruptTokenizerException if a vocabulary or an id is missing or out of range
  static TokenizerJson of(Path file, JsonNode root) {
    var json = new TokenizerJson(file, root);
    json.readModelTokens();
    json.readAddedTokens();
    return json;
  }

  /// What is needed of it in the long run.
  JsonVocabulary vocabulary() {
    return new JsonVocabulary(
        file, vocabularySize, addedTokens, special, singleBytes(), tokenBytes(), allowsSegments());
  }

  /// The same tokenizer with names for its special tokens that no text can spell.
  String withoutSpecialNames() {
    return SpecialNames.of(addedTokens, special).hide(root);
  }

  private void readModelTokens() {
    JsonNode vocabulary = root.path("model").path("vocab");
    if (vocabulary.isArray()) { // Unigram: pairs of token and score
      for (int id = 0; id < vocabulary.size(); id++) {
        add(modelTokens, vocabulary.path(id).path(0).asString(""), id);
      }
    } else {
      vocabulary
          .properties()
          .forEach(entry -> add(modelTokens, entry.getKey(), id(entry.getKey(), entry.getValue())));
    }
    if (modelTokens.isEmpty()) {
      throw new CorruptTokenizerException(file, "has no vocabulary (model.vocab)");
    }
  }

  private void readAddedTokens() {
    for (JsonNode token : root.path("added_tokens")) {
      String content = token.path("content").asString("");
      int id = id(content, token.path("id"));
      add(addedTokens, content, id);
      if (token.path("special").asBoolean(false)) {
        special.set(id);
      }
    }
  }

  private void add(Map<String, Integer> tokens, String token, int id) {
    tokens.put(token, id);
    vocabularySize = Math.max(vocabularySize, id + 1);
  }

  private int id(String token, JsonNode id) {
    if (!id.isInt() || id.asInt() < 0 || id.asInt() > LARGEST_ID) {
      throw new CorruptTokenizerException(file, "token %s has the id %s".formatted(token, id));
    }
    return id.asInt();
  }

  private BitSet singleBytes() {
    var found = new BitSet();
    modelTokens.forEach((token, id) -> {
      if (SINGLE_BYTE.matcher(token).matches()) {
        found.set(id);
      }
    });
    return found;
  }

  private Optional<TokenBytes> tokenBytes() {
    if (!root.path("decoder").path("type").asString("").equals("ByteLevel")) {
      return Optional.empty();
    }
    var bytes = new byte[vocabularySize][];
    Arrays.fill(bytes, new byte[] {});
    modelTokens.forEach((token, id) -> bytes[id] = ByteAlphabet.read(token));
    addedTokens.forEach((token, id) -> bytes[id] = ByteAlphabet.read(token));
    special.stream().forEach(id -> bytes[id] = new byte[] {});
    return Optional.of(new TokenBytes(bytes));
  }

  /// The pre-tokenizer is a known pattern and then the byte alphabet, no normalizer looks beyond a
  /// line end, and no added token is read in text.
  private boolean allowsSegments() {
    JsonNode steps = root.path("pre_tokenizer").path("pretokenizers");
    JsonNode split = steps.path(0);
    JsonNode byteLevel = steps.path(1);
    JsonNode normalizer = root.path("normalizer");
    return steps.size() == 2
        && Segments.PATTERNS.contains(split.path("pattern").path("Regex").asString(""))
        && split.path("behavior").asString("").equals("Isolated")
        && !split.path("invert").asBoolean(false)
        && byteLevel.path("type").asString("").equals("ByteLevel")
        && !byteLevel.path("add_prefix_space").asBoolean(true)
        && !byteLevel.path("use_regex").asBoolean(true)
        && (normalizer.isEmpty() || normalizer.path("type").asString("").equals("NFC"))
        && addedTokens.size() == special.cardinality();
  }
}
