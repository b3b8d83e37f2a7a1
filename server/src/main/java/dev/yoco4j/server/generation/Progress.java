package dev.yoco4j.server.generation;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.server.http.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// How far a prompt has been taken in.
public final class Progress {
  private Progress() {}

  /// An event as JSON.
  ///
  /// @param event of a request
  /// @param object what the document calls itself
  /// @return tokens taken in and in all; empty if the event is another
  public static Optional<ObjectNode> of(GenerationEvent event, String object) {
    return switch (event) {
      case GenerationEvent.Started s ->
          Optional.of(
              json(object, s.reusedTokens(), s.total()).put("cached_tokens", s.reusedTokens()));
      case GenerationEvent.Prefilled p -> Optional.of(json(object, p.positions(), p.total()));
      default -> Optional.empty();
    };
  }

  private static ObjectNode json(String object, int processed, int total) {
    return Json.object()
        .put("object", object)
        .put("processed_tokens", processed)
        .put("total_tokens", total);
  }
}
