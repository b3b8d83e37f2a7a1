package dev.yoco4j.inference.engine;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.WeightBytes;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.Locale;

/// Whether a GPU has room for weights, before any of them are read. The host reads them from the
/// file as they are needed, and has its bound in [MemoryBudget].
final class WeightRoom {
  private static final double GIB = 1L << 30;

  private WeightRoom() {}

  /// Requires room.
  ///
  /// @throws IllegalArgumentException if there is too little; the message has the numbers and says
  ///   what to do
  static void require(ModelConfig config, Precision precision, WeightFormat format, Device device) {
    switch (device) {
      case CPU -> {}
      case CUDA ->
          require(
              WeightBytes.of(config, precision, format.on(device)).total(),
              precision,
              device.availableBytes());
    }
  }

  static void require(long needed, Precision precision, long available) {
    if (needed > available) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model's weights need %.2f GiB, and the GPU has %.2f GiB free: %sgive --device"
                  + " cpu, or end what else runs on the GPU",
              needed / GIB,
              available / GIB,
              precision == Precision.FLOAT32 ? "give --dtype bfloat16, " : ""));
    }
  }
}
