package dev.yoco4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig.GatedRetention;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig.SlidingWindow;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFolderTest {
  @TempDir private Path folder = Path.of("");

  static Stream<ModelConfig> unspeakable() {
    RotaryConfig yoco = RotaryConfig.yoco(10_000);
    RotaryConfig yocoInHalves =
        new RotaryConfig(10_000, RotaryConfig.Frequencies.YOCO, RotaryConfig.Pairing.HALVES);
    TransformerConfig transformer = TinyConfigs.transformer(8, false);
    return Stream.of(
        TinyConfigs.yoco(2, new SlidingWindow(4, 4, 5, yocoInHalves), yoco, false, false),
        TinyConfigs.yoco(2, new GatedRetention(2, 16, yocoInHalves), yoco, false, false),
        TinyConfigs.yoco(2, new GatedRetention(2, 16, yoco), yocoInHalves, false, false),
        new TransformerConfig(
            transformer.vocabularySize(),
            transformer.width(),
            transformer.feedForwardWidth(),
            transformer.layers(),
            transformer.heads(),
            yoco,
            transformer.normEpsilon(),
            false,
            64));
  }

  @ParameterizedTest
  @MethodSource("unspeakable")
  void what_the_layout_cannot_say_is_refused_and_not_saved_as_something_else(ModelConfig config) {
    FolderConfig folderConfig = new FolderConfig(config, OptionalInt.empty(), OptionalInt.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigJson.write(folderConfig))
        .withMessageContaining("has no words for");
  }

  @Test
  void a_run_folder_stands_for_its_newest_checkpoint() {
    ModelConfig config = TinyConfigs.transformer(8, false);
    FolderConfig saved = new FolderConfig(config, OptionalInt.empty(), OptionalInt.empty());
    for (long step : new long[] {9, 100, 20}) {
      try (LanguageModel model =
          LanguageModel.build(config, Parameters.random(step, Precision.FLOAT32))) {
        ModelFolder.write(folder.resolve(RunFolder.name(step)), saved, model.parameters());
      }
    }
    assertThat(folder.resolve("checkpoint-best").toFile().mkdir()).isTrue();
    assertThat(folder.resolve(".checkpoint-300.tmp").toFile().mkdir()).isTrue();
    try (ModelFolder opened = ModelFolder.open(folder)) {
      assertThat(opened.path()).isEqualTo(folder.resolve("checkpoint-100"));
    }
    assertThat(RunFolder.checkpoints(folder))
        .extracting(RunFolder.Checkpoint::step)
        .containsExactly(9L, 20L, 100L);
  }

  @Test
  void a_folder_without_a_model_says_what_it_lacks() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelFolder.open(folder))
        .withMessage(folder + " is not a model folder: it has neither config.json nor params.json");
  }
}
