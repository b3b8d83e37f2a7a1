package dev.yoco4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.TensorHolder;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// One weight with its master copy, moments and accumulated gradient, all float32.
///
/// The master copy of a float32 weight is the weight itself.
final class OptimizedWeight implements AutoCloseable {
  private final String name;
  private final Tensor weight;
  private final boolean rounded;
  private final TensorHolder master;
  private final TensorHolder first;
  private final TensorHolder second;
  private final TensorHolder gradient = new TensorHolder();

  OptimizedWeight(String name, Tensor weight) {
    this.name = name;
    this.weight = weight;
    rounded = Precision.of(weight) != Precision.FLOAT32;
    master = new TensorHolder(rounded ? Floats.float32(weight) : weight.detach());
    first = new TensorHolder(zeros_like(master.get()));
    second = new TensorHolder(zeros_like(master.get()));
  }

  void accumulate() {
    Tensor added = weight.grad();
    if (!added.defined()) {
      return;
    }
    if (gradient.isPresent()) {
      gradient.get().add_(Floats.float32(added));
    } else {
      gradient.set(Floats.float32(added));
    }
    weight.mutable_grad().put(new Tensor());
  }

  /// One number, where the weight is; empty without a gradient.
  Optional<Tensor> squaredGradientNorm() {
    if (!gradient.isPresent()) {
      return Optional.empty();
    }
    Tensor g = gradient.get();
    // a GPU reads the gradient once and writes no squares
    return Optional.of(g.is_cuda() ? g.norm().square() : g.square().sum());
  }

  boolean hasGradient() {
    return gradient.isPresent();
  }

  /// Vectors, which are norms, do not decay.
  boolean decays() {
    return weight.dim() > 1;
  }

  boolean isRounded() {
    return rounded;
  }

  Tensor weight() {
    return weight;
  }

  Tensor master() {
    return master.get();
  }

  Tensor first() {
    return first.get();
  }

  Tensor second() {
    return second.get();
  }

  Tensor gradient() {
    return gradient.get();
  }

  void discardGradient() {
    gradient.close();
  }

  void update(AdamWConfig config, StepSize size, double gradientScale) {
    if (!gradient.isPresent()) {
      return;
    }
    Tensor g = gradient.get().mul_(new Scalar(gradientScale));
    Tensor m = first.get().lerp_(g, new Scalar(1 - config.beta1()));
    Tensor v =
        second
            .get()
            .mul_(new Scalar(config.beta2()))
            .addcmul_(g, g, new Scalar(1 - config.beta2()));
    Tensor root = v.sqrt().div_(new Scalar(size.root())).add_(new Scalar(config.epsilon()));
    if (decays()) {
      master.get().mul_(new Scalar(size.decay()));
    }
    master.get().addcdiv_(m, root, new Scalar(-size.update()));
    if (rounded) {
      weight.copy_(master.get());
    }
  }

  void addState(Map<String, Tensor> state) {
    state.put("first." + name, first.get());
    state.put("second." + name, second.get());
    if (rounded) {
      state.put("master." + name, master.get());
    }
  }

  void restore(Function<String, Tensor> state) {
    first.get().copy_(state.apply("first." + name));
    second.get().copy_(state.apply("second." + name));
    if (rounded) {
      master.get().copy_(state.apply("master." + name));
      weight.copy_(master.get());
    }
  }

  @Override
  public void close() {
    master.close();
    first.close();
    second.close();
    gradient.close();
  }
}
