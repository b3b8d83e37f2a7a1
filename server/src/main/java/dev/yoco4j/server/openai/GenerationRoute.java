package dev.yoco4j.server.openai;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.contexts.ContextStore;
import dev.yoco4j.server.generation.Exchange;
import dev.yoco4j.server.generation.Work;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Fields;
import dev.yoco4j.server.http.Json;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Supplier;

/// `POST /v1/completions` and `POST /v1/chat/completions`.
///
/// @param model that answers; fails while there is none
/// @param contexts that requests may name
/// @param exchange runs the work and answers
public record GenerationRoute(
    Supplier<ServedModel> model, ContextStore contexts, Exchange exchange) {

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
    Order order =
        new ChatFields(served, context, exchange.limits().defaultMaxTokens()).read(fields);
    answer(served, order, new AnswerShape.Chat(), context.size(), response);
  }

  private Fields fields(ServerRequest request, ServedModel served) {
    Fields fields = Json.read(request, exchange.limits());
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
    List<Work> work = Work.of(order.prompts());
    if (order.delivery().stream()) {
      exchange.stream(served.engine(), work, new ReplyEvents(reply, order.delivery()), response);
    } else {
      exchange.whole(served.engine(), work, reply::add, reply::whole, response);
    }
  }
}
