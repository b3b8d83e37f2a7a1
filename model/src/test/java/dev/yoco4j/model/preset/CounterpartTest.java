package dev.yoco4j.model.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterpartTest {
  private static final RotaryConfig ROTARY = RotaryConfig.yoco(10_000);

  @ParameterizedTest
  @CsvSource({
    "yoco-3b-gret, transformer-3b",
    "yoco-3b-swa, transformer-3b",
    "transformer-3b, yoco-3b-gret",
    "yoco-1.4b-swa, transformer-1.4b",
    "transformer-tiny, yoco-tiny-gret"
  })
  void presets_stand_beside_their_rows(String preset, String other) {
    assertThat(Counterpart.of(ModelPresets.named(preset)))
        .contains(new Counterpart(other, ModelPresets.named(other)));
  }

  @Test
  void every_preset_has_one() {
    assertThat(ModelPresets.names())
        .allSatisfy(name -> {
          assertThat(Counterpart.presetOf(ModelPresets.named(name))).contains(name);
          assertThat(Counterpart.of(ModelPresets.named(name)).orElseThrow().name())
              .isIn(ModelPresets.names());
        });
  }

  @Test
  void a_trained_preset_is_known_whatever_its_vocabulary_and_length() {
    ModelConfig trained =
        ModelPresets.named("yoco-7m-gret").withVocabularySize(777).withMaxPositions(99);
    Counterpart other = Counterpart.of(trained).orElseThrow();
    assertThat(other.name()).isEqualTo("transformer-7m");
    assertThat(other.config().vocabularySize()).isEqualTo(777);
    assertThat(other.config().maxPositions()).isEqualTo(99);
  }

  @ParameterizedTest
  @CsvSource({
    "768, 3072, 6, 6, 12, 3",
    "512, 1024, 9, 3, 8, 8",
    "1024, 4000, 3, 21, 16, 4",
    "64, 100, 2, 2, 4, 2",
    "2048, 8192, 16, 16, 16, 1"
  })
  void any_other_yoco_stands_beside_a_transformer_of_its_parameters(
      int width, int feedForward, int selfLayers, int crossLayers, int heads, int keyValueHeads) {
    for (SelfMixerConfig mixer : mixers(heads)) {
      CrossAttentionConfig cross = new CrossAttentionConfig(heads, keyValueHeads, true, ROTARY);
      YocoConfig yoco =
          new YocoConfig(
              5000, width, feedForward, selfLayers, mixer, crossLayers, cross, 1e-5, true, 512);
      Counterpart other = Counterpart.of(yoco).orElseThrow();
      assertThat(other.name()).isEqualTo("transformer (derived)");
      assertThat(other.config().layers()).isEqualTo(selfLayers + crossLayers);
      assertThat(other.config().width()).isEqualTo(width);
      double ratio =
          (double) ParameterCount.of(other.config()).matrices()
              / ParameterCount.of(yoco).matrices();
      assertThat(ratio).isBetween(0.97, 1.03);
    }
  }

  private static List<SelfMixerConfig> mixers(int heads) {
    return List.of(
        new SelfMixerConfig.GatedRetention(heads / 2, 16, ROTARY),
        new SelfMixerConfig.SlidingWindow(heads, heads, 128, ROTARY));
  }

  @Test
  void a_transformer_that_is_no_preset_has_none() {
    TransformerConfig preset = (TransformerConfig) ModelPresets.named("transformer-7m");
    ModelConfig other =
        new TransformerConfig(
            preset.vocabularySize(),
            preset.width(),
            preset.feedForwardWidth() + 64,
            preset.layers(),
            preset.heads(),
            preset.rotary(),
            preset.normEpsilon(),
            preset.tiedEmbeddings(),
            preset.maxPositions());
    assertThat(Counterpart.of(other)).isEmpty();
  }
}
