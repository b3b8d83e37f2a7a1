package dev.yoco4j.model.weights;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig.GatedRetention;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.safetensors.TensorFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightCheckTest {
  private static final RotaryConfig ROTARY = RotaryConfig.yoco(10_000);

  @TempDir private Path folder = Path.of("");

  private void write(ModelConfig config, Consumer<Map<String, Tensor>> change) {
    try (Scope _ = Scope.open();
        LanguageModel model =
            LanguageModel.build(config, Parameters.random(3, Precision.FLOAT32))) {
      ModelFolder.write(
          folder,
          new FolderConfig(config, OptionalInt.empty(), OptionalInt.empty()),
          model.parameters());
      Map<String, Tensor> tensors = new HashMap<>(model.parameters().tensors());
      change.accept(tensors);
      TensorFolder.write(folder, tensors, ModelFolder.SHARD_BYTES);
    }
  }

  private static ModelConfig retention(boolean tied) {
    return TinyConfigs.yoco(2, new GatedRetention(2, 16, ROTARY), ROTARY, false, tied);
  }

  @Test
  void missing_extra_and_misshapen_weights_are_all_named_at_once() {
    write(
        retention(false),
        tensors -> {
          tensors.remove("model.norm.weight");
          tensors.remove("model.self_layers.1.attn.gk_proj.weight");
          tensors.put("model.self_layers.1.attn.q_proj.bias", ones(32));
          tensors.put("lm_head.weight", ones(50, 16));
          tensors.put("model.embeddings.weight", ones(51, 32));
        });
    assertThatThrownBy(() -> ModelFolder.open(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessage(
            folder
                + ": weights do not fit the configuration: "
                + "2 missing: model.self_layers.1.attn.gk_proj.weight, model.norm.weight, "
                + "1 extra: model.self_layers.1.attn.q_proj.bias, "
                + "2 of another shape: model.embeddings.weight is [51, 32], expected [50, 32], "
                + "lm_head.weight is [50, 16], expected [50, 32]");
  }

  @Test
  void the_list_is_whole_however_long_it_is() {
    write(
        retention(false), tensors -> tensors.keySet().removeIf(name -> name.contains("_layers.")));
    assertThatThrownBy(() -> ModelFolder.open(folder))
        .hasMessageContaining("36 missing: model.self_layers.0.attn_norm.weight")
        .hasMessageContaining("model.cross_layers.1.mlp.down_proj.weight");
  }

  @Test
  void a_copy_of_tied_embeddings_is_no_difference() {
    write(retention(true), tensors -> tensors.put("lm_head.weight", ones(50, 32)));
    assertThatCode(() -> ModelFolder.open(folder).close()).doesNotThrowAnyException();
  }
}
