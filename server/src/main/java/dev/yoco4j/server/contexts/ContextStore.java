package dev.yoco4j.server.contexts;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.http.ApiError;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// The contexts that requests may name.
///
/// What a context left in the engine may be pushed out by others; a saved one is then mapped back
/// from its file, another one taken in again by the request that names it. Safe for use by several
/// threads.
public final class ContextStore {
  private static final System.Logger LOG = System.getLogger(ContextStore.class.getName());

  /// Token ids stay on the Java heap: 4 bytes each.
  private static final long MOST_TOKENS = 64L << 20;

  private static final int MOST_CONTEXTS = 1024;

  private final Supplier<ServedModel> model;
  private final Optional<ContextFolder> folder;
  private final Map<String, HeldContext> contexts = new ConcurrentHashMap<>();

  /// A store without contexts.
  ///
  /// @param model that takes them in; fails while there is none
  /// @param folder of saved ones
  public ContextStore(Supplier<ServedModel> model, Optional<Path> folder) {
    this.model = model;
    this.folder = folder.map(ContextFolder::new);
  }

  /// Finds the saved ones; those of other models and damaged ones are told of and left alone.
  public void restoreAll() {
    folder.ifPresent(from -> from.files().forEach(file -> restore(from, file)));
  }

  private void restore(ContextFolder from, Path file) {
    try {
      TokenIds tokens = model.get().saved().restore(file);
      JsonNode said = from.description(file);
      String id = from.id(file);
      contexts.put(
          id,
          new HeldContext(
              id,
              said.path("name").asString(id),
              ContextFolder.created(said),
              tokens,
              Optional.of(file)));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a saved context is left alone: {0}", e.getMessage());
    }
  }

  /// All of them, the newest first.
  List<HeldContext> all() {
    List<HeldContext> all = new ArrayList<>(contexts.values());
    all.sort((a, b) -> b.created().compareTo(a.created()));
    return all;
  }

  HeldContext get(String id) {
    HeldContext context = contexts.get(id);
    if (context == null) {
      throw ApiError.missing("context_not_found", "there is no context " + shown(id));
    }
    return context;
  }

  private static String shown(String id) {
    return id.length() <= 60 ? id : id.substring(0, 60) + "...";
  }

  /// Makes sure, as far as milliseconds can, that a context is in memory.
  ///
  /// @param id of a context
  /// @return its tokens, to begin a prompt with
  /// @throws ApiError if there is none
  public TokenIds ready(String id) {
    HeldContext context = get(id);
    if (context.file().isPresent()
        && model.get().engine().tokensInMemory(context.tokens()) < context.tokens().size() / 2) {
      var _ = model.get().saved().restore(context.file().get());
    }
    return context.tokens();
  }

  /// A context of tokens that were just taken in.
  HeldContext add(String name, TokenIds tokens) {
    long held = contexts.values().stream().mapToLong(c -> c.tokens().size()).sum();
    if (contexts.size() >= MOST_CONTEXTS || held + tokens.size() > MOST_TOKENS) {
      throw new ApiError(
          400,
          "invalid_request_error",
          "too_many_contexts",
          "",
          "the server keeps %d contexts of %d tokens in all: delete one first"
              .formatted(contexts.size(), held));
    }
    String id = "ctx_" + UUID.randomUUID().toString().replace("-", "");
    HeldContext context = new HeldContext(id, name, Instant.now(), tokens, Optional.empty());
    contexts.put(id, context);
    return context;
  }

  /// Requires that contexts can be saved.
  void prepareToSave() {
    saving().make();
  }

  /// Where a context is to be saved.
  Path file(String id) {
    prepareToSave();
    return saving().file(id);
  }

  private ContextFolder saving() {
    return folder.orElseThrow(
        () -> ApiError.field("save", "needs a folder: start yoco serve with --contexts DIR"));
  }

  HeldContext saved(HeldContext context, Path file) {
    HeldContext saved = context.savedTo(file);
    folder.ifPresent(to -> to.describe(saved));
    contexts.put(saved.id(), saved);
    return saved;
  }

  void delete(String id) {
    var _ = get(id);
    contexts.remove(id);
    folder.ifPresent(from -> from.delete(id));
  }
}
