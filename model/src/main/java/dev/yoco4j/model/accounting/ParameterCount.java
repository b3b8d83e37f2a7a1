package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;

/// How many numbers a model holds, by what they are for.
///
/// A layer of gated retention has `5 D^2 + H D + 3 D F` in its matrices, a cross-decoder layer `2
/// D^2 + 3 D F`, the shared keys and values `2 D G Dh`: 2.829 billion for the 3B of YOCO (arXiv
/// 2405.05254) section 5.1, as in the paper.
///
/// @param embedding the input embedding, `V D`
/// @param output the output projection, `V D`, or 0 where it is the embedding
/// @param lowerHalf matrices that a prompt passes: self-decoder and shared keys and values; for a
///   Transformer all layers
/// @param upperHalf matrices of the cross-decoder; 0 for a Transformer
/// @param norms weights of all norms
public record ParameterCount(
    long embedding, long output, long lowerHalf, long upperHalf, long norms) {
  /// Counts a configuration's parameters.
  ///
  /// @param config the model's shape
  /// @return the counts
  public static ParameterCount of(ModelConfig config) {
    long embedding = (long) config.vocabularySize() * config.width();
    long output = config.tiedEmbeddings() ? 0 : embedding;
    return switch (config) {
      case YocoConfig yoco ->
          new ParameterCount(
              embedding,
              output,
              Matrix.numbers(Matrix.lowerHalf(yoco)),
              Matrix.numbers(Matrix.upperHalf(yoco)),
              norms(yoco));
      case TransformerConfig transformer ->
          new ParameterCount(
              embedding,
              output,
              Matrix.numbers(Matrix.layers(transformer)),
              0,
              (2L * transformer.layers() + 1) * transformer.width());
    };
  }

  /// All parameters.
  ///
  /// @return count
  public long total() {
    return embedding + output + matrices() + norms;
  }

  /// Parameters of the layers' matrices: what the paper calls the size without embeddings.
  ///
  /// @return count
  public long matrices() {
    return lowerHalf + upperHalf;
  }

  private static long norms(YocoConfig config) {
    CrossAttentionConfig cross = config.crossAttention();
    long queryNorms = cross.queryNorm() ? (long) config.crossLayers() * config.crossHeadWidth() : 0;
    return (2L * config.layers() + 2) * config.width() + queryNorms;
  }
}
