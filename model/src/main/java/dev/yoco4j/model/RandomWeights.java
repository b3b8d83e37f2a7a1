package dev.yoco4j.model;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.make_generator_cpu;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.yoco4j.model.layer.Initial;
import dev.yoco4j.model.layer.ParameterSource;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/// Draws fresh weights in float32, in the order in which they are asked for.
final class RandomWeights implements ParameterSource {
  private final GeneratorOptional generator;

  RandomWeights(long seed) {
    Generator seeded = make_generator_cpu(seed);
    generator = new GeneratorOptional(seeded);
  }

  @Override
  public Tensor parameter(String name, Initial initial, long... shape) {
    return switch (initial) {
      case Initial.Ones() -> ones(shape);
      case Initial.Normal(double deviation) -> empty(shape).normal_(0, deviation, generator);
      case Initial.KaimingUniform() -> uniform(1 / Math.sqrt((double) shape[1]), shape);
      case Initial.XavierUniform(double gain) ->
          uniform(gain * Math.sqrt(6.0 / (double) (shape[0] + shape[1])), shape);
    };
  }

  private Tensor uniform(double bound, long... shape) {
    return empty(shape).uniform_(-bound, bound, generator);
  }
}
