package dev.yoco4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.stack;

import dev.yoco4j.model.Parameters;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// AdamW with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2).
///
/// Gradients are accumulated, moments kept and updates made in float32, whatever precision the
/// model runs in: a bfloat16 model has float32 master weights here, and is rounded from them after
/// each step. All of it is where the weights are, and a step asks the device for one number, the
/// norm.
public final class AdamW implements AutoCloseable {
  private final AdamWConfig config;
  private final Device device;
  private final List<OptimizedWeight> weights = new ArrayList<>();
  private long steps;

  /// Starts with moments of zero.
  ///
  /// @param parameters the weights to train; they must outlive this
  /// @param config the settings
  public AdamW(Parameters parameters, AdamWConfig config) {
    this.config = config;
    device = parameters.device();
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      parameters
          .tensors()
          .forEach((name, tensor) -> weights.add(new OptimizedWeight(name, tensor)));
    }
  }

  /// Number of updates made.
  ///
  /// @return steps, those before a restored checkpoint included
  public long steps() {
    return steps;
  }

  /// Takes the gradients that a backward pass left at the weights, and clears them there.
  public void accumulate() {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      weights.forEach(OptimizedWeight::accumulate);
    }
  }

  /// The norm of all accumulated gradients together.
  ///
  /// @return the Euclidean norm; NaN or infinite if any gradient is
  public double gradientNorm() {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      TensorVector squares = new TensorVector();
      weights.forEach(weight -> weight.squaredGradientNorm().ifPresent(squares::push_back));
      return squares.empty() ? 0 : Math.sqrt(DoubleStream.of(Floats.numbers(stack(squares))).sum());
    }
  }

  /// Forgets the accumulated gradients.
  public void discardGradients() {
    weights.forEach(OptimizedWeight::discardGradient);
  }

  /// Updates the weights by the accumulated gradients, and forgets these.
  ///
  /// @param learningRate the rate of this step
  /// @param gradientNorm what [#gradientNorm] gave, for clipping
  public void step(double learningRate, double gradientNorm) {
    steps++;
    boolean clips = config.clipNorm() > 0 && gradientNorm > config.clipNorm();
    double scale = clips ? config.clipNorm() / gradientNorm : 1;
    StepSize size = StepSize.of(config, learningRate, steps);
    switch (device) {
      case CPU -> update(size, scale);
      case CUDA -> FusedAdamW.update(config, weights, learningRate, steps, scale);
    }
    discardGradients();
  }

  private void update(StepSize size, double scale) {
    for (OptimizedWeight weight : weights) {
      try (NoGrad _ = NoGrad.open();
          Scope _ = Scope.open()) {
        weight.update(config, size, scale);
      }
    }
  }

  /// Everything that the next step depends on, but for the weights of a float32 model.
  ///
  /// @return tensors by name, owned by this
  public SequencedMap<String, Tensor> state() {
    SequencedMap<String, Tensor> state = new LinkedHashMap<>();
    weights.forEach(weight -> weight.addState(state));
    return state;
  }

  /// Goes back to a saved state.
  ///
  /// @param state gives the tensor of each name that [#state] has, in the current scope
  /// @param stepsBefore updates made before it was saved
  public void restore(Function<String, Tensor> state, long stepsBefore) {
    for (OptimizedWeight weight : weights) {
      try (NoGrad _ = NoGrad.open();
          Scope _ = Scope.open()) {
        weight.restore(state);
      }
    }
    steps = stepsBefore;
  }

  @Override
  public void close() {
    weights.forEach(OptimizedWeight::close);
  }
}
