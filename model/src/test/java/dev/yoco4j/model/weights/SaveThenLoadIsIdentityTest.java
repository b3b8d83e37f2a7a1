package dev.yoco4j.model.weights;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@EachDevice
class SaveThenLoadIsIdentityTest {
  private final Device device;

  @TempDir private Path folder = Path.of("");

  SaveThenLoadIsIdentityTest(Device device) {
    this.device = device;
  }

  static Stream<Arguments> models() {
    return TinyConfigs.all().entrySet().stream()
        .flatMap(entry ->
            Stream.of(Precision.values())
                .map(p -> Arguments.of(entry.getKey(), entry.getValue(), p)));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("models")
  void a_loaded_model_is_the_one_saved(String name, ModelConfig config, Precision precision) {
    FolderConfig saved = new FolderConfig(config, OptionalInt.of(1), OptionalInt.empty());
    try (Scope _ = Scope.open();
        LanguageModel model =
            LanguageModel.build(config, Parameters.random(3, precision, device))) {
      ModelFolder.write(folder, saved, model.parameters());
      try (ModelFolder opened = ModelFolder.open(folder);
          LanguageModel loaded = opened.load(opened.precision(), device)) {
        assertThat(opened.config()).isEqualTo(saved);
        assertThat(opened.precision()).isEqualTo(precision);
        assertThat(loaded.parameters().tensors().keySet())
            .containsExactlyElementsOf(model.parameters().tensors().keySet());
        model
            .parameters()
            .tensors()
            .forEach((weight, tensor) ->
                assertThatTensor(loaded.parameters().get(weight))
                    .as("%s of %s", weight, name)
                    .isIdenticalTo(tensor));
      }
    }
  }
}
