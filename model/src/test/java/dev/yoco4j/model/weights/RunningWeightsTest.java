package dev.yoco4j.model.weights;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.arange;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RunningWeightsTest {
  private static final ModelConfig CONFIG = TinyConfigs.transformer(6, true);

  @TempDir private Path folder = Path.of("");

  private LanguageModel run(Precision precision, WeightFormat format) {
    return ModelFolder.open(folder).run(precision, Device.CPU, format);
  }

  private void save(Precision precision) {
    try (Scope _ = Scope.open();
        LanguageModel model = LanguageModel.build(CONFIG, Parameters.random(3, precision))) {
      ModelFolder.write(
          folder,
          new FolderConfig(CONFIG, OptionalInt.empty(), OptionalInt.empty()),
          model.parameters());
    }
  }

  private static Tensor logits(LanguageModel model) {
    Tensor tokens = arange(new Scalar(12)).to(ScalarType.Long).view(2, 6); // [B, T]
    return model.logits(tokens);
  }

  @ParameterizedTest
  @CsvSource({
    "DENSE, FLOAT32, FLOAT32", "DENSE, BFLOAT16, BFLOAT16", "DENSE, FLOAT32, BFLOAT16",
    "PACKED, FLOAT32, FLOAT32", "PACKED, BFLOAT16, BFLOAT16", "PACKED, BFLOAT16, FLOAT32"
  })
  void forms_that_round_nothing_compute_what_a_loaded_model_does(
      WeightFormat format, Precision stored, Precision precision) {
    save(stored);
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        ModelFolder files = ModelFolder.open(folder);
        LanguageModel loaded = files.load(precision);
        LanguageModel running = run(precision, format)) {
      assertThatTensor(logits(running))
          .isCloseTo(
              logits(loaded),
              precision == Precision.FLOAT32 ? Tolerances.FORWARD : Tolerances.BFLOAT16_MODEL);
      assertThat(running.parameters().count()).isEqualTo(loaded.parameters().count());
    }
  }

  @Test
  void dense_weights_lie_in_the_file() {
    save(Precision.FLOAT32);
    try (Scope _ = Scope.open();
        LanguageModel first = run(Precision.FLOAT32, WeightFormat.DENSE);
        ModelFolder files = ModelFolder.open(folder);
        LanguageModel loaded = files.load(Precision.FLOAT32)) {
      assertThat(first.parameters().weightBytes()).isEqualTo(first.parameters().count() * 4);
      first
          .parameters()
          .tensors()
          .forEach((name, weight) ->
              assertThatTensor(weight).as(name).isIdenticalTo(loaded.parameters().get(name)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void integers_stay_near_the_dense_model(WeightFormat format) {
    save(Precision.FLOAT32);
    double step = format == WeightFormat.INT8 ? 1.0 / 127 : 1.0 / 7;
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel dense = run(Precision.FLOAT32, WeightFormat.DENSE);
        LanguageModel integers = run(Precision.FLOAT32, format)) {
      assertThatTensor(logits(integers)).isCloseTo(logits(dense), 2 * step);
      assertThat(integers.parameters().count()).isEqualTo(dense.parameters().count());
    }
  }

  @ParameterizedTest
  @EnumSource
  void weights_for_running_are_neither_trained_nor_written(WeightFormat format) {
    save(Precision.FLOAT32);
    try (LanguageModel model = run(Precision.FLOAT32, format)) {
      FolderConfig config = new FolderConfig(CONFIG, OptionalInt.empty(), OptionalInt.empty());
      assertThatThrownBy(() -> ModelFolder.write(folder, config, model.parameters()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(format.label())
          .hasMessageContaining("cannot be written");
      assertThatThrownBy(model.parameters()::requireGradients)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot be trained");
    }
  }

  @Test
  void a_closed_model_has_closed_its_files() {
    save(Precision.FLOAT32);
    ModelFolder files = ModelFolder.open(folder);
    files.run(Precision.FLOAT32, Device.CPU, WeightFormat.DENSE).close();
    assertThatThrownBy(() -> files.tensors().read("model.norm.weight"))
        .isInstanceOf(IllegalStateException.class);
  }
}
