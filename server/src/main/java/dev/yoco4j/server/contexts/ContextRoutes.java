package dev.yoco4j.server.contexts;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.generation.Exchange;
import dev.yoco4j.server.generation.Progress;
import dev.yoco4j.server.generation.Work;
import dev.yoco4j.server.generation.WorkEvent;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.EventStream;
import dev.yoco4j.server.http.Json;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/contexts`: texts that are taken in once, for requests that name them.
///
/// @param model that takes them in; fails while there is none
/// @param store of the contexts
/// @param exchange runs the work and answers
public record ContextRoutes(Supplier<ServedModel> model, ContextStore store, Exchange exchange) {

  /// Lists them, the newest first.
  ///
  /// @param request without fields
  /// @param response to write to
  public void list(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    ObjectNode json = Json.object().put("object", "list");
    ArrayNode data = json.putArray("data");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<ObjectNode>> all =
          store.all().stream()
              .map(c -> CompletableFuture.supplyAsync(() -> describe(served, c), threads))
              .toList(); // the engine answers all of them between the same two steps
      all.forEach(one -> data.add(one.join()));
    }
    Json.send(response, 200, json);
  }

  /// Tells of one.
  ///
  /// @param request with the id in its path
  /// @param response to write to
  public void get(ServerRequest request, ServerResponse response) {
    Json.send(response, 200, describe(model.get(), store.get(id(request))));
  }

  /// Forgets one, and deletes its file.
  ///
  /// @param request with the id in its path
  /// @param response to write to
  public void delete(ServerRequest request, ServerResponse response) {
    String id = id(request);
    store.delete(id);
    Json.send(
        response,
        200,
        Json.object().put("id", id).put("object", "context.deleted").put("deleted", true));
  }

  /// Takes a text in.
  ///
  /// @param request with the text
  /// @param response to write to
  public void create(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    ContextUpload upload = ContextUpload.read(request, exchange.limits());
    if (upload.save()) {
      store.prepareToSave(); // refused before the work, not after it
    }
    int[] tokens = served.tokenizer().encodeDocument(upload.text());
    if (tokens.length == 0) {
      throw ApiError.field("text", "must not be empty");
    }
    GenerationRequest read = GenerationRequest.of(tokens, 0, SamplingConfig.greedy());
    List<Work> work = Work.of(List.of(List.of(read)));
    Supplier<ObjectNode> done = () -> keep(served, upload, read.prompt());
    if (upload.stream()) {
      exchange.stream(served.engine(), work, new UploadEvents(done), response);
    } else {
      exchange.whole(served.engine(), work, _ -> {}, done, response);
    }
  }

  /// The progress, and the context at the end.
  private record UploadEvents(Supplier<ObjectNode> done) implements Exchange.Events {
    @Override
    public void next(WorkEvent event, EventStream stream) {
      Progress.of(event.event(), "context.progress").ifPresent(stream::send);
    }

    @Override
    public void end(EventStream stream) {
      stream.send(done.get());
    }
  }

  private ObjectNode keep(ServedModel served, ContextUpload upload, TokenIds tokens) {
    HeldContext context = store.add(upload.name(), tokens);
    return describe(served, upload.save() ? saved(served, context) : context);
  }

  /// Saves one.
  ///
  /// @param request with the id in its path
  /// @param response to write to
  public void save(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    HeldContext context = store.get(id(request));
    Json.send(response, 200, describe(served, saved(served, context)));
  }

  private HeldContext saved(ServedModel served, HeldContext context) {
    if (context.file().isPresent()) {
      return context;
    }
    Path file = store.file(context.id());
    var _ = served.saved().save(context.tokens(), file, _ -> {}, () -> false).await();
    return store.saved(context, file);
  }

  private static String id(ServerRequest request) {
    return request.path().pathParameters().get("id");
  }

  private static ObjectNode describe(ServedModel served, HeldContext context) {
    int tokens = context.tokens().size();
    return Json.object()
        .put("id", context.id())
        .put("object", "context")
        .put("created", context.created().getEpochSecond())
        .put("name", context.name())
        .put("tokens", tokens)
        .put("bytes", served.engine().limits().bytes(tokens))
        .put("tokens_in_memory", served.engine().tokensInMemory(context.tokens()))
        .put("saved", context.file().isPresent());
  }
}
