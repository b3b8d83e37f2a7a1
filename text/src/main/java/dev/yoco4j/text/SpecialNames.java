package dev.yoco4j.text;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Renames the special tokens of a `tokenizer.json`, so that their names in a text are ordinary
/// text.
///
/// They are renamed, not removed, because the library numbers added tokens by their order. The new
/// names are random, and begin with a code point that is no character.
final class SpecialNames {
  private static final String NO_CHARACTER = Character.toString(0x10FFFF);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, String> hidden;

  private SpecialNames(Map<String, String> hidden) {
    this.hidden = hidden;
  }

  static SpecialNames of(Map<String, Integer> addedTokens, BitSet special) {
    String prefix = NO_CHARACTER + UUID.randomUUID() + "-";
    Map<String, String> hidden = new HashMap<>();
    addedTokens.forEach((name, id) -> {
      if (special.get(id)) {
        hidden.put(name, prefix + id);
      }
    });
    return new SpecialNames(hidden);
  }

  /// Writes the description anew, without what a description can ask for beside tokens: truncation,
  /// padding and a post-processor, which adds special tokens.
  String hide(JsonNode root) {
    ObjectNode copy = NODES.objectNode();
    root.properties().forEach(entry -> copy.set(entry.getKey(), entry.getValue()));
    copy.putNull("truncation").putNull("padding").putNull("post_processor");
    copy.set("added_tokens", addedTokens(root.path("added_tokens")));
    copy.set("model", model(root.path("model")));
    return copy.toString();
  }

  private ArrayNode addedTokens(JsonNode tokens) {
    ArrayNode renamed = NODES.arrayNode();
    for (JsonNode token : tokens) {
      String content = token.path("content").asString("");
      renamed.add(
          hidden.containsKey(content)
              ? ((ObjectNode) token.deepCopy())
                  .put("content", rename(content))
                  .put("single_word", false)
                  .put("lstrip", false)
                  .put("rstrip", false)
                  .put("normalized", false)
              : token);
    }
    return renamed;
  }

  private ObjectNode model(JsonNode model) {
    ObjectNode renamed = NODES.objectNode();
    for (var entry : model.properties()) {
      JsonNode value = entry.getValue();
      JsonNode replaced =
          switch (entry.getKey()) {
            case "vocab" -> value.isArray() ? scored(value) : numbered(value);
            case "merges" -> merges(value);
            case "unk_token" ->
                value.isString() ? NODES.stringNode(rename(value.asString())) : value;
            default -> value;
          };
      renamed.set(entry.getKey(), replaced);
    }
    return renamed;
  }

  private ObjectNode numbered(JsonNode vocabulary) {
    ObjectNode renamed = NODES.objectNode();
    vocabulary.properties().forEach(entry -> renamed.set(rename(entry.getKey()), entry.getValue()));
    return renamed;
  }

  private ArrayNode scored(JsonNode vocabulary) {
    ArrayNode renamed = NODES.arrayNode();
    for (JsonNode piece : vocabulary) {
      renamed.addArray().add(rename(piece.path(0).asString(""))).add(piece.path(1));
    }
    return renamed;
  }

  /// Drops merges that make a special token or need one: they would let a text spell it.
  private ArrayNode merges(JsonNode merges) {
    ArrayNode kept = NODES.arrayNode();
    for (JsonNode merge : merges) {
      String[] pair =
          merge.isArray()
              ? new String[] {merge.path(0).asString(""), merge.path(1).asString("")}
              : merge.asString("").split(" ", 2);
      boolean touchesSpecial =
          hidden.containsKey(pair[0])
              || hidden.containsKey(pair[pair.length - 1])
              || hidden.containsKey(String.join("", pair));
      if (!touchesSpecial) {
        kept.add(merge);
      }
    }
    return kept;
  }

  private String rename(String name) {
    return hidden.getOrDefault(name, name);
  }
}
