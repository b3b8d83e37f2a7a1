package dev.yoco4j.inference.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.accounting.MemoryPlan;
import dev.yoco4j.model.accounting.MemoryUse;
import dev.yoco4j.model.accounting.NumberFormats;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A plan's bytes are those that are allocated: weights and states exactly, keys and values up to a
/// block of positions, and the little by which memory runs ahead.
@EachDevice
class APlanIsWhatThePastTakesTest {
  private final Device device;

  APlanIsWhatThePastTakesTest(Device device) {
    this.device = device;
  }

  /// What memory comes in.
  private long granule() {
    return switch (device) {
      case CPU -> 64 * 1024;
      case CUDA -> 2 * 1024 * 1024;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "yoco-tiny-gret, float32, 1, 1024",
    "yoco-tiny-gret, bfloat16, 3, 700",
    "yoco-tiny-swa, float32, 2, 300",
    "yoco-tiny-swa, bfloat16, 1, 17",
    "transformer-tiny, float32, 2, 1024",
    "yoco-7m-swa, bfloat16, 2, 512",
    "transformer-7m, bfloat16, 1, 600"
  })
  void to_the_byte(String preset, String dtype, long batch, long context) {
    Precision precision = Precision.of(dtype);
    ModelConfig config = ModelPresets.named(preset);
    NumberFormats formats = new NumberFormats(precision, WeightFormat.DENSE, KeyValueFormat.MODEL);
    MemoryPlan plan = new MemoryPlan(config, formats, batch);
    MemoryUse use = plan.at(context);
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open();
        LanguageModel model = LanguageModel.build(config, Parameters.random(1, precision, device));
        Sequences sequences =
            Sequences.starting(PastLayout.of(model, context), Math.toIntExact(batch))) {
      long weights = model.parameters().tensors().values().stream().mapToLong(Tensor::nbytes).sum();
      assertThat(use.weights()).isEqualTo(weights);
      assertThat(sequences.bytes()).isEqualTo(use.states());
      PastLayout layout = sequences.all().getFirst().layout();
      assertThat(layout.bytesPerPosition()).isEqualTo(plan.past().perToken());
      assertThat(layout.stateBytes()).isEqualTo(plan.past().constant());
      long[] tokens = new long[Math.toIntExact(context)];
      sequences.all().forEach(past -> model.absorb(Tensor.create(tokens, 1, context), past));
      assertThat(sequences.bytes())
          .isBetween(use.states() + use.keyValues(), batch * layout.bytes(context));
      long block = KeyValueSpan.BLOCK * plan.past().perToken();
      long granules = 2 * granule() * config.pastSlots().size();
      assertThat(layout.bytes(context))
          .isLessThanOrEqualTo((long) (1.02 * (double) plan.past().at(context)) + block + granules);
    }
  }
}
