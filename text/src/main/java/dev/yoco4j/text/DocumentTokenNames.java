package dev.yoco4j.text;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// Finds the tokens that stand before and after a document by their names.
///
/// What `tokenizer_config.json` says counts first, `null` included, which means that there is none;
/// then the usual names, in this order.
final class DocumentTokenNames {
  private static final List<String> BEGIN =
      List.of(
          "<s>",
          "<bos>",
          "<|begin_of_text|>",
          "<|startoftext|>",
          "<|begin▁of▁sentence|>",
          "<|endoftext|>"); // GPT-2 has one token for both
  private static final List<String> END =
      List.of(
          "</s>",
          "<eos>",
          "<|end_of_text|>",
          "<|endoftext|>",
          "<|end▁of▁sentence|>",
          "<|eot_id|>",
          "<|im_end|>");

  private DocumentTokenNames() {}

  static DocumentTokens find(Map<String, Integer> addedTokens, JsonNode config) {
    return new DocumentTokens(
        find(addedTokens, config.path("bos_token"), BEGIN),
        find(addedTokens, config.path("eos_token"), END));
  }

  private static OptionalInt find(
      Map<String, Integer> addedTokens, JsonNode configured, List<String> usual) {
    if (configured.isNull()) {
      return OptionalInt.empty();
    }
    JsonNode name = configured.isObject() ? configured.path("content") : configured;
    Integer named = addedTokens.get(name.asString(""));
    if (named != null) {
      return OptionalInt.of(named);
    }
    return usual.stream().filter(addedTokens::containsKey).mapToInt(addedTokens::get).findFirst();
  }
}
