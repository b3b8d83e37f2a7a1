package dev.yoco4j.langchain4j;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.OptionalInt;

/// A folder with a small random model that knows bytes.
final class TinyFolder {
  static final int BEGIN_OF_TEXT = 256;
  static final int END_OF_TEXT = 257;

  private TinyFolder() {}

  static Path write(Path folder) {
    ModelConfig config = ModelPresets.named("yoco-tiny-gret").withVocabularySize(258);
    try (LanguageModel model =
        LanguageModel.build(config, Parameters.random(7, Precision.FLOAT32))) {
      ModelFolder.write(
          folder,
          new FolderConfig(config, OptionalInt.of(BEGIN_OF_TEXT), OptionalInt.of(END_OF_TEXT)),
          model.parameters());
    }
    new ByteTokenizer().save(folder);
    return folder;
  }
}
