package dev.yoco4j.cli;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.EngineFailedException;
import dev.yoco4j.inference.EngineLimits;
import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.TokenIds;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// An engine whose device does nothing more.
///
/// @param before what it was until then
record FailedEngine(Engine before) implements Engine {
  private static EngineFailedException failed() {
    return new EngineFailedException(
        "an illegal memory access was encountered", new IllegalStateException("a kernel"));
  }

  @Override
  public Submission submit(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    throw failed();
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failed().getMessage());
  }

  @Override
  public int tokensInMemory(TokenIds tokens) {
    throw failed();
  }

  @Override
  public GenerationSession open() {
    throw failed();
  }

  @Override
  public EngineStatus status() {
    return before.status();
  }

  @Override
  public EngineLimits limits() {
    return before.limits();
  }

  @Override
  public void close() {}
}
