package dev.yoco4j.cli.progress;

import dev.yoco4j.training.TrainingEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Shows a training run: how far it is, and what happened beside the steps.
///
/// The fraction is that of the budget, for a run may be bounded by time as well as by steps.
public final class TrainingProgress implements Consumer<TrainingEvent>, AutoCloseable {
  private final View view;
  private volatile double secondsBefore;

  private TrainingProgress(View view) {
    this.view = view;
  }

  /// Opens a display.
  ///
  /// @param screen where to
  /// @return the display, still empty
  public static TrainingProgress open(Screen screen) {
    return open(screen, System::nanoTime);
  }

  static TrainingProgress open(Screen screen, LongSupplier clock) {
    return new TrainingProgress(View.on(screen, clock));
  }

  /// Shows an event; never fails.
  ///
  /// @param event what happened
  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Begun e -> tell(e.step(), "training on " + e.device().label());
      case TrainingEvent.Extended e -> {
        secondsBefore = e.seconds();
        tell(
            e.step(),
            String.format(Locale.ROOT, "context %,d", e.context()),
            String.format(Locale.ROOT, "rotary base %,.0f", e.ropeTheta()));
      }
      case TrainingEvent.Stepped e -> view.show(status(e));
      case TrainingEvent.Skipped e ->
          tell(
              e.step(),
              "skipped, its loss (%s) or gradient norm (%s) is not finite"
                  .formatted(e.loss(), e.gradientNorm()),
              counted(e.skipped(), "step") + " skipped so far");
      case TrainingEvent.Validated e ->
          tell(
              e.step(),
              "validation loss " + loss(e.loss()),
              "measured on " + counted(e.tokens(), "token"));
      case TrainingEvent.Saved e -> tell(e.step(), "saved " + e.folder());
    }
  }

  /// Leaves the last status as a line; does nothing the second time.
  @Override
  public void close() {
    view.close();
  }

  private Status status(TrainingEvent.Stepped event) {
    return new Status(
        List.of(
            step(event.step()),
            "loss " + loss(event.loss()),
            String.format(Locale.ROOT, "%,.0f tokens/s", event.tokensPerSecond())),
        OptionalDouble.of(event.done()),
        Duration.ofMillis((long) ((event.seconds() - secondsBefore) * 1e3)));
  }

  private void tell(long step, String... facts) {
    String separator = view.signs().separator();
    view.tell(step(step) + separator + String.join(separator, facts));
  }

  private static String step(long step) {
    return String.format(Locale.ROOT, "step %,d", step);
  }

  private static String loss(double loss) {
    return String.format(Locale.ROOT, "%.3f", loss);
  }

  private static String counted(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}
