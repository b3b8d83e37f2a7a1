package dev.yoco4j.torch.cuda;

import org.junit.jupiter.api.Assumptions;

/// Skips what needs a GPU where there is none, and says so.
final class GpuTests {
  private GpuTests() {}

  static void assumeUsable() {
    if (CudaStatus.get() instanceof CudaStatus.Unusable(String reason)) {
      Assumptions.abort("skipped: " + reason);
    }
  }
}
