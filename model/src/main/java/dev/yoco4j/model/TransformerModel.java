package dev.yoco4j.model;

import dev.yoco4j.model.layer.Initial;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotary;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.matrix.Matrix;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.transformer.TransformerLayer;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The decoder-only Transformer that YOCO is measured against.
///
/// Every layer writes keys and values, so a prompt has to pass all of them: [#absorb] saves the
/// last norm and the output projection, nothing else.
public final class TransformerModel implements LanguageModel {
  private final TransformerConfig config;
  private final Parameters parameters;
  private final Matrix embeddings;
  private final List<TransformerLayer> layers = new ArrayList<>();
  private final RmsNorm norm;
  private final Linear output;
  private PassedPositions passed = PassedPositions.none();

  /// Builds the model.
  ///
  /// @param config its shape
  /// @param parameters an empty set that the model fills, and owns from now on
  public TransformerModel(TransformerConfig config, Parameters parameters) {
    int width = config.width();
    this.config = config;
    this.parameters = parameters;
    embeddings =
        parameters.table(
            "model.embeddings.weight",
            new Initial.Normal(1 / Math.sqrt(width)),
            config.vocabularySize(),
            width);
    for (int i = 0; i < config.layers(); i++) {
      layers.add(
          TransformerLayer.of(
              config.heads(),
              parameters.at("model.layers." + i),
              width,
              config.feedForwardWidth(),
              config.normEpsilon()));
    }
    norm = RmsNorm.of(parameters.at("model.norm"), width, config.normEpsilon());
    output =
        config.tiedEmbeddings()
            ? new Linear(embeddings)
            : Linear.of(parameters.at("lm_head"), width, config.vocabularySize());
  }

  @Override
  public TransformerConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public Linear output() {
    return output;
  }

  @Override
  public Tensor embed(Tensor tokens) {
    return embeddings.rows(parameters.device().move(tokens));
  }

  @Override
  public List<Segment> segments(long positions) {
    List<Segment> segments = new ArrayList<>(blocks(positions, Past.none(parameters.device())));
    segments.add(in -> List.of(norm.forward(in.getFirst())));
    return segments;
  }

  @Override
  public void absorb(Tensor tokens, Past past) {
    try (Scope _ = Scope.open()) {
      Tensor _ = throughBlocks(tokens, past);
    }
  }

  @Override
  public Tensor next(Tensor tokens, Past past) {
    try (Scope scope = Scope.open()) {
      Tensor last = throughBlocks(tokens, past).narrow(1, tokens.size(1) - 1, 1); // [B, 1, D]
      return scope.keep(projected(last).select(1, 0)); // [B, V]
    }
  }

  @Override
  public Tensor score(Tensor tokens, Past past) {
    try (Scope scope = Scope.open()) {
      Tensor all = throughBlocks(tokens, past); // [B, T, D]
      return scope.keep(projected(all)); // [B, T, V]
    }
  }

  @Override
  public PassedPositions passed() {
    return passed;
  }

  private Tensor throughBlocks(Tensor tokens, Past past) {
    List<Tensor> state = Segment.throughAll(blocks(tokens.size(1), past), embed(tokens));
    past.advance(tokens.size(1));
    passed = passed.plusLower(tokens.numel()).plusUpper(tokens.numel());
    return state.getFirst();
  }

  private Tensor projected(Tensor x) {
    return new Residual(x, norm).project(output).getFirst();
  }

  private List<Segment> blocks(long positions, Past past) {
    Rotation rotation =
        new Rotary(config.rotary(), config.heads().headWidth())
            .rotation(past.starts(parameters.device()), positions, parameters.precision());
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      TransformerLayer layer = layers.get(i);
      int slot = i;
      segments.add(in -> List.of(layer.forward(in.getFirst(), rotation, past, slot)));
    }
    return segments;
  }
}
