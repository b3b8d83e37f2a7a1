package dev.yoco4j.model.accounting;

import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;

/// Matrices of one shape, each of which projects `columns` numbers to `rows`.
///
/// @param rows outputs
/// @param columns inputs
/// @param count how many there are
record Matrix(long rows, long columns, long count, Form form) {
  /// Whether a format of weights applies.
  enum Form {
    FORMATTED,
    /// Too small to be worth it: one row per head.
    DENSE
  }

  Matrix(long rows, long columns, long count) {
    this(rows, columns, count, Form.FORMATTED);
  }

  /// What all of them take.
  long bytes(Precision precision, WeightFormat format) {
    WeightFormat kept =
        switch (form) {
          case FORMATTED -> format;
          case DENSE -> WeightFormat.DENSE;
        };
    return Math.multiplyExact(count, kept.bytes(rows, columns, precision));
  }

  /// Numbers in all of them.
  long numbers() {
    return Math.multiplyExact(count, Math.multiplyExact(rows, columns));
  }

  static long numbers(List<Matrix> matrices) {
    return matrices.stream().mapToLong(Matrix::numbers).reduce(0, Math::addExact);
  }

  /// The self-decoder, and the shared keys and values: what a prompt passes.
  static List<Matrix> lowerHalf(YocoConfig config) {
    long d = config.width();
    long layers = config.selfLayers();
    List<Matrix> matrices = new ArrayList<>(feedForward(d, config.feedForwardWidth(), layers));
    switch (config.selfMixer()) {
      case SelfMixerConfig.GatedRetention(int heads, _, _) -> {
        matrices.add(new Matrix(d, d, 5 * layers));
        matrices.add(new Matrix(heads, d, layers, Form.DENSE));
      }
      case SelfMixerConfig.SlidingWindow(_, int keyValueHeads, _, _) -> {
        matrices.add(new Matrix(d, d, 2 * layers));
        matrices.add(new Matrix((long) keyValueHeads * config.selfHeadWidth(), d, 2 * layers));
      }
    }
    long shared = (long) config.crossAttention().keyValueHeads() * config.crossHeadWidth();
    matrices.add(new Matrix(shared, d, 2));
    return matrices;
  }

  /// The cross-decoder.
  static List<Matrix> upperHalf(YocoConfig config) {
    long d = config.width();
    long layers = config.crossLayers();
    List<Matrix> matrices = new ArrayList<>(feedForward(d, config.feedForwardWidth(), layers));
    matrices.add(new Matrix(d, d, 2 * layers));
    return matrices;
  }

  /// All layers of a Transformer.
  static List<Matrix> layers(TransformerConfig config) {
    long d = config.width();
    long layers = config.layers();
    HeadsConfig heads = config.heads();
    long queries = (long) heads.heads() * heads.headWidth();
    long keys = (long) heads.keyValueHeads() * heads.headWidth();
    List<Matrix> matrices = new ArrayList<>(feedForward(d, config.feedForwardWidth(), layers));
    matrices.add(new Matrix(queries, d, layers));
    matrices.add(new Matrix(d, queries, layers));
    matrices.add(new Matrix(keys, d, 2 * layers));
    return matrices;
  }

  private static List<Matrix> feedForward(long width, long feedForwardWidth, long layers) {
    return List.of(
        new Matrix(feedForwardWidth, width, 2 * layers),
        new Matrix(width, feedForwardWidth, layers));
  }
}
