package dev.yoco4j.server.openai;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.server.generation.Work;
import dev.yoco4j.server.http.Json;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// What a request took: each prompt counts once, whatever the number of its choices.
final class Usage {
  private final Set<Integer> prompts = new HashSet<>();
  private long promptTokens;
  private long cachedTokens;
  private long completionTokens;

  void add(Work work, GenerationEvent.Finished finished) {
    if (prompts.add(work.prompt())) {
      promptTokens += finished.promptTokens();
      cachedTokens += finished.reusedTokens();
    }
    completionTokens += finished.generatedTokens();
  }

  ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("prompt_tokens", promptTokens)
            .put("completion_tokens", completionTokens)
            .put("total_tokens", promptTokens + completionTokens);
    json.putObject("prompt_tokens_details").put("cached_tokens", cachedTokens);
    return json;
  }
}
