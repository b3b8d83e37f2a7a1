package dev.yoco4j.model;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.yoco4j.model.layer.Initial;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/// Draws fresh weights in float32, in the order in which they are asked for.
final class RandomWeights implements ParameterSource {
  private final Device device;
  private final GeneratorOptional generator;

  /// Draws on the CPU: the same weights wherever they will lie.
  RandomWeights(long seed) {
    device = Device.CPU;
    generator = new GeneratorOptional(make_generator_cpu(seed));
  }

  /// Draws where the weights will lie, which takes no time: other numbers on each device.
  RandomWeights(long seed, Device device) {
    this.device = device;
    generator = new GeneratorOptional(device.generator(seed));
  }

  @Override
  public Tensor parameter(String name, Initial initial, long... shape) {
    return switch (initial) {
      case Initial.Ones() -> ones(shape, device.options(Precision.FLOAT32));
      case Initial.Normal(double deviation) ->
          empty(shape, device.options(Precision.FLOAT32), Floats.anyFormat())
              .normal_(0, deviation, generator);
      case Initial.KaimingUniform() -> uniform(1 / Math.sqrt((double) shape[1]), shape);
      case Initial.XavierUniform(double gain) ->
          uniform(gain * Math.sqrt(6.0 / (double) (shape[0] + shape[1])), shape);
    };
  }

  private Tensor uniform(double bound, long... shape) {
    return empty(shape, device.options(Precision.FLOAT32), Floats.anyFormat())
        .uniform_(-bound, bound, generator);
  }
}
