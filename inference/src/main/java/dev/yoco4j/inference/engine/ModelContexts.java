package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.SavedContexts;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.context.ContextModel;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Saved contexts of an engine and its model.
///
/// @param engine that takes texts in
/// @param model the engine's
public record ModelContexts(ModelEngine engine, ContextModel model) implements SavedContexts {
  @Override
  public Submission save(
      TokenIds tokens, Path file, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    return engine.save(tokens, model, file, events, cancelled);
  }

  @Override
  public TokenIds restore(Path file) {
    return engine.restore(file, model);
  }
}
