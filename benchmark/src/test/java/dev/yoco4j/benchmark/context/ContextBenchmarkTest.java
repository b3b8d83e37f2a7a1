package dev.yoco4j.benchmark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.benchmark.inference.BenchmarkModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tiny models; no time is judged.
class ContextBenchmarkTest {
  @TempDir private Path folder;

  private ContextPlan plan(KeyValueFormat format, Long... lengths) {
    List<BenchmarkModel> models =
        Stream.of("yoco-tiny-gret", "yoco-tiny-swa")
            .map(name -> BenchmarkModel.random(name, ModelPresets.named(name), 1))
            .toList();
    return new ContextPlan(
        models, Precision.BFLOAT16, format, List.of(lengths), 2, Device.CPU, folder);
  }

  @ParameterizedTest
  @EnumSource
  void contexts_are_saved_restored_and_removed(KeyValueFormat format) throws IOException {
    List<String> told = new ArrayList<>();
    ContextResults results =
        new ContextBenchmark(
                plan(format, 512L, 256L),
                (model, length, done, total) ->
                    told.add("%s %d %d/%d".formatted(model, length, done, total)))
            .run();
    assertThat(told)
        .containsExactly(
            "yoco-tiny-gret 256 0/4", "yoco-tiny-gret 512 1/4",
            "yoco-tiny-swa 256 2/4", "yoco-tiny-swa 512 3/4");
    assertThat(results.bus()).isEmpty();
    assertThat(results.rows())
        .hasSize(4)
        .allSatisfy(row -> {
          assertThat(row.bytes()).isGreaterThan(64 * 1024);
          assertThat(row.save().least()).isPositive();
          assertThat(row.restore().least()).isPositive();
          assertThat(row.restoredPerSecond()).isPositive();
        });
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void a_length_is_a_whole_number_of_blocks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(KeyValueFormat.MODEL, 300L))
        .withMessage("lengths must be multiples of 256, for blocks are saved whole; one was 300");
  }

  @Test
  void what_does_not_fit_is_refused_before_it_is_made() {
    ContextPlan plan = plan(KeyValueFormat.MODEL, 1L << 40);
    assertThatThrownBy(() -> new ContextBenchmark(plan, (_, _, _, _) -> {}).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("yoco-tiny-gret at 1,099,511,627,776 positions needs ")
        .hasMessageContaining("of memory")
        .hasMessageEndingWith("are free; give shorter --lengths");
  }
}
