package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.torch.Precision;
import java.util.List;

/// Bytes that a model's weights take, by the parts of [ParameterCount].
///
/// @param embedding the input embedding
/// @param output the output projection, or 0 where it is the embedding
/// @param lowerHalf matrices that a prompt passes; for a Transformer all layers
/// @param upperHalf matrices of the cross-decoder; 0 for a Transformer
/// @param norms weights of all norms, in the model's precision
public record WeightBytes(long embedding, long output, long lowerHalf, long upperHalf, long norms) {
  /// Counts a configuration's bytes.
  ///
  /// @param config the model's shape
  /// @param precision of what is not quantised
  /// @param format of the matrices
  /// @return the counts
  /// @throws ArithmeticException if they exceed what a long holds
  public static WeightBytes of(ModelConfig config, Precision precision, WeightFormat format) {
    Matrix vocabulary = new Matrix(config.vocabularySize(), config.width(), 1);
    long embedding = vocabulary.bytes(precision, format);
    long norms = ParameterCount.of(config).norms() * precision.bytes();
    // packed rows can't be looked up: the table stays beside them
    long output = config.tiedEmbeddings() && format != WeightFormat.PACKED ? 0 : embedding;
    return switch (config) {
      case YocoConfig yoco ->
          new WeightBytes(
              embedding,
              output,
              sum(Matrix.lowerHalf(yoco), precision, format),
              sum(Matrix.upperHalf(yoco), precision, format),
              norms);
      case TransformerConfig transformer ->
          new WeightBytes(
              embedding, output, sum(Matrix.layers(transformer), precision, format), 0, norms);
    };
  }

  /// All weights.
  ///
  /// @return bytes
  public long total() {
    return embedding + output + lowerHalf + upperHalf + norms;
  }

  private static long sum(List<Matrix> matrices, Precision precision, WeightFormat format) {
    return matrices.stream()
        .mapToLong(matrix -> matrix.bytes(precision, format))
        .reduce(0, Math::addExact);
  }
}
