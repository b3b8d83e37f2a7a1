package dev.yoco4j.model;

import dev.yoco4j.model.layer.Initial;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// The weights of one model, by name, in the order in which its layers asked for them.
///
/// Names are those of flash-linear-attention's layout. The set owns the tensors until it is closed.
public final class Parameters implements ParameterSource, AutoCloseable {
  private final ParameterSource source;
  private final Precision precision;
  private final SequencedMap<String, TensorHolder> holders = new LinkedHashMap<>();

  /// Creates an empty set that a model fills while it is built.
  ///
  /// @param source where weights come from, in any dtype
  /// @param precision what they are kept in
  public Parameters(ParameterSource source, Precision precision) {
    this.source = source;
    this.precision = precision;
  }

  /// Weights drawn at random, the same ones for the same seed and shapes.
  ///
  /// @param seed any number
  /// @param precision what the weights are kept in; drawn in float32
  /// @return an empty set
  public static Parameters random(long seed, Precision precision) {
    return new Parameters(new RandomWeights(seed), precision);
  }

  /// The format that all weights have.
  ///
  /// @return float32 or bfloat16
  public Precision precision() {
    return precision;
  }

  @Override
  public Tensor parameter(String name, Initial initial, long... shape) {
    try (Scope _ = Scope.open()) {
      Tensor weight =
          source.parameter(name, initial, shape).to(precision.scalarType()).contiguous();
      TensorHolder holder = new TensorHolder(weight);
      holders.put(name, holder);
      return holder.get();
    }
  }

  /// All weights by name.
  ///
  /// @return a snapshot of the map; the tensors stay this set's
  public SequencedMap<String, Tensor> tensors() {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, TensorHolder> entry : holders.entrySet()) {
      tensors.put(entry.getKey(), entry.getValue().get());
    }
    return tensors;
  }

  /// One weight.
  ///
  /// @param name its name
  /// @return the tensor, this set's still
  /// @throws IllegalArgumentException if there is none of that name
  public Tensor get(String name) {
    TensorHolder holder = holders.get(name);
    if (holder == null) {
      throw new IllegalArgumentException("there is no weight " + name);
    }
    return holder.get();
  }

  /// Makes every weight a leaf of the gradient graph.
  public void requireGradients() {
    holders.values().forEach(holder -> holder.get().requires_grad_(true));
  }

  /// Number of weights' entries; a tied matrix counts once.
  ///
  /// @return count
  public long count() {
    return holders.values().stream().mapToLong(holder -> holder.get().numel()).sum();
  }

  @Override
  public void close() {
    holders.values().forEach(TensorHolder::close);
    holders.clear();
  }
}
