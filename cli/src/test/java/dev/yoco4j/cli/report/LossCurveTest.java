package dev.yoco4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.training.TrainingEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LossCurveTest {
  @Test
  void validations_stand_at_the_tokens_of_the_step_before_them() {
    LossCurve curve =
        LossCurve.of(
            List.of(
                new TrainingEvent.Validated(0, 9, 50),
                step(1, 100, 8),
                new TrainingEvent.Skipped(2, Double.NaN, 1, 1),
                new TrainingEvent.Validated(2, 7.5, 50),
                step(3, 200, 7),
                new TrainingEvent.Saved(3, Path.of("a"))));
    assertThat(curve.training())
        .containsExactly(new TrainingPoint(1, 100, 8), new TrainingPoint(3, 200, 7));
    assertThat(curve.validation())
        .containsExactly(new ValidationPoint(0, 0, 9), new ValidationPoint(2, 100, 7.5));
    assertThat(curve.lastValidation()).contains(new ValidationPoint(2, 100, 7.5));
  }

  @Test
  void what_is_not_finite_is_no_point() {
    LossCurve curve =
        LossCurve.of(
            List.of(step(1, 1, Double.NaN), new TrainingEvent.Validated(1, Double.NaN, 1)));
    assertThat(curve.training()).isEmpty();
    assertThat(curve.validation()).isEmpty();
    assertThat(curve.lastSmoothed()).isEmpty();
  }

  @Test
  void smoothing_keeps_a_line() {
    LossCurve line = curve(501, i -> 10 - i / 100.0);
    assertThat(line.window()).isEqualTo(11);
    for (int i = 0; i < 495; i++) {
      assertThat(line.smoothed().get(i).loss())
          .isCloseTo(line.training().get(i).loss(), Offset.offset(1e-9));
    }
  }

  @Test
  void the_end_is_smoothed_too() {
    LossCurve zigzag = curve(1000, i -> i % 2);
    assertThat(zigzag.lastSmoothed().orElseThrow().loss()).isBetween(0.4, 0.6);
  }

  @Test
  void few_steps_are_not_smoothed() {
    LossCurve few = curve(99, i -> i % 2);
    assertThat(few.smoothed()).isEqualTo(few.training());
  }

  @Test
  void an_outline_keeps_the_extremes_in_their_order() {
    LossCurve curve = curve(10_000, i -> i == 1234 ? 99 : i == 1235 ? -99 : Math.sin((double) i));
    List<TrainingPoint> outline = LossCurve.outline(curve.training(), 100);
    assertThat(outline)
        .hasSizeBetween(150, 200)
        .isSortedAccordingTo((a, b) -> Long.compare(a.step(), b.step()));
    assertThat(outline).extracting(TrainingPoint::loss).contains(99.0, -99.0);
    assertThat(LossCurve.outline(curve.training(), 5000)).isEqualTo(curve.training());
  }

  @Test
  void of_many_validations_some_are_kept_and_the_last() {
    List<ValidationPoint> points =
        LongStream.range(0, 1001).mapToObj(i -> new ValidationPoint(i, i, 1)).toList();
    List<ValidationPoint> some = new LossCurve(List.of(), points).someValidations(100);
    assertThat(some).hasSizeBetween(80, 100).endsWith(points.getLast());
    assertThat(new LossCurve(List.of(), points).someValidations(1001)).isEqualTo(points);
    assertThat(new LossCurve(List.of(), List.of()).someValidations(100)).isEmpty();
  }

  private static LossCurve curve(int steps, LongToDoubleFunction loss) {
    return new LossCurve(
        LongStream.range(0, steps)
            .mapToObj(i -> new TrainingPoint(i, i * 10, loss.applyAsDouble(i)))
            .toList(),
        List.of());
  }

  private static TrainingEvent step(long step, long tokens, double loss) {
    return new TrainingEvent.Stepped(step, loss, 1, 1, tokens, 1, 1, 1);
  }
}
