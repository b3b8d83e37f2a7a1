package dev.yoco4j.benchmark.serve;

import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Requests of random tokens and words, no two of which begin alike.
///
/// For use by one thread.
final class Requests {
  private static final String[] SYLLABLES = {
    "ba", "co", "di", "fe", "gu", "ha", "jo", "ki", "le", "mu", "na", "po", "ri", "se", "tu", "va"
  };

  /// The least bias that OpenAI's interface allows.
  private static final int NEVER = -100;

  private final Vocabulary vocabulary;
  private final Random random;

  /// @param vocabulary to draw from
  /// @param seed of the draws
  Requests(Vocabulary vocabulary, long seed) {
    this.vocabulary = vocabulary;
    random = new Random(seed);
  }

  /// A completion of a prompt of token ids.
  ObjectNode completion(int promptTokens, int maxTokens) {
    ObjectNode request = sampled(maxTokens);
    ArrayNode prompt = request.putArray("prompt");
    for (int i = 0; i < promptTokens; i++) {
      prompt.add(random.nextInt(vocabulary.tokens()));
    }
    return request;
  }

  /// A completion of a text.
  ObjectNode completion(String text, int maxTokens) {
    return sampled(maxTokens).put("prompt", text);
  }

  /// A chat of one message.
  ObjectNode chat(String message, int maxTokens) {
    ObjectNode request = sampled(maxTokens);
    request.putArray("messages").addObject().put("role", "user").put("content", message);
    return request;
  }

  private ObjectNode sampled(int maxTokens) {
    ObjectNode request =
        JsonNodeFactory.instance
            .objectNode()
            .put("max_tokens", maxTokens)
            .put("seed", random.nextLong());
    vocabulary
        .endOfText()
        .ifPresent(end -> request.putObject("logit_bias").put(Integer.toString(end), NEVER));
    return request;
  }

  /// Words that mean nothing.
  String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int syllables = 1 + random.nextInt(3);
      for (int s = 0; s < syllables; s++) {
        text.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
      }
      text.append(' ');
    }
    return text.toString();
  }

  /// A whole number from 0 up to a bound.
  int below(int bound) {
    return random.nextInt(bound);
  }
}
