package dev.yoco4j.cli.report;

import dev.yoco4j.training.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// How the loss of a run went.
///
/// @param training one point a step, in their order
/// @param validation in their order
public record LossCurve(List<TrainingPoint> training, List<ValidationPoint> validation) {
  private static final int WINDOWS = 50;

  /// Copies the lists.
  public LossCurve {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
  }

  /// Takes the curve from the events of a run; losses that are not finite are left out.
  ///
  /// @param events in their order
  /// @return the curve
  public static LossCurve of(List<TrainingEvent> events) {
    List<TrainingPoint> training = new ArrayList<>();
    List<ValidationPoint> validation = new ArrayList<>();
    long tokens = 0;
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.Stepped stepped) {
        tokens = stepped.tokens();
        if (Double.isFinite(stepped.loss())) {
          training.add(new TrainingPoint(stepped.step(), tokens, stepped.loss()));
        }
      } else if (event instanceof TrainingEvent.Validated validated
          && Double.isFinite(validated.loss())) {
        validation.add(new ValidationPoint(validated.step(), tokens, validated.loss()));
      }
    }
    return new LossCurve(training, validation);
  }

  /// The validation that came last.
  ///
  /// @return empty if there was none
  public Optional<ValidationPoint> lastValidation() {
    return validation.isEmpty() ? Optional.empty() : Optional.of(validation.getLast());
  }

  /// The training loss at the end, smoothed.
  ///
  /// @return empty if no step was made
  public Optional<TrainingPoint> lastSmoothed() {
    List<TrainingPoint> smoothed = smoothed();
    return smoothed.isEmpty() ? Optional.empty() : Optional.of(smoothed.getLast());
  }

  /// How many steps one point of [#smoothed()] is the mean of.
  int window() {
    return Math.max(1, training.size() / WINDOWS) | 1;
  }

  /// Means over the steps around each step. As many before as after, so that the curve does not lag
  /// where it is steep, which is at its start; at its end, where there is nothing after, those
  /// before.
  List<TrainingPoint> smoothed() {
    int reach = window() / 2;
    double[] sums = new double[training.size() + 1];
    for (int i = 0; i < training.size(); i++) {
      sums[i + 1] = sums[i] + training.get(i).loss();
    }
    List<TrainingPoint> means = new ArrayList<>();
    for (int i = 0; i < training.size(); i++) {
      int half = Math.min(reach, i);
      int end = Math.min(training.size(), i + half + 1);
      double mean = (sums[end] - sums[i - half]) / (end - i + half);
      means.add(new TrainingPoint(training.get(i).step(), training.get(i).tokens(), mean));
    }
    return means;
  }

  /// Round losses that all points lie between.
  Ticks ticks(int about) {
    double[] losses =
        DoubleStream.concat(
                training.stream().mapToDouble(TrainingPoint::loss),
                validation.stream().mapToDouble(ValidationPoint::loss))
            .sorted()
            .toArray();
    return Ticks.over(losses[0], losses[losses.length - 1], about);
  }

  /// At most so many validations, the last one among them.
  List<ValidationPoint> someValidations(int most) {
    int every = Math.max(1, Math.ceilDiv(validation.size(), most));
    return IntStream.range(0, validation.size())
        .filter(i -> (validation.size() - 1 - i) % every == 0)
        .mapToObj(validation::get)
        .toList();
  }

  /// The lowest and the highest point of each of so many equal parts: drawn, they look like all.
  static List<TrainingPoint> outline(List<TrainingPoint> points, int parts) {
    if (points.size() <= 2 * parts) {
      return points;
    }
    List<TrainingPoint> outline = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int low = (int) ((long) points.size() * part / parts);
      int high = low;
      int end = (int) ((long) points.size() * (part + 1) / parts);
      for (int i = low; i < end; i++) {
        low = points.get(i).loss() < points.get(low).loss() ? i : low;
        high = points.get(i).loss() > points.get(high).loss() ? i : high;
      }
      outline.add(points.get(Math.min(low, high)));
      if (low != high) {
        outline.add(points.get(Math.max(low, high)));
      }
    }
    return outline;
  }
}
