package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptBytesTest {
  private static KeptBytes of(String preset, Precision precision) {
    return new KeptBytes(ModelPresets.named(preset), precision);
  }

  /// 768 wide, 2,048 in the feed-forward, as many key/value heads as query heads.
  @Test
  void a_transformers_layer_keeps_what_its_operations_need() {
    long attention = 2 * 768 /* norm */ + 3 * 768 /* queries, keys, values */ + 768 /* output */;
    long feedForward = 2 * 768 /* norm */ + 4 * 2048 /* branches, activated, product */;
    KeptBytes kept = of("transformer-160m", Precision.BFLOAT16);
    assertThat(kept.largestLayer()).isEqualTo(2 * (attention + feedForward));
    assertThat(kept.allLayers()).isEqualTo(12 * kept.largestLayer() + 2 * 2 * 768);
    assertThat(kept.betweenLayers()).isEqualTo(14 * 2 * 768);
  }

  /// 3 heads of 256: scores of 128 positions, and 256 x 256 numbers of state for every 128.
  @Test
  void retention_keeps_scores_and_states_in_float32_too() {
    long numbers = 2 * 768 + 10 * 768;
    long scores = 3 * 128 * (3 * 2 + 4);
    long states = 3 * 256 * 256 * (2 + 4) / 128;
    long feedForward = 2 * (2 * 768 + 4 * 2304);
    assertThat(of("yoco-160m-gret", Precision.BFLOAT16).largestLayer())
        .isEqualTo(2 * numbers + scores + states + feedForward);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-160m-gret", "yoco-160m-swa", "transformer-160m", "yoco-3b-gret"})
  void float32_keeps_more_and_between_layers_is_least(String preset) {
    KeptBytes rounded = of(preset, Precision.BFLOAT16);
    assertThat(of(preset, Precision.FLOAT32).allLayers()).isGreaterThan(rounded.allLayers());
    assertThat(rounded.betweenLayers()).isLessThan(rounded.allLayers() / 4);
    assertThat(rounded.largestLayer()).isLessThan(rounded.allLayers() / 4);
  }
}
