package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.eye;
import static org.bytedeco.pytorch.global.torch.full;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.decode.DecodeStep;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.cuda.CudaStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a GPU gives is what the CPU gives in float32, whole or in segments, one by one or together,
/// step by step or recorded. Heads are as wide as the kernels want them.
@CudaTest
class AGpuComputesTheSameTest {
  private static final int LENGTH = 700;
  private static final int PROMPT = 600;

  private static long[] tokens() {
    return new SplittableRandom(1).ints(LENGTH, 0, WideModel.VOCABULARY).asLongStream().toArray();
  }

  private static Tensor prompt(int from, int to) {
    long[] part = Arrays.copyOfRange(tokens(), from, to);
    return Tensor.create(part, 1, part.length);
  }

  /// Logits `[1, T, V]` of the CPU in float32.
  private static Tensor expected(WideModel model) {
    try (Scope scope = Scope.open();
        LanguageModel cpu = model.build(Device.CPU, Precision.FLOAT32);
        SequencePast past = new SequencePast(PastLayout.of(cpu, LENGTH))) {
      return scope.keep(cpu.score(prompt(0, LENGTH), past).clone());
    }
  }

  /// Bounds for float32 hold for float32 only: TF32 has 10 bits of mantissa, and would lose the
  /// 12th.
  @Test
  void products_of_float32_are_not_rounded_to_tf32() {
    try (Scope _ = Scope.open()) {
      var options = Device.CUDA.options(Precision.FLOAT32);
      Tensor x = full(new long[] {256, 256}, new Scalar(1 + 0x1p-12), options);
      assertThatTensor(x.matmul(eye(256, options))).isIdenticalTo(x);
    }
  }

  @ParameterizedTest
  @EnumSource
  void float32_is_float32(WideModel model) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel gpu = model.build(Device.CUDA, Precision.FLOAT32);
        SequencePast past = new SequencePast(PastLayout.of(gpu, LENGTH))) {
      gpu.absorb(prompt(0, 257), past);
      Tensor rest = gpu.score(prompt(257, LENGTH), past).cpu();
      assertThatTensor(rest)
          .isCloseTo(expected(model).narrow(1, 257, LENGTH - 257), Tolerances.FORWARD);
    }
  }

  @ParameterizedTest
  @EnumSource
  void segments_of_a_prompt_are_the_prompt(WideModel model) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel gpu = model.build(Device.CUDA, Precision.BFLOAT16)) {
      Tensor expected = expected(model).select(0, 0);
      for (int cut : new int[] {1, 127, 128, 129, 256, 600}) {
        try (SequencePast past = new SequencePast(PastLayout.of(gpu, LENGTH))) {
          gpu.absorb(prompt(0, cut), past);
          Tensor logits = gpu.score(prompt(cut, LENGTH), past).cpu().select(0, 0);
          assertThatTensor(logits)
              .as("cut at %d", cut)
              .isCloseTo(expected.narrow(0, cut, LENGTH - cut), Tolerances.BFLOAT16_MODEL);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void recorded_steps_are_the_sequence(WideModel model) {
    for (KeyValueFormat format : KeyValueFormat.values()) {
      try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
          NoGrad _ = NoGrad.open();
          Scope _ = Scope.open();
          LanguageModel gpu = model.build(Device.CUDA, Precision.BFLOAT16);
          SequencePast past = new SequencePast(PastLayout.of(gpu, LENGTH).with(format))) {
        Tensor expected = expected(model).select(0, 0);
        gpu.absorb(prompt(0, PROMPT), past);
        try (DecodeStep step = DecodeStep.of(gpu, List.of(past))) {
          assertThat(step.getClass().getSimpleName()).isEqualTo("RecordedStep");
          for (int i = PROMPT; i < LENGTH - 1; i++) {
            try (Scope _ = Scope.open()) {
              Tensor logits = step.next(new long[] {tokens()[i]}).cpu().select(0, 0);
              assertThatTensor(logits)
                  .as("%s at %d", format, i)
                  .isCloseTo(expected.select(0, i), Tolerances.BFLOAT16_MODEL);
            }
          }
        }
        assertThat(past.length()).isEqualTo(LENGTH - 1);
        Tensor after = gpu.next(prompt(LENGTH - 1, LENGTH), past).cpu().select(0, 0);
        assertThatTensor(after)
            .as("after the steps")
            .isCloseTo(expected.select(0, LENGTH - 1), Tolerances.BFLOAT16_MODEL);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_batch_is_its_sequences(WideModel model) {
    int[] lengths = {1, 99, 256, 600};
    try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
        NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel gpu = model.build(Device.CUDA, Precision.BFLOAT16)) {
      Tensor expected = expected(model).select(0, 0);
      List<SequencePast> pasts = new ArrayList<>();
      for (int length : lengths) {
        pasts.add(new SequencePast(PastLayout.of(gpu, LENGTH)));
        gpu.absorb(prompt(0, length), pasts.getLast());
      }
      try (DecodeStep step = DecodeStep.of(gpu, pasts)) {
        for (int i = 0; i < 20; i++) {
          try (Scope _ = Scope.open()) {
            int at = i;
            long[] next = Arrays.stream(lengths).mapToLong(l -> tokens()[l + at]).toArray();
            Tensor logits = step.next(next).cpu(); // [B, V]
            for (int row = 0; row < lengths.length; row++) {
              assertThatTensor(logits.select(0, row))
                  .as("sequence %d, step %d", row, i)
                  .isCloseTo(expected.select(0, lengths[row] + i), Tolerances.BFLOAT16_MODEL);
            }
          }
        }
      }
      pasts.forEach(SequencePast::close);
    }
  }
}
