package dev.yoco4j.cli.report;

import dev.yoco4j.training.TrainingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A run as the quick start makes it.
final class Samples {
  private Samples() {}

  static LossCurve curve() {
    return LossCurve.of(events(400));
  }

  static List<TrainingEvent> events(int steps) {
    Random random = new Random(7);
    List<TrainingEvent> events = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      double loss = 2.9 + 6.4 * Math.exp(-step / 45.0) + 1.5 / Math.sqrt(step);
      events.add(
          new TrainingEvent.Stepped(
              step,
              loss + 0.18 * random.nextGaussian(),
              1,
              1e-3,
              step * 8192L,
              27_000,
              step * 0.3,
              (double) step / steps));
      if (step % 50 == 0) {
        events.add(new TrainingEvent.Validated(step, loss + 0.11, 65_536));
      }
    }
    return events;
  }

  static Comparison comparison() {
    return new Comparison(
        new ModelSize("quickstart-yoco", 8_412_672),
        new ModelSize("quickstart-transformer", 8_459_776),
        "one sequence, cache in bfloat16",
        "operations, at the speed measured at 8K",
        List.of(
            row(1L << 10, new Timing.Measured(0.118), new Timing.Measured(0.194)),
            row(8L << 10, new Timing.Measured(0.97), new Timing.Measured(2.41)),
            row(64L << 10, new Timing.Measured(8.1), new Timing.Computed(71.5)),
            row(1L << 20, new Timing.Computed(131.0), new Timing.Computed(15_260))));
  }

  static ReportContent report() {
    return new ReportContent(
        "A YOCO, trained in two minutes",
        new RunFacts(
            "quickstart-yoco",
            8_412_672,
            "the sources of JDK 25.0.3, src.zip: 18,112 documents, 251.30 MB",
            3_276_800,
            Duration.ofMillis(120_310),
            "Linux on x86-64, 2 cores, 23.4 GiB",
            "Temurin 25.0.3+9",
            "2.10.0"),
        curve(),
        new Completion(
            "public final class StringList<T extends Comparable<T>> {\n    private final ",
            """
            int size;

                /**
                 * Returns the {@code index} & the number of elements < size.
                 *
                 * @param   index  the index of the element to return
                 * @return  the element at the specified position in this list
                 */
                public int getIndex(int index) {
                    if (index < 0 || index >= size) {
                        throw new IndexOutOfBoundsException("index: " + index);
                    }
                    return this.index;
                }
            """),
        comparison(),
        List.of(
            new NextCommand(
                "./yoco generate --model quickstart/model --prompt 'public class '",
                "Continue another prompt"),
            new NextCommand(
                "./yoco train --preset quickstart-yoco --data src --out runs/mine --minutes 30",
                "Train longer, on your own text"),
            new NextCommand(
                "./yoco info --model quickstart/model", "See what a token of context costs")));
  }

  private static ComparisonRow row(long context, Timing yoco, Timing transformer) {
    return new ComparisonRow(context, 98_304 + context * 1024, context * 8192, yoco, transformer);
  }
}
