package dev.yoco4j.model;

import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.model.past.Past;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A causal language model, by its four verbs.
///
/// | verb      | gives                             | for                                                    |
/// |-----------|-----------------------------------|--------------------------------------------------------|
/// | `logits`  | `[B, T, V]`                       | training; no past                                      |
/// | `absorb`  | nothing, the past grows           | prompts; YOCO leaves the network half-way              |
/// | `next`    | `[B, V]`, last position           | generation; YOCO's cross-decoder sees one row          |
/// | `score`   | `[B, T, V]`                       | prompt log-probabilities, evaluation                   |
///
/// `absorb` then `next` gives the last row of `score`, exactly up to the order of sums, because no
/// layer above the exit writes state. Tokens are `[B, T]` integers, at least one position. Call
/// within a [dev.yoco4j.torch.Scope]; results belong to it.
public interface LanguageModel extends AutoCloseable {
  /// Builds a model.
  ///
  /// @param config its shape
  /// @param parameters an empty set that the model fills, and owns from now on
  /// @return the model
  static LanguageModel build(ModelConfig config, Parameters parameters) {
    return switch (config) {
      case YocoConfig yoco -> new YocoModel(yoco, parameters);
      case TransformerConfig transformer -> new TransformerModel(transformer, parameters);
    };
  }

  /// The model's shape.
  ///
  /// @return the configuration it was built with
  ModelConfig config();

  /// The model's weights.
  ///
  /// @return all of them, by name
  Parameters parameters();

  /// Looks tokens up.
  ///
  /// @param tokens `[B, T]`
  /// @return what enters the first segment, `[B, T, D]`
  Tensor embed(Tensor tokens);

  /// The model between embedding and output projection, for whole sequences without a past, cut
  /// where few tensors pass.
  ///
  /// @param positions `T` of the sequences that will pass
  /// @return segments to run in order; the first output of the last is the normed hidden state `[B,
  ///   T, D]`
  List<Segment> segments(long positions);

  /// The projection to the vocabulary.
  ///
  /// @return weight `[V, D]`
  Linear output();

  /// Extends the past and returns nothing.
  ///
  /// @param tokens `[B, T]`
  /// @param past grows by `T`
  void absorb(Tensor tokens, Past past);

  /// Extends the past and predicts what follows.
  ///
  /// @param tokens `[B, T]`
  /// @param past grows by `T`
  /// @return logits of the last position, `[B, V]`
  Tensor next(Tensor tokens, Past past);

  /// Extends the past and predicts what follows each position.
  ///
  /// @param tokens `[B, T]`
  /// @param past grows by `T`
  /// @return logits, `[B, T, V]`
  Tensor score(Tensor tokens, Past past);

  /// Positions that entered each half of the model through [#absorb], [#next] and [#score].
  ///
  /// @return counts since the model was built
  PassedPositions passed();

  /// Predicts what follows each position of whole sequences.
  ///
  /// @param tokens `[B, T]`
  /// @return logits, `[B, T, V]`
  default Tensor logits(Tensor tokens) {
    List<Tensor> state = Segment.throughAll(segments(tokens.size(1)), embed(tokens));
    return output().forward(state.getFirst());
  }

  @Override
  default void close() {
    parameters().close();
  }
}
