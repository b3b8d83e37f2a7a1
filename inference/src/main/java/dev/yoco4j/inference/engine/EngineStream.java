package dev.yoco4j.inference.engine;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.cuda.CudaStreams;

/// Where the engine's thread puts its work: on a GPU into a stream of its own, whose steps can be
/// recorded.
final class EngineStream {
  private EngineStream() {}

  /// Runs all of a thread's work.
  static void run(Device device, Runnable work) {
    switch (device) {
      case CPU -> work.run();
      case CUDA -> {
        device.synchronize(); // the weights are there
        try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread()) {
          work.run();
        }
      }
    }
  }
}
