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
import java.util.function.Function;
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
    Asked asked = read(request, served, context -> new CompletionFields(served, context)::read);
    answer(served, asked, new AnswerShape.Completion(), response);
  }

  /// Answers a chat.
  ///
  /// @param request with messages
  /// @param response to write to
  public void chat(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    int usual = exchange.limits().defaultMaxTokens();
    Asked asked = read(request, served, context -> new ChatFields(served, context, usual)::read);
    answer(served, asked, new AnswerShape.Chat(), response);
  }

  /// What a body asks for.
  ///
  /// @param contextTokens before each prompt
  private record Asked(Order order, int contextTokens) {}

  /// @param reader of the fields, for a context
  private Asked read(
      ServerRequest request,
      ServedModel served,
      Function<TokenIds, Function<Fields, Order>> reader) {
    return Json.read(
        request,
        exchange.limits(),
        fields -> {
          requireServed(fields, served);
          TokenIds context = context(fields);
          return new Asked(reader.apply(context).apply(fields), context.size());
        });
  }

  private static void requireServed(Fields fields, ServedModel served) {
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
  }

  private TokenIds context(Fields fields) {
    return fields.text("context_id").map(contexts::ready).orElse(TokenIds.none());
  }

  private void answer(ServedModel served, Asked asked, AnswerShape shape, ServerResponse response) {
    Order order = asked.order();
    Reply reply = new Reply(shape, served.id(), served.tokenizer(), order, asked.contextTokens());
    List<Work> work = Work.of(order.prompts());
    if (order.delivery().stream()) {
      exchange.stream(served.engine(), work, new ReplyEvents(reply, order.delivery()), response);
    } else {
      exchange.whole(served.engine(), work, reply::add, reply::whole, response);
    }
  }
}
