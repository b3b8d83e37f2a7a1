package dev.yoco4j.model;

import dev.yoco4j.model.crossdecoder.CrossDecoderLayer;
import dev.yoco4j.model.crossdecoder.SharedKeyValue;
import dev.yoco4j.model.layer.Initial;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotary;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.matrix.Matrix;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.selfdecoder.SelfDecoderLayer;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The decoder-decoder model: tokens pass the self-decoder, are projected once to keys and values,
/// and pass the cross-decoder, whose layers all read those.
///
/// YOCO (arXiv 2405.05254) section 3, equations 1 to 5. Prompts need the lower half only: [#absorb]
/// never enters the cross-decoder and [#next] enters it with one row.
public final class YocoModel implements LanguageModel {
  private final YocoConfig config;
  private final Parameters parameters;
  private final Matrix embeddings;
  private final List<SelfDecoderLayer> selfDecoder = new ArrayList<>();
  private final SharedKeyValue sharedKeyValue;
  private final List<CrossDecoderLayer> crossDecoder = new ArrayList<>();
  private final RmsNorm norm;
  private final Linear output;
  private PassedPositions passed = PassedPositions.none();

  /// Builds the model.
  ///
  /// @param config its shape
  /// @param parameters an empty set that the model fills, and owns from now on
  public YocoModel(YocoConfig config, Parameters parameters) {
    int width = config.width();
    double epsilon = config.normEpsilon();
    this.config = config;
    this.parameters = parameters;
    embeddings =
        parameters.table(
            "model.embeddings.weight",
            new Initial.Normal(1 / Math.sqrt(width)),
            config.vocabularySize(),
            width);
    for (int i = 0; i < config.selfLayers(); i++) {
      selfDecoder.add(
          SelfDecoderLayer.of(
              config.selfMixer(),
              parameters.at("model.self_layers." + i),
              width,
              config.feedForwardWidth(),
              epsilon));
    }
    sharedKeyValue =
        SharedKeyValue.of(
            config.crossAttention(), parameters.at("model.shared_kv_builder"), width, epsilon);
    for (int i = 0; i < config.crossLayers(); i++) {
      crossDecoder.add(
          CrossDecoderLayer.of(
              config.crossAttention(),
              parameters.at("model.cross_layers." + i),
              width,
              config.feedForwardWidth(),
              epsilon));
    }
    norm = RmsNorm.of(parameters.at("model.norm"), width, epsilon);
    output =
        config.tiedEmbeddings()
            ? new Linear(embeddings)
            : Linear.of(parameters.at("lm_head"), width, config.vocabularySize());
  }

  @Override
  public YocoConfig config() {
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

  /// Looks tokens up and scales them by `sqrt(D)`, as the reference does.
  @Override
  public Tensor embed(Tensor tokens) {
    return embeddings
        .rows(parameters.device().move(tokens))
        .mul(new Scalar(Math.sqrt(config.width())));
  }

  @Override
  public List<Segment> segments(long positions) {
    Rotation rotation = crossRotation(positions, Past.none(parameters.device()));
    List<Segment> segments =
        new ArrayList<>(selfDecoder(positions, Past.none(parameters.device())));
    segments.add(in -> {
      KeyValues.Dense shared = sharedKeyValue.forward(in.getFirst(), rotation);
      return List.of(in.getFirst(), shared.keys(), shared.values());
    });
    for (CrossDecoderLayer layer : crossDecoder) {
      segments.add(in -> {
        KeyValues shared = new KeyValues.Dense(in.get(1), in.get(2));
        return List.of(layer.forward(in.get(0), rotation, shared), in.get(1), in.get(2));
      });
    }
    segments.add(in -> List.of(norm.forward(in.getFirst())));
    return segments;
  }

  @Override
  public void absorb(Tensor tokens, Past past) {
    try (Scope _ = Scope.open()) {
      Lower _ = throughLowerHalf(tokens, past, crossRotation(tokens.size(1), past));
      past.advance(tokens.size(1));
    }
  }

  @Override
  public Tensor next(Tensor tokens, Past past) {
    try (Scope scope = Scope.open()) {
      Rotation rotation = crossRotation(tokens.size(1), past);
      Lower lower = throughLowerHalf(tokens, past, rotation);
      Tensor last = lower.hidden().narrow(1, tokens.size(1) - 1, 1); // [B, 1, D]
      Tensor x = throughUpperHalf(last, rotation.last(), lower.shared());
      past.advance(tokens.size(1));
      return scope.keep(projected(x).select(1, 0)); // [B, V]
    }
  }

  @Override
  public Tensor score(Tensor tokens, Past past) {
    try (Scope scope = Scope.open()) {
      Rotation rotation = crossRotation(tokens.size(1), past);
      Lower lower = throughLowerHalf(tokens, past, rotation);
      Tensor x = throughUpperHalf(lower.hidden(), rotation, lower.shared());
      past.advance(tokens.size(1));
      return scope.keep(projected(x)); // [B, T, V]
    }
  }

  @Override
  public PassedPositions passed() {
    return passed;
  }

  /// What leaves the lower half: its output `[B, T, D]`, and what all layers above it read.
  private record Lower(Tensor hidden, KeyValues shared) {}

  private Lower throughLowerHalf(Tensor tokens, Past past, Rotation crossRotation) {
    Tensor x =
        Segment.throughAll(selfDecoder(tokens.size(1), past), embed(tokens))
            .getFirst(); // [B, T, D]
    KeyValues.Dense added = sharedKeyValue.forward(x, crossRotation);
    passed = passed.plusLower(x.size(0) * x.size(1));
    return new Lower(x, past.keyValues(selfDecoder.size()).append(added.keys(), added.values()));
  }

  private Tensor throughUpperHalf(Tensor rows, Rotation rotation, KeyValues shared) {
    List<Segment> layers = new ArrayList<>();
    for (CrossDecoderLayer layer : crossDecoder) {
      layers.add(in -> List.of(layer.forward(in.getFirst(), rotation, shared)));
    }
    passed = passed.plusUpper(rows.size(0) * rows.size(1));
    return Segment.throughAll(layers, rows).getFirst();
  }

  private Tensor projected(Tensor x) {
    return new Residual(x, norm).project(output).getFirst();
  }

  private List<Segment> selfDecoder(long positions, Past past) {
    Rotation rotation =
        new Rotary(config.selfMixer().rotary(), config.selfHeadWidth())
            .rotation(past.starts(parameters.device()), positions, parameters.precision());
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < selfDecoder.size(); i++) {
      SelfDecoderLayer layer = selfDecoder.get(i);
      int slot = i;
      segments.add(in -> List.of(layer.forward(in.getFirst(), rotation, past, slot)));
    }
    return segments;
  }

  private Rotation crossRotation(long positions, Past past) {
    return new Rotary(config.crossAttention().rotary(), config.crossHeadWidth())
        .rotation(past.starts(parameters.device()), positions, parameters.precision());
  }
}
