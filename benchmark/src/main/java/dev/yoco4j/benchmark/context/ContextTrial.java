package dev.yoco4j.benchmark.context;

import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.benchmark.inference.Prompt;
import dev.yoco4j.benchmark.inference.Spread;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SavedPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A context of random tokens, saved and restored several times.
final class ContextTrial {
  /// Positions behind the context, for the step that shows whether it was restored.
  static final long STEPS = 1;

  /// The file does not outlive the trial, and packed weights cannot be told by their bytes.
  private static final ModelFingerprint NOBODY = new ModelFingerprint("0".repeat(64));

  private final LanguageModel model;
  private final ContextModel identity;
  private final SequencePast past;
  private final Path file;

  /// @param past in which the context is
  /// @param file where it is saved
  private ContextTrial(LanguageModel model, SequencePast past, Path file) {
    this.model = model;
    this.identity = ContextModel.of(NOBODY, model);
    this.past = past;
    this.file = file;
  }

  /// Makes a context, saves it and restores it. The first of each warms up and does not count: the
  /// first restore also meets pages that nobody has read since they were written.
  ///
  /// @throws IllegalStateException if a restored context holds other bits than the one it was, or
  ///   goes on otherwise
  static ContextRow run(
      String name, LanguageModel model, PastLayout layout, long length, ContextPlan plan) {
    Path file = fileIn(plan.folder());
    try (SequencePast past = new SequencePast(layout)) {
      double prefill = Prompt.pass(model, past, length).logits();
      ContextTrial trial = new ContextTrial(model, past, file);
      List<Double> saves = new ArrayList<>();
      List<Restored> restored = new ArrayList<>();
      for (int i = 0; i <= plan.repetitions(); i++) {
        saves.add(trial.save());
      }
      for (int i = 0; i <= plan.repetitions(); i++) {
        restored.add(trial.restore());
      }
      trial.requireSame(name, restored);
      return row(name, length, bytes(file), prefill, saves, restored);
    } finally {
      remove(file);
    }
  }

  private static ContextRow row(
      String name,
      long length,
      long bytes,
      double prefill,
      List<Double> saves,
      List<Restored> restored) {
    List<Restored> counted = restored.subList(1, restored.size());
    return new ContextRow(
        name,
        length,
        bytes,
        prefill,
        Spread.of(saves.subList(1, saves.size())),
        Spread.of(counted.stream().map(Restored::seconds).toList()),
        Spread.of(counted.stream().map(Restored::nextSeconds).toList()));
  }

  private double save() {
    TokenIds ids = TokenIds.of(new int[Math.toIntExact(past.length())]); // nobody reads them
    long start = System.nanoTime();
    SavedPast.write(past, identity, ids, file);
    return secondsSince(start);
  }

  /// A context that was restored and gone on from.
  ///
  /// @param isSame whether it held the bits that were saved
  /// @param logits of the step behind it
  private record Restored(
      double seconds, double nextSeconds, boolean isSame, DoubleBuffer logits) {}

  private Restored restore() {
    long start = System.nanoTime();
    ContextFile open = ContextFile.open(file);
    try (SequencePast back = SavedPast.read(open, past.layout(), file)) {
      device().synchronize();
      double seconds = secondsSince(start);
      try (SequencePast asRestored = back.fork()) { // comparing reads it, as the step shall
        device().synchronize();
        long then = System.nanoTime();
        DoubleBuffer logits = next(back);
        double nextSeconds = secondsSince(then);
        return new Restored(seconds, nextSeconds, SavedPast.same(past, asRestored), logits);
      }
    }
  }

  private void requireSame(String name, List<Restored> restored) {
    long others = restored.stream().filter(back -> !back.isSame()).count();
    if (others > 0) {
      throw new IllegalStateException(
          "%s holds other bits than were saved in %d of %d times that %,d positions were restored"
              .formatted(name, others, restored.size(), past.length()));
    }
    requireGoesOnAlike(name, restored);
  }

  /// Makes the past longer, so it comes last.
  private void requireGoesOnAlike(String name, List<Restored> restored) {
    LogitsBound bound = LogitsBound.on(device(), model.parameters().precision());
    DoubleBuffer wanted = next(past);
    for (Restored back : restored) {
      double distance = LogitsBound.distance(wanted, back.logits());
      if (!bound.allows(distance)) {
        throw new IllegalStateException(
            "%s goes on otherwise once %,d positions are restored: by %s, at most %s are allowed"
                .formatted(name, past.length() - STEPS, distance, bound.most()));
      }
    }
  }

  private DoubleBuffer next(SequencePast from) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor token = zeros(new long[] {1, STEPS}, device().options(ScalarType.Long));
      return DoubleBuffer.wrap(Floats.numbers(model.next(token, from)));
    }
  }

  private Device device() {
    return model.parameters().device();
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static Path fileIn(Path folder) {
    try {
      return Files.createTempFile(folder, "yoco", ".past");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder + ": " + e, e);
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read: " + e, e);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be removed: " + e, e);
    }
  }
}
