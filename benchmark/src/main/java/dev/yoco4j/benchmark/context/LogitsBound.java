package dev.yoco4j.benchmark.context;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.DoubleBuffer;

/// How far logits of one step, taken twice from the same bits, may be from each other.
///
/// On a CPU not at all. On a GPU libraries choose kernels by themselves, and some of these add up
/// in the order in which threads come: a result in bfloat16 then rounds to its neighbour now and
/// then, and what follows rounds elsewhere too. Either step is as near to the exact logits as its
/// precision lets it be, so the bounds are those that tests hold logits to against float32, and
/// float32 against the same sums in another order.
///
/// A step says little of whether a long context was restored well, as each of its positions has a
/// small part in what a head reads. The bits of the context do, and are compared without a bound.
///
/// @param most relative root-mean-square distance
record LogitsBound(double most) {
  private static final double FLOAT32 = 1e-5;
  private static final double BFLOAT16 = 5e-2;

  static LogitsBound on(Device device, Precision precision) {
    return new LogitsBound(
        switch (device) {
          case CPU -> 0;
          case CUDA ->
              switch (precision) {
                case FLOAT32 -> FLOAT32;
                case BFLOAT16 -> BFLOAT16;
              };
        });
  }

  /// Whether two steps are near enough.
  ///
  /// @param distance of their logits; not if it is no number
  boolean allows(double distance) {
    return distance <= most;
  }

  /// The root mean square of the difference, as a part of that of the wanted logits.
  static double distance(DoubleBuffer wanted, DoubleBuffer got) {
    double squares = 0;
    double differences = 0;
    for (int i = 0; i < wanted.limit(); i++) {
      double difference = got.get(i) - wanted.get(i);
      squares += wanted.get(i) * wanted.get(i);
      differences += difference * difference;
    }
    return differences == 0 ? 0 : Math.sqrt(differences / squares);
  }
}
