package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.past.KeyValueFormat;
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

  private static ActivationBytes of(String preset, String dtype, String format) {
    return new ActivationBytes(
        ModelPresets.named(preset), Precision.of(dtype), KeyValueFormat.of(format));
  }

  /// Peaks of resident memory, measured as [ActivationBytes] says.
  @ParameterizedTest
  @CsvSource({
    "transformer-30m, float32, model, 0, 512, 36.6",
    "transformer-30m, float32, model, 4096, 512, 37.3",
    "transformer-30m, float32, model, 4096, 1024, 75.4",
    "transformer-30m, float32, model, 0, 2048, 150.5",
    "transformer-30m, float32, int8, 4096, 512, 38.5",
    "yoco-30m-gret, float32, model, 0, 512, 55.6",
    "yoco-30m-gret, float32, model, 4096, 1024, 112.3",
    "yoco-30m-gret, float32, model, 0, 2048, 225.1",
    "yoco-30m-swa, float32, model, 0, 512, 38.1",
    "yoco-30m-swa, float32, model, 4096, 1024, 122.5",
    "yoco-30m-swa, float32, model, 0, 2048, 222.1",
    "transformer-30m, bfloat16, model, 0, 512, 29.1",
    "transformer-30m, bfloat16, model, 4096, 512, 30.1",
    "transformer-30m, bfloat16, model, 4096, 1024, 58.2",
    "transformer-30m, bfloat16, model, 0, 2048, 113.9",
    "transformer-30m, bfloat16, int8, 4096, 512, 30.3",
    "yoco-30m-gret, bfloat16, model, 0, 512, 49.0",
    "yoco-30m-gret, bfloat16, model, 4096, 1024, 96.7",
    "yoco-30m-gret, bfloat16, model, 0, 2048, 191.9",
    "yoco-30m-swa, bfloat16, model, 0, 512, 48.4",
    "yoco-30m-swa, bfloat16, model, 4096, 1024, 136.3",
    "yoco-30m-swa, bfloat16, model, 0, 2048, 235.6",
    "transformer-160m, float32, model, 0, 512, 66.2",
    "transformer-160m, float32, model, 4096, 512, 66.1",
    "transformer-160m, float32, model, 4096, 1024, 133.8",
    "transformer-160m, float32, model, 0, 2048, 267.6",
    "transformer-160m, float32, int8, 4096, 512, 68.1",
    "yoco-160m-gret, float32, model, 0, 512, 88.3",
    "yoco-160m-gret, float32, model, 4096, 1024, 177.3",
    "yoco-160m-gret, float32, model, 0, 2048, 355.2",
    "yoco-160m-swa, float32, model, 0, 512, 59.1",
    "yoco-160m-swa, float32, model, 4096, 1024, 203.8",
    "yoco-160m-swa, float32, model, 0, 2048, 335.0",
    "transformer-160m, bfloat16, model, 0, 512, 51.6",
    "transformer-160m, bfloat16, model, 4096, 512, 53.4",
    "transformer-160m, bfloat16, model, 4096, 1024, 105.1",
    "transformer-160m, bfloat16, model, 0, 2048, 207.7",
    "transformer-160m, bfloat16, int8, 4096, 512, 53.6",
    "yoco-160m-gret, bfloat16, model, 0, 512, 77.7",
    "yoco-160m-gret, bfloat16, model, 4096, 1024, 154.2",
    "yoco-160m-gret, bfloat16, model, 0, 2048, 306.4",
    "yoco-160m-swa, bfloat16, model, 0, 512, 70.4",
    "yoco-160m-swa, bfloat16, model, 4096, 1024, 285.0",
    "yoco-160m-swa, bfloat16, model, 0, 2048, 410.2",
    "yoco-30m-gret, float32, model, 1000, 700, 76.8",
    "yoco-30m-gret, bfloat16, model, 1000, 700, 67.7",
    "yoco-30m-swa, float32, model, 1000, 700, 87.2",
    "yoco-30m-swa, bfloat16, model, 1000, 700, 98.6",
    "transformer-30m, float32, model, 1000, 700, 51.0",
    "transformer-30m, bfloat16, model, 1000, 700, 41.0",
    "transformer-30m, float32, model, 131072, 512, 40.5",
    "transformer-30m, bfloat16, model, 131072, 512, 30.9",
    "yoco-400m-gret, bfloat16, model, 0, 1024, 214.3",
    "yoco-400m-swa, bfloat16, model, 4096, 1024, 378.3",
    "transformer-400m, bfloat16, model, 4096, 1024, 160.6",
    "yoco-160m-gret, float32, int8, 20000, 512, 215.3",
    "transformer-160m, float32, int8, 20000, 512, 68.2",
    "yoco-30m-swa, float32, int8, 20000, 512, 65.5",
    "yoco-160m-gret, bfloat16, int8, 20000, 512, 264.4",
    "transformer-160m, bfloat16, int8, 20000, 512, 55.0",
    "yoco-30m-swa, bfloat16, int8, 20000, 512, 74.6"
  })
  void what_was_measured_is_below_and_not_far_below(
      String preset, String dtype, String format, long past, long positions, double mebibytes) {
    ActivationBytes bytes = of(preset, dtype, format);
    double measured = mebibytes * (1 << 20);
    assertThat(bytes.segment(positions, past) / measured).isBetween(1.0, 1.5);
  }

  @ParameterizedTest
  @MethodSource("presets")
  void a_longer_context_never_takes_less(String preset) {
    for (Precision precision : Precision.values()) {
      ActivationBytes bytes = of(preset, precision.label(), "model");
      long before = 0;
      for (long context : contexts().toList()) {
        long peak = bytes.peak(context, 2);
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

  @ParameterizedTest
  @MethodSource("presets")
  void a_segment_takes_the_same_whatever_lies_before_it(String preset) {
    for (String dtype : List.of("float32", "bfloat16")) {
      for (String format : formats(preset)) {
        ActivationBytes bytes = of(preset, dtype, format);
        int positions = PrefillSegment.positions(bytes.config());
        assertThat(bytes.segment(positions, 1 << 20))
            .as("%s %s %s", preset, dtype, format)
            .isEqualTo(bytes.segment(positions, 4096));
      }
    }
  }

  /// A YOCO's last position reads up to 64 blocks at once, which are widened where they are codes.
  private static List<String> formats(String preset) {
    return preset.startsWith("transformer") ? List.of("model", "int8") : List.of("model");
  }

  @Test
  void a_batch_adds_to_steps_and_not_to_segments() {
    ActivationBytes bytes = of("yoco-3b-swa", "bfloat16", "model");
    long segment = bytes.segment(512, 4096);
    assertThat(bytes.peak(1 << 16, 1)).isEqualTo(segment);
    assertThat(bytes.peak(1 << 16, 4)).isEqualTo(segment);
    assertThat(bytes.step(8, 1 << 16)).isGreaterThan(7 * bytes.step(1, 1 << 16));
    assertThat(bytes.peak(1 << 16, 1000)).isEqualTo(bytes.step(1000, 1 << 16));
  }
}
