package dev.yoco4j.server.openai;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.server.generation.Work;
import dev.yoco4j.server.generation.WorkEvent;
import dev.yoco4j.server.http.Json;
import dev.yoco4j.text.Tokenizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The documents of one answer.
final class Reply {
  private final AnswerShape shape;
  private final String model;
  private final String id;
  private final long created = Instant.now().getEpochSecond();
  private final List<Choice> choices = new ArrayList<>();
  private final Usage usage = new Usage();

  /// @param contextTokens of each prompt that came from a context
  Reply(AnswerShape shape, String model, Tokenizer tokenizer, Order order, int contextTokens) {
    this.shape = shape;
    this.model = model;
    id = shape.idPrefix() + UUID.randomUUID().toString().replace("-", "");
    TokenText texts = new TokenText(tokenizer);
    for (int p = 0; p < order.prompts().size(); p++) {
      for (GenerationRequest request : order.prompts().get(p)) {
        choices.add(
            new Choice(
                request, logProbabilities(request, texts), order.echo().get(p), contextTokens));
      }
    }
  }

  private LogProbabilities logProbabilities(GenerationRequest request, TokenText texts) {
    return request.report().part() == ProbabilityReport.Part.NONE
        ? new LogProbabilities.None()
        : shape.logProbabilities(texts, request.report().alternatives());
  }

  /// Takes an event in.
  void add(WorkEvent event) {
    if (event.event() instanceof GenerationEvent.Finished finished) {
      usage.add(event.work(), finished);
    }
    if (event.work().choice() != Work.NONE) {
      choices.get(event.work().choice()).add(event.event());
    }
  }

  /// The whole answer.
  ObjectNode whole() {
    ObjectNode json = document(shape.object());
    ArrayNode array = json.putArray("choices");
    for (int i = 0; i < choices.size(); i++) {
      Choice choice = choices.get(i);
      ObjectNode one = shape.choice(i, choice.takeLogProbabilities(), choice.finishReason());
      shape.write(one, choice.takeText());
      array.add(one);
    }
    json.set("usage", usage.json());
    return json;
  }

  /// The events before the first token.
  List<ObjectNode> opening() {
    List<ObjectNode> events = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      int index = i;
      shape
          .opening()
          .ifPresent(delta -> {
            ObjectNode one =
                shape.choice(index, new LogProbabilities.None().take(), Optional.empty());
            one.set("delta", delta);
            events.add(chunk(one));
          });
    }
    return events;
  }

  /// The event that tells of what was taken in last, if there is anything to tell.
  Optional<ObjectNode> next(Work work) {
    if (work.choice() == Work.NONE) {
      return Optional.empty();
    }
    Choice choice = choices.get(work.choice());
    Optional<String> reason = choice.finishReason();
    if (choice.isEmpty() && reason.isEmpty()) {
      return Optional.empty(); // log-probabilities wait for the text of their tokens
    }
    ObjectNode one = shape.choice(work.choice(), choice.takeLogProbabilities(), reason);
    shape.writeChunk(one, choice.takeText());
    return Optional.of(chunk(one));
  }

  private ObjectNode chunk(ObjectNode choice) {
    ObjectNode json = document(shape.chunkObject());
    json.putArray("choices").add(choice);
    return json;
  }

  /// The last event, for those who asked for it.
  ObjectNode usage() {
    ObjectNode json = document(shape.chunkObject());
    json.putArray("choices");
    json.set("usage", usage.json());
    return json;
  }

  private ObjectNode document(String object) {
    return Json.object()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }
}
