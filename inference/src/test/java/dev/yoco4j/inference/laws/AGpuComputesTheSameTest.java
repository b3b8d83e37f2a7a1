package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.decode.DecodeStep;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
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
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a GPU gives is what the CPU gives in float32, whole or in segments, one by one or together,
/// step by step or recorded. Heads are as wide as the kernels want them.
@CudaTest
class AGpuComputesTheSameTest {
  private static final int VOCABULARY = 500;
  private static final int LENGTH = 700;
  private static final int PROMPT = 600;

  /// Models whose every layer the kernels take.
  enum Model {
    RETENTION(yoco(new SelfMixerConfig.GatedRetention(2, 16, RotaryConfig.yoco(10_000)))),
    RETENTION_HALVES(yoco(new SelfMixerConfig.GatedRetention(4, 1, RotaryConfig.halves(10_000)))),
    WINDOW(yoco(new SelfMixerConfig.SlidingWindow(4, 2, 100, RotaryConfig.yoco(10_000)))),
    WIDE_WINDOW(yoco(new SelfMixerConfig.SlidingWindow(2, 1, 100, RotaryConfig.halves(10_000)))),
    TRANSFORMER(
        new TransformerConfig(
            VOCABULARY,
            256,
            384,
            3,
            new HeadsConfig(4, 1, 64),
            RotaryConfig.halves(10_000),
            1e-5,
            true,
            2048));

    @SuppressWarnings("ImmutableEnumChecker") // records all the way down
    private final ModelConfig config;

    Model(ModelConfig config) {
      this.config = config;
    }

    private static YocoConfig yoco(SelfMixerConfig mixer) {
      CrossAttentionConfig cross = new CrossAttentionConfig(4, 2, false, RotaryConfig.yoco(10_000));
      return new YocoConfig(VOCABULARY, 256, 384, 2, mixer, 2, cross, 1e-5, false, 2048);
    }

    LanguageModel on(Device device, Precision precision) {
      return LanguageModel.build(config, Parameters.random(3, precision, device));
    }
  }

  private static long[] tokens() {
    return new SplittableRandom(1).ints(LENGTH, 0, VOCABULARY).asLongStream().toArray();
  }

  private static Tensor prompt(int from, int to) {
    long[] part = Arrays.copyOfRange(tokens(), from, to);
    return Tensor.create(part, 1, part.length);
  }

  /// Logits `[1, T, V]` of the CPU in float32.
  private static Tensor expected(Model model) {
    try (Scope scope = Scope.open();
        LanguageModel cpu = model.on(Device.CPU, Precision.FLOAT32);
        SequencePast past = new SequencePast(PastLayout.of(cpu, LENGTH))) {
      return scope.keep(cpu.score(prompt(0, LENGTH), past).clone());
    }
  }

  @ParameterizedTest
  @EnumSource
  void float32_is_float32(Model model) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel gpu = model.on(Device.CUDA, Precision.FLOAT32);
        SequencePast past = new SequencePast(PastLayout.of(gpu, LENGTH))) {
      gpu.absorb(prompt(0, 257), past);
      Tensor rest = gpu.score(prompt(257, LENGTH), past).cpu();
      assertThatTensor(rest)
          .isCloseTo(expected(model).narrow(1, 257, LENGTH - 257), Tolerances.FORWARD);
    }
  }

  @ParameterizedTest
  @EnumSource
  void segments_of_a_prompt_are_the_prompt(Model model) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel gpu = model.on(Device.CUDA, Precision.BFLOAT16)) {
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
  void recorded_steps_are_the_sequence(Model model) {
    for (KeyValueFormat format : KeyValueFormat.values()) {
      try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
          NoGrad _ = NoGrad.open();
          Scope _ = Scope.open();
          LanguageModel gpu = model.on(Device.CUDA, Precision.BFLOAT16);
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
  void a_batch_is_its_sequences(Model model) {
    int[] lengths = {1, 99, 256, 600};
    try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
        NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel gpu = model.on(Device.CUDA, Precision.BFLOAT16)) {
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
