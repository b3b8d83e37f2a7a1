package dev.yoco4j.model;

import dev.yoco4j.model.layer.Initial;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.matrix.Matrix;
import dev.yoco4j.model.matrix.MatrixUse;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.bytedeco.pytorch.Tensor;

/// The weights of one model, by name, in the order in which its layers asked for them.
///
/// Names are those of flash-linear-attention's layout. The set owns the tensors until it is closed.
public final class Parameters implements ParameterSource, AutoCloseable {
  private final ParameterSource source;
  private final Precision precision;
  private final Device device;
  private final WeightFormat format;
  private final Optional<Closeable> memory;
  private long count;
  private final SequencedMap<String, TensorHolder> holders = new LinkedHashMap<>();

  /// Creates an empty set that a model fills while it is built.
  ///
  /// @param source where weights come from, in any dtype
  /// @param precision what they are kept in
  public Parameters(ParameterSource source, Precision precision) {
    this(source, precision, Device.CPU);
  }

  /// Creates an empty set that a model fills while it is built.
  ///
  /// @param source where weights come from, in any dtype and on any device
  /// @param precision what they are kept in
  /// @param device where they are kept
  public Parameters(ParameterSource source, Precision precision, Device device) {
    this(source, precision, device, WeightFormat.DENSE, Optional.empty());
  }

  private Parameters(
      ParameterSource source,
      Precision precision,
      Device device,
      WeightFormat format,
      Optional<Closeable> memory) {
    this.source = source;
    this.precision = precision;
    this.device = device;
    this.format = format.on(device);
    this.memory = memory;
  }

  /// Creates an empty set whose weights can be neither trained nor written. Matrices take their
  /// form as soon as they are asked for, and nothing dense stays of quantised ones.
  ///
  /// @param source where weights come from, in any dtype
  /// @param precision of what stays dense, and of activations
  /// @param device where they are kept
  /// @param format the form of matrices, of which the device has its own
  /// @param memory what the source's tensors may lie in; closed with this set
  /// @return an empty set
  public static Parameters forRunning(
      ParameterSource source,
      Precision precision,
      Device device,
      WeightFormat format,
      Closeable memory) {
    return new Parameters(source, precision, device, format, Optional.of(memory));
  }

  /// Weights drawn at random, the same ones for the same seed and shapes.
  ///
  /// @param seed any number
  /// @param precision what the weights are kept in; drawn in float32
  /// @return an empty set
  public static Parameters random(long seed, Precision precision) {
    return random(seed, precision, Device.CPU);
  }

  /// Weights drawn at random, the same ones for the same seed and shapes on every device.
  ///
  /// @param seed any number
  /// @param precision what the weights are kept in; drawn in float32
  /// @param device where they are kept; drawn on the CPU
  /// @return an empty set
  public static Parameters random(long seed, Precision precision, Device device) {
    return new Parameters(new RandomWeights(seed), precision, device);
  }

  /// Weights drawn at random where they will lie: at once, and others on each device.
  ///
  /// @param seed any number
  /// @param precision what the weights are kept in; drawn in float32
  /// @param device where they are drawn and kept
  /// @return an empty set
  public static Parameters randomOn(long seed, Precision precision, Device device) {
    return new Parameters(new RandomWeights(seed, device), precision, device);
  }

  /// The same weights in a form that can be neither trained nor written.
  ///
  /// @param seed any number
  /// @param precision of what stays dense, and of activations; drawn in float32
  /// @param device where they are drawn and kept
  /// @param format the form of matrices, of which the device has its own
  /// @return an empty set
  public static Parameters randomForRunning(
      long seed, Precision precision, Device device, WeightFormat format) {
    return forRunning(new RandomWeights(seed, device), precision, device, format, () -> {});
  }

  /// The precision of dense weights and of activations.
  ///
  /// @return float32 or bfloat16
  public Precision precision() {
    return precision;
  }

  /// Where weights are, and the model computes.
  ///
  /// @return the device
  public Device device() {
    return device;
  }

  /// The form of matrices.
  ///
  /// @return the device's form of what was asked for
  public WeightFormat format() {
    return format;
  }

  /// What outlives the weights that lie in it.
  @FunctionalInterface
  public interface Closeable extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public Tensor parameter(String name, Initial initial, long... shape) {
    try (Scope _ = Scope.open()) {
      Tensor weight = dense(name, initial, shape);
      hold(name, weight);
      return weight;
    }
  }

  @Override
  public Matrix matrix(String name, Initial initial, long out, long in) {
    return held(name, initial, new long[] {out, in}, MatrixUse.PROJECTION);
  }

  @Override
  public Matrix table(String name, Initial initial, long tokens, long width) {
    return held(name, initial, new long[] {tokens, width}, MatrixUse.TABLE);
  }

  private Matrix held(String name, Initial initial, long[] shape, MatrixUse use) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Matrix matrix = Matrix.of(dense(name, initial, shape), format, use);
      matrix.parts().forEach((part, tensor) -> hold(name + part, tensor));
      return matrix;
    }
  }

  private Tensor dense(String name, Initial initial, long... shape) {
    Tensor weight =
        device.move(source.parameter(name, initial, shape).to(precision.scalarType())).contiguous();
    count += weight.numel();
    return weight;
  }

  private void hold(String name, Tensor tensor) {
    holders.put(name, new TensorHolder(tensor));
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
  ///
  /// @throws IllegalStateException if matrices are held in a form for running only
  public void requireGradients() {
    requireDense("trained");
    holders.values().forEach(holder -> holder.get().requires_grad_(true));
  }

  /// Requires the weights to be what training and files need.
  ///
  /// @param use what for, as the message says it: `trained` or `written`
  /// @throws IllegalStateException if matrices are held in a form for running only
  public void requireDense(String use) {
    if (memory.isPresent()) {
      throw new IllegalStateException(
          "%s weights prepared for running cannot be %s: load the model into memory of its own"
              .formatted(format.label(), use));
    }
  }

  /// Number of weights' entries; a tied matrix counts once.
  ///
  /// @return count
  public long count() {
    return count;
  }

  /// Bytes of all weights as they are held: with factors of quantised ones, and without those that
  /// a padded layout adds.
  ///
  /// @return bytes
  public long weightBytes() {
    return holders.values().stream().mapToLong(holder -> bytes(holder.get())).sum();
  }

  private static long bytes(Tensor tensor) {
    return tensor.numel() * tensor.element_size();
  }

  @Override
  public void close() {
    holders.values().forEach(TensorHolder::close);
    holders.clear();
    memory.ifPresent(Closeable::close);
  }
}
