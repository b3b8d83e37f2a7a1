package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationBytesTest {
  static List<String> presets() {
    return ModelPresets.names();
  }

  /// Peaks of resident memory, measured as [ActivationBytes] says.
  @ParameterizedTest
  @CsvSource({
    "yoco-30m-gret, float32, 1, 0, 512, 55.3",
    "yoco-30m-gret, float32, 1, 0, 2048, 224.8",
    "yoco-30m-gret, float32, 1, 4096, 512, 55.7",
    "yoco-30m-gret, float32, 1, 4096, 1024, 112.0",
    "yoco-30m-swa, float32, 1, 0, 512, 38.1",
    "yoco-30m-swa, float32, 1, 0, 2048, 222.5",
    "yoco-30m-swa, float32, 1, 4096, 512, 65.0",
    "yoco-30m-swa, float32, 1, 4096, 1024, 122.8",
    "transformer-30m, float32, 1, 0, 512, 36.4",
    "transformer-30m, float32, 1, 0, 2048, 150.3",
    "transformer-30m, float32, 1, 4096, 512, 81.4",
    "transformer-30m, float32, 1, 4096, 1024, 166.6",
    "yoco-160m-gret, float32, 1, 0, 512, 87.9",
    "yoco-160m-gret, float32, 1, 0, 2048, 354.4",
    "yoco-160m-gret, float32, 1, 4096, 512, 87.9",
    "yoco-160m-gret, float32, 1, 4096, 1024, 177.4",
    "yoco-160m-swa, float32, 1, 0, 512, 59.1",
    "yoco-160m-swa, float32, 1, 0, 2048, 335.9",
    "yoco-160m-swa, float32, 1, 4096, 512, 100.1",
    "yoco-160m-swa, float32, 1, 4096, 1024, 204.4",
    "transformer-160m, float32, 1, 0, 512, 66.1",
    "transformer-160m, float32, 1, 0, 2048, 267.7",
    "transformer-160m, float32, 1, 4096, 512, 111.7",
    "transformer-160m, float32, 1, 4096, 1024, 226.6",
    "yoco-30m-gret, bfloat16, 1, 0, 512, 48.5",
    "yoco-30m-gret, bfloat16, 1, 0, 2048, 191.3",
    "yoco-30m-gret, bfloat16, 1, 4096, 512, 48.9",
    "yoco-30m-gret, bfloat16, 1, 4096, 1024, 96.3",
    "yoco-30m-swa, bfloat16, 1, 0, 512, 48.0",
    "yoco-30m-swa, bfloat16, 1, 0, 2048, 235.1",
    "yoco-30m-swa, bfloat16, 1, 4096, 512, 74.2",
    "yoco-30m-swa, bfloat16, 1, 4096, 1024, 136.0",
    "transformer-30m, bfloat16, 1, 0, 512, 44.0",
    "transformer-30m, bfloat16, 1, 0, 2048, 280.7",
    "transformer-30m, bfloat16, 1, 4096, 512, 184.9",
    "transformer-30m, bfloat16, 1, 4096, 1024, 384.5",
    "yoco-160m-gret, bfloat16, 1, 0, 512, 78.0",
    "yoco-160m-gret, bfloat16, 1, 0, 2048, 306.5",
    "yoco-160m-gret, bfloat16, 1, 4096, 512, 77.8",
    "yoco-160m-gret, bfloat16, 1, 4096, 1024, 153.8",
    "yoco-160m-swa, bfloat16, 1, 0, 512, 69.9",
    "yoco-160m-swa, bfloat16, 1, 0, 2048, 410.3",
    "yoco-160m-swa, bfloat16, 1, 4096, 512, 132.3",
    "yoco-160m-swa, bfloat16, 1, 4096, 1024, 285.0",
    "transformer-160m, bfloat16, 1, 0, 512, 72.4",
    "transformer-160m, bfloat16, 1, 0, 2048, 433.4",
    "transformer-160m, bfloat16, 1, 4096, 512, 272.1",
    "transformer-160m, bfloat16, 1, 4096, 1024, 554.8",
    "yoco-30m-gret, float32, 3, 1000, 700, 228.3",
    "yoco-30m-gret, bfloat16, 3, 1000, 700, 193.6",
    "yoco-30m-swa, float32, 3, 1000, 700, 238.9",
    "yoco-30m-swa, bfloat16, 3, 1000, 700, 290.3",
    "transformer-30m, float32, 3, 1000, 700, 177.8",
    "transformer-30m, bfloat16, 3, 1000, 700, 287.2",
    "yoco-400m-gret, bfloat16, 1, 0, 1024, 214.2",
    "yoco-400m-swa, bfloat16, 1, 4096, 1024, 378.2",
    "transformer-400m, bfloat16, 1, 4096, 1024, 730.1"
  })
  void what_was_measured_is_below_and_not_far_below(
      String preset, String dtype, long batch, long past, long positions, double mebibytes) {
    ActivationBytes bytes =
        new ActivationBytes(ModelPresets.named(preset), Precision.of(dtype), batch);
    double measured = mebibytes * (1 << 20);
    assertThat(bytes.segment(positions, past) / measured).isBetween(1.0, 1.5);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void a_longer_context_never_takes_less(String preset) {
    for (Precision precision : Precision.values()) {
      ActivationBytes bytes = new ActivationBytes(ModelPresets.named(preset), precision, 2);
      long before = 0;
      for (long context : contexts().toList()) {
        long peak = bytes.peak(context);
        assertThat(peak)
            .as("%s %s at %d", preset, precision, context)
            .isGreaterThanOrEqualTo(before);
        before = peak;
      }
    }
  }

  private static Stream<Long> contexts() {
    return Stream.concat(
        Stream.iterate(1L, n -> n <= 5000, n -> n + 1),
        Stream.iterate(8192L, n -> n < 1L << 30, n -> 2 * n));
  }

  @Test
  void a_yoco_of_gated_retention_takes_the_same_at_any_length() {
    ModelConfig config = ModelPresets.named("yoco-3b-gret");
    ActivationBytes bytes = new ActivationBytes(config, Precision.BFLOAT16, 1);
    assertThat(bytes.peak(1 << 20)).isEqualTo(bytes.peak(PrefillSegment.positions(config)));
  }
}
