package dev.yoco4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.safetensors.TensorFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFingerprintTest {
  @TempDir Path folder;

  @Test
  void the_same_weights_have_the_same_fingerprint_in_memory_and_mapped() {
    ModelConfig config = ModelPresets.named("yoco-tiny-gret");
    try (LanguageModel model = model(config, 1, Precision.BFLOAT16);
        LanguageModel again = model(config, 1, Precision.BFLOAT16)) {
      ModelFingerprint fingerprint = ModelFingerprint.of(model);
      assertThat(ModelFingerprint.of(again)).isEqualTo(fingerprint);
      TensorFolder.write(folder, model.parameters().tensors(), 1 << 20);
      try (Scope _ = Scope.open();
          TensorFolder saved = TensorFolder.open(folder)) {
        Map<String, Tensor> mapped = new LinkedHashMap<>();
        saved.names().reversed().forEach(name -> mapped.put(name, saved.map(name)));
        assertThat(ModelFingerprint.of(config, mapped)).isEqualTo(fingerprint);
      }
    }
  }

  @Test
  void every_weight_seed_format_and_shape_counts() {
    Set<ModelFingerprint> seen = new HashSet<>();
    int models = 0;
    for (ModelConfig config : TinyConfigs.all().values()) {
      for (Precision precision : Precision.values()) {
        for (long seed = 1; seed <= 2; seed++) {
          try (LanguageModel model = model(config, seed, precision)) {
            seen.add(ModelFingerprint.of(model));
            models++;
          }
        }
      }
    }
    assertThat(seen).hasSize(models);
  }

  @Test
  void other_equations_for_the_same_weights_count() {
    YocoConfig config = (YocoConfig) ModelPresets.named("yoco-tiny-gret");
    try (LanguageModel model = model(config, 1, Precision.FLOAT32)) {
      SequencedMap<String, Tensor> weights = model.parameters().tensors();
      YocoConfig other =
          new YocoConfig(
              config.vocabularySize(),
              config.width(),
              config.feedForwardWidth(),
              config.selfLayers(),
              config.selfMixer(),
              config.crossLayers(),
              config.crossAttention(),
              config.normEpsilon() * 2,
              config.tiedEmbeddings(),
              config.maxPositions());
      assertThat(ModelFingerprint.of(other, weights))
          .isNotEqualTo(ModelFingerprint.of(config, weights));
      assertThat(ModelFingerprint.of(config.withMaxPositions(1 << 20), weights))
          .isEqualTo(ModelFingerprint.of(config, weights));
    }
  }

  /// A step of training moves each entry of a weight, if by little.
  @Test
  void a_tuned_weight_shows_whichever_it_is() {
    ModelConfig config = ModelPresets.named("yoco-tiny-swa");
    try (Scope _ = Scope.open();
        LanguageModel model = model(config, 1, Precision.FLOAT32)) {
      SequencedMap<String, Tensor> weights = model.parameters().tensors();
      ModelFingerprint before = ModelFingerprint.of(config, weights);
      for (String name : weights.keySet()) {
        Map<String, Tensor> tuned = new LinkedHashMap<>(weights);
        tuned.put(name, Objects.requireNonNull(weights.get(name)).mul(new Scalar(1.0001)));
        assertThat(ModelFingerprint.of(config, tuned)).as(name).isNotEqualTo(before);
      }
    }
  }

  @Test
  void names_formats_sizes_and_each_byte_of_a_small_weight_count() {
    ModelConfig config = ModelPresets.named("yoco-tiny-gret");
    try (Scope _ = Scope.open()) {
      List<Map<String, Tensor>> variants = new ArrayList<>();
      Tensor zeros = torch.zeros(64, 32);
      variants.add(Map.of("a", zeros));
      variants.add(Map.of("b", zeros));
      variants.add(Map.of("a", zeros, "b", zeros));
      variants.add(Map.of("a", zeros.view(32, 64)));
      for (ScalarType type :
          List.of(ScalarType.Int, ScalarType.Char, ScalarType.Byte, ScalarType.BFloat16)) {
        variants.add(Map.of("a", zeros.to(type)));
      }
      for (long row : List.of(0L, 31L, 63L)) {
        Tensor changed = zeros.clone();
        Tensor _ = changed.select(0, row).select(0, 31).fill_(new Scalar(1e-30));
        variants.add(Map.of("a", changed));
      }
      assertThat(variants.stream().map(w -> ModelFingerprint.of(config, w)).distinct())
          .hasSameSizeAs(variants);
    }
  }

  @Test
  void strides_do_not_count() {
    ModelConfig config = ModelPresets.named("yoco-tiny-gret");
    try (Scope _ = Scope.open()) {
      Tensor strided = torch.randn(300, 400).t();
      assertThat(ModelFingerprint.of(config, Map.of("a", strided)))
          .isEqualTo(ModelFingerprint.of(config, Map.of("a", strided.contiguous())));
    }
  }

  /// What a device would hand over is what is read in place on the host.
  @Test
  void samples_are_the_first_and_last_4_kib_and_14_between() {
    try (Scope _ = Scope.open()) {
      Tensor numbers = torch.arange(new Scalar(16L * 1024 + 37)).to(ScalarType.Int);
      Tensor samples = ModelFingerprint.samples(numbers).view(16, 1024);
      for (int i = 0; i < 16; i++) {
        long start = (15L * 1024 + 37) * i / 15;
        assertThat(samples.select(0, i).equal(numbers.narrow(0, start, 1024))).isTrue();
      }
      ModelConfig config = ModelPresets.named("yoco-tiny-gret");
      Set<ModelFingerprint> seen = new HashSet<>();
      for (long at : List.of(0L, 1023L, 16L * 1024 + 36)) {
        Tensor changed = numbers.clone();
        Tensor _ = changed.select(0, at).fill_(new Scalar(-1));
        seen.add(ModelFingerprint.of(config, Map.of("a", changed)));
      }
      assertThat(seen).hasSize(3);
    }
  }

  @Test
  void digits_are_checked() {
    String hex = "0123456789abcdef".repeat(4);
    assertThat(new ModelFingerprint(hex).brief()).isEqualTo("0123456789ab");
    for (String wrong : List.of("", hex.substring(1), hex + "0", hex.replace('a', 'A'))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ModelFingerprint(wrong))
          .withMessageStartingWith("a fingerprint must be 64 hexadecimal digits");
    }
  }

  private static LanguageModel model(ModelConfig config, long seed, Precision precision) {
    return LanguageModel.build(config, Parameters.random(seed, precision));
  }
}
