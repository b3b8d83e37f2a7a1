package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.laws.Requests;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class BrokenOutputTest {
  @ParameterizedTest
  @CsvSource({
    "RETENTION, model.self_layers.1, NaN, model.self_layers.1.",
    "RETENTION, model.self_layers.1, 3e38, self-decoder layer 1 wrote numbers that are not",
    "WINDOW, model.self_layers.0, 3e38, self-decoder layer 0 wrote numbers that are not",
    "WINDOW, model.shared_kv_builder, 3e38, the projection to the shared keys and values wrote",
    "WINDOW, model.cross_layers.0, 3e38, it must be the cross-decoder or the output projection",
    "TRANSFORMER, model.layers.1, 3e38, but layer 1 wrote numbers that are not",
    "TRANSFORMER, model.norm, 3e38, it must be the last layer or the output projection",
  })
  void the_place_is_named(TinyModel tiny, String weights, double value, String named) {
    try (LanguageModel model = tiny.build()) {
      model
          .parameters()
          .tensors()
          .forEach((name, weight) -> {
            if (name.startsWith(weights)) {
              Tensor _ = weight.fill_(new Scalar(value));
            }
          });
      try (ModelEngine engine = new ModelEngine(model, new ByteTokens())) {
        assertThatThrownBy(
                () -> engine.generate(Requests.greedy(Requests.tokens(1, 300), 3), _ -> {}))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(named);
      }
    }
  }
}
