package dev.yoco4j.cli;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Folders of random models that know the tokens of [ByteTokenizer].
final class SavedModel {
  static final int BYTE_TOKENS = 258;

  private SavedModel() {}

  static void write(Path folder, int vocabularySize) {
    write(folder, vocabularySize, _ -> {});
  }

  /// A model to which all tokens are equally likely.
  static void writeUniform(Path folder, int vocabularySize) {
    write(
        folder,
        vocabularySize,
        parameters -> {
          try (NoGrad _ = NoGrad.open()) {
            parameters.tensors().values().forEach(weight -> weight.zero_());
          }
        });
  }

  private static void write(Path folder, int vocabularySize, Consumer<Parameters> change) {
    ModelConfig config = ModelPresets.named("yoco-tiny-gret").withVocabularySize(vocabularySize);
    try (LanguageModel model =
        LanguageModel.build(config, Parameters.random(7, Precision.FLOAT32))) {
      change.accept(model.parameters());
      ModelFolder.write(
          folder,
          new FolderConfig(config, OptionalInt.of(256), OptionalInt.of(257)),
          model.parameters());
    }
    new ByteTokenizer().save(folder);
  }
}
