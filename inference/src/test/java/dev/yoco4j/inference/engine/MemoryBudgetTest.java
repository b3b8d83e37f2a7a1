package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.accounting.MemoryPlan;
import dev.yoco4j.model.accounting.NumberFormats;
import dev.yoco4j.model.accounting.PrefillSegment;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a plan says fits a memory is accepted with that memory. One block of positions more is not,
/// where activations have stopped growing: up to a block's end a sequence takes the same.
class MemoryBudgetTest {
  private static final long MIB = 1 << 20;

  private static LanguageModel model(String preset, Precision precision) {
    return LanguageModel.build(ModelPresets.named(preset), Parameters.random(1, precision));
  }

  private static MemoryPlan plan(LanguageModel model, KeyValueFormat format, int batch) {
    Precision precision = model.parameters().precision();
    return new MemoryPlan(
        model.config(), new NumberFormats(precision, WeightFormat.DENSE, format), batch);
  }

  @ParameterizedTest
  @CsvSource({
    "yoco-tiny-gret, float32, model",
    "yoco-tiny-gret, bfloat16, int8",
    "yoco-tiny-swa, bfloat16, model",
    "transformer-tiny, float32, int8",
    "transformer-tiny, bfloat16, model"
  })
  void the_longest_context_of_a_plan_is_accepted(String preset, String dtype, String kind) {
    KeyValueFormat format = KeyValueFormat.of(kind);
    try (LanguageModel model = model(preset, Precision.of(dtype))) {
      MemoryPlan plan = plan(model, format, 1);
      for (long more : List.of(MIB, 64 * MIB, 1024 * MIB + 1)) {
        long memory = plan.at(1).total() + more;
        int longest = Math.toIntExact(plan.longestContext(memory));
        assertThat(more < 64 * MIB || longest >= PrefillSegment.positions(model.config())).isTrue();
        for (int most : List.of(longest, 1 << 28)) {
          EngineConfig config =
              EngineConfig.of(model).withMaxPositions(most).withBatch(1).with(format);
          MemoryBudget budget = MemoryBudget.of(model, config, memory);
          PastLayout layout = config.layout(model);
          assertThatCode(() -> budget.refuseWhatNeverFits(layout, 1, longest - 1, 0))
              .doesNotThrowAnyException();
          if (longest >= config.prefillSegment()) {
            assertThatIllegalArgumentException()
                .isThrownBy(
                    () -> budget.refuseWhatNeverFits(layout, 1, longest + KeyValueSpan.BLOCK, 0))
                .withMessageContaining("are left beside weights and activations");
          }
        }
      }
    }
  }

  @Test
  void a_plan_of_several_sequences_is_room_for_all_of_them() {
    try (LanguageModel model = model("yoco-tiny-gret", Precision.FLOAT32)) {
      MemoryPlan plan = plan(model, KeyValueFormat.MODEL, 5);
      long memory = plan.at(3000).total();
      EngineConfig config = EngineConfig.of(model).withBatch(5).withMemory(model, memory);
      assertThat(5 * config.layout(model).bytes(3000)).isLessThanOrEqualTo(config.budget().pasts());
    }
  }

  @Test
  void a_model_that_does_not_fit_is_refused_with_numbers() {
    try (LanguageModel model = model("yoco-tiny-gret", Precision.FLOAT32)) {
      MemoryPlan plan = plan(model, KeyValueFormat.MODEL, 16);
      assertThat(MemoryBudget.of(model, plan.at(1).total()).weights())
          .isEqualTo(plan.weights().total());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MemoryBudget.of(model, plan.weights().total()))
          .withMessageContainingAll("the model's weights need 0.0", "activations 0.0", "GiB");
    }
  }
}
