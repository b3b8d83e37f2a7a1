package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.accounting.PrefillSegment;
import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.past.KeyValueFormat;

/// How an engine runs its model.
///
/// @param maxPositions tokens that a sequence may have, prompt and answer together
/// @param prefillSegment positions of a prompt that pass the model at once
/// @param batch sequences that generate together at most
/// @param format of the keys and values of global slots
/// @param budget what may be held
/// @param snapshotBytes what snapshots for prefix reuse may take of it, beyond what running
///   sequences share with them; 0 takes none
/// @param queue requests that may wait beyond a batch's worth; more are refused
public record EngineConfig(
    int maxPositions,
    int prefillSegment,
    int batch,
    KeyValueFormat format,
    MemoryBudget budget,
    long snapshotBytes,
    int queue) {
  private static final int BATCH = 16;

  /// Checks the bounds.
  public EngineConfig {
    Checks.atLeastOne("max positions", maxPositions);
    Checks.atLeastOne("prefill segment", prefillSegment);
    Checks.atLeastOne("batch", batch);
    if (queue < 0) {
      throw new IllegalArgumentException("queue must be at least 0, was " + queue);
    }
    if (snapshotBytes < 0) {
      throw new IllegalArgumentException(
          "snapshot bytes must be at least 0, were " + snapshotBytes);
    }
  }

  /// The model's own length, and no bound on memory.
  ///
  /// @param model in memory
  /// @return the configuration
  public static EngineConfig of(LanguageModel model) {
    return new EngineConfig(
        model.config().maxPositions(),
        PrefillSegment.positions(model.config(), model.parameters().device()),
        BATCH,
        KeyValueFormat.MODEL,
        MemoryBudget.unlimited(),
        Long.MAX_VALUE,
        Integer.MAX_VALUE);
  }

  /// The same for sequences of another length.
  ///
  /// @param positions tokens that a sequence may have
  /// @return a copy
  public EngineConfig withMaxPositions(int positions) {
    return new EngineConfig(positions, prefillSegment, batch, format, budget, snapshotBytes, queue);
  }

  /// The same with prompts cut otherwise.
  ///
  /// @param positions of a segment
  /// @return a copy
  public EngineConfig withPrefillSegment(int positions) {
    return new EngineConfig(maxPositions, positions, batch, format, budget, snapshotBytes, queue);
  }

  /// The same with another bound on sequences that generate together.
  ///
  /// @param sequences at least 1
  /// @return a copy
  public EngineConfig withBatch(int sequences) {
    return new EngineConfig(
        maxPositions, prefillSegment, sequences, format, budget, snapshotBytes, queue);
  }

  /// The same with keys and values kept otherwise.
  ///
  /// @param other the format
  /// @return a copy
  public EngineConfig with(KeyValueFormat other) {
    return new EngineConfig(
        maxPositions, prefillSegment, batch, other, budget, snapshotBytes, queue);
  }

  /// The same with a bound on memory.
  ///
  /// @param other the bound
  /// @return a copy
  public EngineConfig with(MemoryBudget other) {
    return new EngineConfig(
        maxPositions, prefillSegment, batch, format, other, snapshotBytes, queue);
  }

  /// The same with a bound on the memory of everything.
  ///
  /// @param model that will run
  /// @param memory bytes
  /// @return a copy
  /// @throws IllegalArgumentException if weights and activations alone exceed the memory
  public EngineConfig withMemory(LanguageModel model, long memory) {
    return with(MemoryBudget.of(model, this, memory));
  }

  /// The same without snapshots: for requests that have nothing in common.
  ///
  /// @return a copy
  public EngineConfig withoutSnapshots() {
    return withSnapshotBytes(0);
  }

  /// The same with another bound on snapshots.
  ///
  /// @param bytes at least 0
  /// @return a copy
  public EngineConfig withSnapshotBytes(long bytes) {
    return new EngineConfig(maxPositions, prefillSegment, batch, format, budget, bytes, queue);
  }

  /// The same with another bound on requests that wait.
  ///
  /// @param requests at least 0, beyond as many as a batch
  /// @return a copy
  public EngineConfig withQueue(int requests) {
    return new EngineConfig(
        maxPositions, prefillSegment, batch, format, budget, snapshotBytes, requests);
  }

  PastLayout layout(LanguageModel model) {
    return PastLayout.of(model, maxPositions).with(format);
  }
}
