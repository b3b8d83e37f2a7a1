package dev.yoco4j.server;

import dev.yoco4j.server.contexts.ContextRoutes;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.ErrorAnswers;
import dev.yoco4j.server.http.Json;
import dev.yoco4j.server.http.PageFiles;
import dev.yoco4j.server.metrics.ServerMetrics;
import dev.yoco4j.server.metrics.StateRoutes;
import dev.yoco4j.server.openai.GenerationRoute;
import dev.yoco4j.server.openai.ModelRoutes;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// What is at which path.
///
/// @param generation completions and chats
/// @param models the model and its tokens
/// @param contexts texts that requests may name
/// @param state how the server is
/// @param errors what clients are told of failures
/// @param metrics to be told of refusals
record Routes(
    GenerationRoute generation,
    ModelRoutes models,
    ContextRoutes contexts,
    StateRoutes state,
    ErrorAnswers errors,
    ServerMetrics metrics) {
  void add(HttpRouting.Builder routing) {
    route(routing, Method.POST, "/v1/chat/completions", generation::chat);
    route(routing, Method.POST, "/v1/completions", generation::complete);
    route(routing, Method.GET, "/v1/models", models::list);
    route(routing, Method.GET, "/v1/models/{id}", models::get);
    route(routing, Method.GET, "/v1/contexts", contexts::list);
    route(routing, Method.POST, "/v1/contexts", contexts::create);
    route(routing, Method.GET, "/v1/contexts/{id}", contexts::get);
    route(routing, Method.DELETE, "/v1/contexts/{id}", contexts::delete);
    route(routing, Method.POST, "/v1/contexts/{id}/save", contexts::save);
    route(routing, Method.GET, "/v1/status", state::status);
    route(routing, Method.GET, "/health", state::health);
    route(routing, Method.GET, "/metrics", state::prometheus);
    route(routing, Method.POST, "/tokenize", models::tokenize);
    route(routing, Method.POST, "/detokenize", models::detokenize);
    route(routing, Method.GET, "/tokenizer_info", models::tokenizer);
    routing.any(this::other);
    routing.error(Throwable.class, this::failed);
  }

  private static void route(
      HttpRouting.Builder routing, Method method, String path, Handler handler) {
    routing.route(method, path, handler);
  }

  /// The page, or nothing.
  private void other(ServerRequest request, ServerResponse response) {
    Method method = request.prologue().method();
    if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
      throw ApiError.missing(
          "unknown_path", "there is nothing at %s %s".formatted(method, request.path().path()));
    }
    PageFiles.get(request, response);
  }

  private void failed(ServerRequest request, ServerResponse response, Throwable failure) {
    ApiError error = errors.of(failure);
    metrics.rejected(error.status());
    Json.send(response, error);
  }
}
