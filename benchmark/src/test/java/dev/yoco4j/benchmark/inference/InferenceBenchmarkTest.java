package dev.yoco4j.benchmark.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Tiny models at short lengths; no time is judged.
class InferenceBenchmarkTest {
  /// Four slots of keys and values at most, each a multiple of 64 KiB.
  private static final long GRANULES = 4 * 2 * 64 * 1024;

  private static final class Told implements InferenceListener {
    private final List<String> runs = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();

    @Override
    public void measuring(String model, long length, long done, long total) {
      runs.add("%s %d %d/%d".formatted(model, length, done, total));
    }

    @Override
    public void skipped(Skipped what) {
      skipped.add(what);
    }
  }

  private static BenchmarkModel model(String preset) {
    return BenchmarkModel.random(preset, ModelPresets.named(preset), 1);
  }

  private static InferencePlan plan(double limitSeconds, Long... lengths) {
    return new InferencePlan(
        List.of(model("yoco-tiny-gret"), model("transformer-tiny")),
        List.of(Precision.FLOAT32),
        List.of(lengths),
        List.of(new BatchSize.Fixed(1), new BatchSize.Fixed(3)),
        2,
        limitSeconds,
        Device.CPU);
  }

  @Test
  void models_take_turns_and_every_batch_has_its_row() {
    Told told = new Told();
    InferenceResults results = new InferenceBenchmark(plan(1000, 128L, 64L), told).run();
    assertThat(told.runs)
        .containsExactly(
            "yoco-tiny-gret 64 0/8", "transformer-tiny 64 1/8",
            "yoco-tiny-gret 64 2/8", "transformer-tiny 64 3/8",
            "yoco-tiny-gret 128 4/8", "transformer-tiny 128 5/8",
            "yoco-tiny-gret 128 6/8", "transformer-tiny 128 7/8");
    assertThat(results.interleaved()).isTrue();
    assertThat(results.skipped()).isEmpty();
    assertThat(results.rows())
        .extracting(row -> row.model().name() + " " + row.length() + " " + row.batch())
        .containsExactly(
            "yoco-tiny-gret 64 1", "yoco-tiny-gret 64 3",
            "transformer-tiny 64 1", "transformer-tiny 64 3",
            "yoco-tiny-gret 128 1", "yoco-tiny-gret 128 3",
            "transformer-tiny 128 1", "transformer-tiny 128 3");
  }

  @Test
  void memory_is_what_the_pasts_allocate() {
    InferenceResults results = new InferenceBenchmark(plan(1000, 64L), new Told()).run();
    assertThat(results.rows())
        .allSatisfy(row -> {
          MemoryUse memory = row.memory();
          long held = row.keyValueBytesPerToken() * row.length() * row.batch();
          assertThat(memory.weights()).isEqualTo(row.model().parameters() * 4);
          assertThat(memory.keyValues()).isBetween(held, 2 * held + row.batch() * GRANULES);
          assertThat(memory.states())
              .isEqualTo(row.model().isYoco() ? row.batch() * 2 * 2 * 32 * 32 * 4 : 0);
          memory.peak().ifPresent(peak -> assertThat(peak).isGreaterThan(memory.weights()));
        });
    assertThat(results.ratios())
        .singleElement()
        .satisfies(ratio -> {
          assertThat(ratio.keyValueBytesPerToken()).isEqualTo(4);
          assertThat(ratio.yoco().batch()).isOne();
          assertThat(ratio.transformerLargest().batch()).isEqualTo(3);
        });
  }

  @Test
  void what_would_take_too_long_is_named_and_not_run() {
    Told told = new Told();
    InferenceResults results = new InferenceBenchmark(plan(20, 64L, 1L << 40), told).run();
    assertThat(results.rows()).extracting(InferenceRow::length).containsOnly(64L);
    assertThat(results.skipped())
        .isEqualTo(told.skipped)
        .hasSize(2)
        .allSatisfy(skipped -> {
          assertThat(skipped.length()).isEqualTo(1L << 40);
          assertThat(skipped.batch()).isEqualTo(OptionalLong.empty());
          assertThat(skipped.reason()).contains("the limit is 20.0 s");
        });
    assertThat(results.ratios()).hasSize(1);
  }

  @Test
  void a_plan_and_a_batch_size_have_bounds() {
    assertThat(plan(1, 4L, 2L, 4L).lengths()).containsExactly(2L, 4L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(1, 0L))
        .withMessage("length must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(Double.NaN, 1L))
        .withMessage("limit seconds must be above 0, was NaN");
    assertThat(BatchSize.of("max")).isEqualTo(new BatchSize.Largest());
    assertThat(BatchSize.of("16")).isEqualTo(new BatchSize.Fixed(16));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchSize.of("many"));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchSize.of("0"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Device.of("tpu"))
        .withMessage("device must be auto, cpu or cuda, was tpu");
  }

  @Test
  void a_spread_is_median_and_bounds() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(List.of(4.0, 1.0))).isEqualTo(new Spread(2.5, 1, 4));
  }
}
