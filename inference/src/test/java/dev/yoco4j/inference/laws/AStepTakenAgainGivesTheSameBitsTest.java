package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A step of one position from the same past gives the same logits on a GPU, to the last bit. A
/// past that was restored can only be expected to go on so if this holds.
@CudaTest
class AStepTakenAgainGivesTheSameBitsTest {
  private static final int PROMPT = 3000;
  private static final int TIMES = 200;

  @ParameterizedTest
  @EnumSource
  void forks_of_one_past_go_on_alike(WideModel model) {
    for (KeyValueFormat format : KeyValueFormat.values()) {
      try (NoGrad _ = NoGrad.open();
          Scope _ = Scope.open();
          LanguageModel gpu = model.build(Device.CUDA, Precision.BFLOAT16);
          SequencePast past = new SequencePast(PastLayout.of(gpu, PROMPT + 1L).with(format))) {
        gpu.absorb(tokens(PROMPT), past);
        List<Tensor> logits = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
          try (SequencePast fork = past.fork()) {
            logits.add(gpu.next(tokens(1), fork)); // [1, V]
          }
        }
        for (int i = 1; i < TIMES; i++) {
          assertThatTensor(logits.get(i))
              .as("%s %s, time %d", model, format, i)
              .isIdenticalTo(logits.getFirst());
        }
      }
    }
  }

  private static Tensor tokens(int count) {
    long[] ids =
        new SplittableRandom(5).ints(count, 0, WideModel.VOCABULARY).asLongStream().toArray();
    return Tensor.create(ids, 1, ids.length); // [1, T]
  }
}
