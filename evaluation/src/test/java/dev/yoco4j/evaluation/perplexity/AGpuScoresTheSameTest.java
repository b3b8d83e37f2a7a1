package dev.yoco4j.evaluation.perplexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@CudaTest
class AGpuScoresTheSameTest {
  private static double[][] scored(String preset, Device device, List<Window> windows) {
    try (LanguageModel model =
        LanguageModel.build(
            ModelPresets.named(preset), Parameters.random(3, Precision.FLOAT32, device))) {
      return new WindowScorer(model, KeyValueFormat.MODEL, 64, _ -> {}).score(windows);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void alone_and_together(String preset) {
    Random random = new Random(6);
    List<Window> windows =
        random
            .ints(12, 2, 200)
            .mapToObj(length ->
                new Window("x", random.ints(length, 0, 512).toArray(), random.nextInt(1, length)))
            .toList();
    double[][] expected = scored(preset, Device.CPU, windows);
    double[][] actual = scored(preset, Device.CUDA, windows);
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertThat(actual[i][j])
            .isCloseTo(expected[i][j], within(Tolerances.FORWARD * expected[i][j]));
      }
    }
  }
}
