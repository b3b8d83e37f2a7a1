package dev.yoco4j.model.preset;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.Optional;

/// The model of equal size and the other architecture, to compare a model with.
///
/// A preset's is its row's: `yoco-3b-gret` and `yoco-3b-swa` stand beside `transformer-3b`, and
/// that beside `yoco-3b-gret`. So it is for a preset's shape with another vocabulary. Any other
/// YOCO stands beside a Transformer of its width, layers, heads and key/value heads, whose
/// feed-forward makes up for what its layers have less (for gated retention about `8/3 D` for `3
/// D`, as in YOCO, arXiv 2405.05254, section 5.2).
///
/// @param name a preset's, or one that says what it was derived from
/// @param config its shape, with the vocabulary of the model that it stands beside
public record Counterpart(String name, ModelConfig config) {
  private static final double THETA = 10_000;
  private static final int MULTIPLE = 64;

  /// Finds a model's counterpart.
  ///
  /// @param config the model's shape
  /// @return empty for a Transformer whose shape is not a preset's: what a YOCO of its size would
  ///   look like is a choice, not a consequence
  public static Optional<Counterpart> of(ModelConfig config) {
    Optional<Counterpart> preset =
        presetOf(config).map(Counterpart::other).map(name -> named(name, config));
    return switch (config) {
      case YocoConfig yoco ->
          Optional.of(
              preset.orElseGet(() -> new Counterpart("transformer (derived)", derived(yoco))));
      case TransformerConfig _ -> preset;
    };
  }

  /// The preset of the same shape, whatever its vocabulary and the length it was made for.
  ///
  /// @param config the model's shape
  /// @return its name
  public static Optional<String> presetOf(ModelConfig config) {
    return ModelPresets.names().stream()
        .filter(name -> like(ModelPresets.named(name), config).equals(config))
        .findFirst();
  }

  private static String other(String name) {
    return name.startsWith("yoco-")
        ? name.replaceFirst("^yoco-(.*)-(gret|swa)$", "transformer-$1")
        : name.replaceFirst("^transformer-(.*)$", "yoco-$1-gret");
  }

  private static Counterpart named(String name, ModelConfig model) {
    return new Counterpart(name, like(ModelPresets.named(name), model));
  }

  private static ModelConfig like(ModelConfig preset, ModelConfig model) {
    return preset.withVocabularySize(model.vocabularySize()).withMaxPositions(model.maxPositions());
  }

  private static TransformerConfig derived(YocoConfig yoco) {
    long wanted = ParameterCount.of(yoco).matrices();
    long without = ParameterCount.of(transformer(yoco, 1)).matrices();
    long perWidth = 3L * yoco.width() * yoco.layers();
    long exact = Math.max(1, (wanted - without) / perWidth + 1);
    long rounded = Math.max(1, Math.round((double) exact / MULTIPLE)) * MULTIPLE;
    return transformer(yoco, Math.toIntExact(exact < 8L * MULTIPLE ? exact : rounded));
  }

  private static TransformerConfig transformer(YocoConfig yoco, int feedForwardWidth) {
    return new TransformerConfig(
        yoco.vocabularySize(),
        yoco.width(),
        feedForwardWidth,
        yoco.layers(),
        new HeadsConfig(
            yoco.crossAttention().heads(),
            yoco.crossAttention().keyValueHeads(),
            yoco.crossHeadWidth()),
        RotaryConfig.halves(THETA),
        yoco.normEpsilon(),
        yoco.tiedEmbeddings(),
        yoco.maxPositions());
  }
}
