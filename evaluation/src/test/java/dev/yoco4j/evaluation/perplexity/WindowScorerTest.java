package dev.yoco4j.evaluation.perplexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowScorerTest {
  private static final int[] LENGTHS = {2, 3, 17, 64, 65, 100, 33, 100, 2, 9};

  private static LanguageModel model(String preset) {
    return LanguageModel.build(ModelPresets.named(preset), Parameters.random(3, Precision.FLOAT32));
  }

  private static List<Window> windows(int vocabulary) {
    Random random = new Random(11);
    return IntStream.of(LENGTHS)
        .mapToObj(length ->
            new Window(
                "x", random.ints(length, 0, vocabulary).toArray(), random.nextInt(1, length)))
        .toList();
  }

  private static double[][] scored(LanguageModel model, List<Window> windows, int segment) {
    return new WindowScorer(model, KeyValueFormat.MODEL, segment, _ -> {}).score(windows);
  }

  /// By the definition: one full pass over each window alone, `-log softmax` of the token.
  private static double[][] defined(LanguageModel model, List<Window> windows) {
    return windows.stream()
        .map(window -> {
          try (Scope _ = Scope.open();
              NoGrad _ = NoGrad.open()) {
            long[] all = Arrays.stream(window.tokens()).asLongStream().toArray();
            Tensor tokens = Tensor.create(all, 1, all.length);
            Tensor rows = model.logits(tokens).select(0, 0).log_softmax(1); // [N, V]
            double[] nats = new double[window.scored()];
            for (int i = 0; i < nats.length; i++) {
              int target = window.first() + i;
              nats[i] = -Floats.number(rows.select(0, target - 1).select(0, all[target]));
            }
            return nats;
          }
        })
        .toArray(double[][]::new);
  }

  private static double[] flat(double[][] nats) {
    return Arrays.stream(nats).flatMapToDouble(Arrays::stream).toArray();
  }

  private static void assertClose(double[][] actual, double[][] expected) {
    double[] wanted = flat(expected);
    double[] got = flat(actual);
    assertThat(got).hasSameSizeAs(wanted);
    for (int i = 0; i < got.length; i++) {
      assertThat(got[i]).isCloseTo(wanted[i], within(Tolerances.FORWARD * wanted[i]));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void batches_and_segments_give_what_the_definition_gives(String preset) {
    try (LanguageModel model = model(preset)) {
      List<Window> windows = windows(model.config().vocabularySize());
      double[][] expected = defined(model, windows);
      for (int segment : new int[] {1, 7, 32, 100, 300, 4096}) {
        assertClose(scored(model, windows, segment), expected);
      }
    }
  }

  @Test
  void context_alone_leaves_the_model_half_way() {
    try (LanguageModel model = model("yoco-tiny-gret")) {
      int[] tokens = new Random(2).ints(100, 0, 512).toArray();
      double[][] _ = scored(model, List.of(new Window("x", tokens, 90)), 16);
      assertThat(model.passed().lower()).isEqualTo(99);
      assertThat(model.passed().upper()).isEqualTo(10);
    }
  }

  @Test
  void every_position_is_told_once_and_telling_can_end_it() {
    try (LanguageModel model = model("yoco-tiny-swa")) {
      List<Window> windows = windows(512);
      List<Integer> told = new ArrayList<>();
      double[][] _ = new WindowScorer(model, KeyValueFormat.MODEL, 16, told::add).score(windows);
      assertThat(told.stream().mapToInt(Integer::intValue).sum())
          .isEqualTo(windows.stream().mapToInt(Window::inputs).sum());
      WindowScorer stopped =
          new WindowScorer(
              model,
              KeyValueFormat.MODEL,
              16,
              _ -> {
                throw new CancellationException();
              });
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> stopped.score(windows))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void eight_bit_keys_and_values_are_used_whatever_the_length() {
    try (LanguageModel model = model("yoco-tiny-gret")) {
      List<Window> windows = windows(512);
      double[] exact = flat(scored(model, windows, 64));
      double[] rounded =
          flat(new WindowScorer(model, KeyValueFormat.INT8, 64, _ -> {}).score(windows));
      assertThat(rounded).isNotEqualTo(exact);
      for (int i = 0; i < exact.length; i++) {
        assertThat(rounded[i]).isCloseTo(exact[i], within(Tolerances.BFLOAT16_MODEL * exact[i]));
      }
    }
  }
}
