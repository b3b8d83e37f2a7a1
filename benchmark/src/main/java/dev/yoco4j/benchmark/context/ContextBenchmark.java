package dev.yoco4j.benchmark.context;

import dev.yoco4j.benchmark.inference.BenchmarkModel;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.cuda.BusBandwidth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Saves contexts of random tokens and restores them, in one process that is warm.
public final class ContextBenchmark {
  /// What the copy that is restored, and a step, may take beside the context itself.
  private static final double SPARE = 0.25;

  private final ContextPlan plan;
  private final ContextListener listener;

  /// Plans the measurement.
  ///
  /// @param plan what to measure
  /// @param listener is told what happens
  public ContextBenchmark(ContextPlan plan, ContextListener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /// Is told which context is measured, before it is.
  @FunctionalInterface
  public interface ContextListener {
    /// A context is next.
    ///
    /// @param model its name
    /// @param length positions
    /// @param done contexts that are
    /// @param total contexts that there are
    void measuring(String model, long length, int done, int total);
  }

  /// Measures everything.
  ///
  /// @return what was found
  /// @throws IllegalStateException if there is too little memory or room on the disk, or a restored
  ///   context goes on otherwise than the one that was saved
  /// @throws UncheckedIOException if a file can't be written or read
  public ContextResults run() {
    List<ContextRow> rows = new ArrayList<>();
    int total = plan.models().size() * plan.lengths().size();
    for (BenchmarkModel described : plan.models()) {
      try (LanguageModel model = described.weights().load(plan.precision(), plan.device())) {
        for (long length : plan.lengths()) {
          listener.measuring(described.name(), length, rows.size(), total);
          rows.add(measured(described.name(), model, length));
        }
      }
    }
    return new ContextResults(plan, BusBandwidth.bytesPerSecond(plan.device()), rows);
  }

  private ContextRow measured(String name, LanguageModel model, long length) {
    PastLayout layout = PastLayout.of(model, length + ContextTrial.STEPS).with(plan.format());
    requireRoom(name, layout, length);
    return ContextTrial.run(name, model, layout, length, plan);
  }

  /// The context is there twice at the end: as it was made, and as it was restored.
  private void requireRoom(String name, PastLayout layout, long length) {
    long needed = (long) ((2 + SPARE) * layout.bytes(length));
    require(name, length, needed, plan.device().availableBytes(), "of memory");
    try {
      long room = Files.getFileStore(plan.folder()).getUsableSpace();
      require(name, length, layout.bytes(length), room, "in " + plan.folder());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + plan.folder() + ": " + e, e);
    }
  }

  private static void require(String name, long length, long needed, long room, String where) {
    if (needed > room) {
      throw new IllegalStateException(
          "%s at %,d positions needs %,d bytes %s, %,d are free; give shorter --lengths"
              .formatted(name, length, needed, where, room));
    }
  }
}
