package dev.yoco4j.server.openai;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.server.LimitsConfig;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.contexts.ContextStore;
import dev.yoco4j.server.generation.ActiveRequests;
import dev.yoco4j.server.generation.Generations;
import dev.yoco4j.server.generation.Progress;
import dev.yoco4j.server.generation.Work;
import dev.yoco4j.server.generation.WorkEvent;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.ClientGoneException;
import dev.yoco4j.server.http.ErrorAnswers;
import dev.yoco4j.server.http.EventStream;
import dev.yoco4j.server.http.Fields;
import dev.yoco4j.server.http.Json;
import dev.yoco4j.server.http.LateJson;
import dev.yoco4j.server.metrics.ServerMetrics;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Supplier;

/// `POST /v1/completions` and `POST /v1/chat/completions`.
///
/// @param model that answers; fails while there is none
/// @param contexts that requests may name
/// @param active where requests under way are listed
/// @param metrics to be told of them
/// @param errors what clients are told of failures
/// @param limits of bodies and waits
public record GenerationRoute(
    Supplier<ServedModel> model,
    ContextStore contexts,
    ActiveRequests active,
    ServerMetrics metrics,
    ErrorAnswers errors,
    LimitsConfig limits) {

  /// Answers a request for completions.
  ///
  /// @param request with prompts
  /// @param response to write to
  public void complete(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    Fields fields = fields(request, served);
    TokenIds context = context(fields);
    Order order = new CompletionFields(served, context).read(fields);
    answer(served, order, new AnswerShape.Completion(), context.size(), response);
  }

  /// Answers a chat.
  ///
  /// @param request with messages
  /// @param response to write to
  public void chat(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    Fields fields = fields(request, served);
    TokenIds context = context(fields);
    Order order = new ChatFields(served, context, limits.defaultMaxTokens()).read(fields);
    answer(served, order, new AnswerShape.Chat(), context.size(), response);
  }

  private Fields fields(ServerRequest request, ServedModel served) {
    Fields fields = Json.read(request, limits.bodyBytes());
    fields
        .text("model")
        .filter(name -> !name.equals(served.id()))
        .ifPresent(name -> {
          throw new ApiError(
              404,
              "invalid_request_error",
              "model_not_found",
              "model",
              "there is no model %s here; this server has %s".formatted(name, served.id()));
        });
    return fields;
  }

  private TokenIds context(Fields fields) {
    return fields.text("context_id").map(contexts::ready).orElse(TokenIds.none());
  }

  private void answer(
      ServedModel served,
      Order order,
      AnswerShape shape,
      int contextTokens,
      ServerResponse response) {
    Reply reply = new Reply(shape, served.id(), served.tokenizer(), order, contextTokens);
    try (Generations running =
        Generations.start(served.engine(), metrics, active, Work.of(order.prompts()))) {
      if (order.delivery().stream()) {
        stream(running, reply, order.delivery(), new EventStream(response, limits.signOfLife()));
      } else {
        send(running, reply, new LateJson(response, limits.signOfLife()));
      }
    }
  }

  private void send(Generations running, Reply reply, LateJson answer) {
    try {
      while (!running.isOver()) {
        running.next(limits.signOfLife()).ifPresent(reply::add);
        answer.signOfLife();
      }
    } catch (ClientGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!answer.isBegun()) {
        throw e;
      }
      answer.fail(errors.of(e));
      return;
    }
    answer.send(reply.whole());
  }

  private void stream(
      Generations running, Reply reply, Order.Delivery delivery, EventStream events) {
    try {
      reply.opening().forEach(events::send);
      while (!running.isOver()) {
        Optional<WorkEvent> event = running.next(limits.signOfLife());
        event.ifPresent(e -> {
          reply.add(e);
          if (delivery.progress()) {
            Progress.of(e.event(), "prompt.progress").ifPresent(events::send);
          }
          reply.next(e.work()).ifPresent(events::send);
        });
        events.signOfLife();
      }
      if (delivery.usage()) {
        events.send(reply.usage());
      }
      events.done();
    } catch (ClientGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!events.isBegun()) {
        throw e;
      }
      events.fail(errors.of(e));
    }
  }
}
