package dev.yoco4j.torch.cuda;

import org.bytedeco.pytorch.global.torch;

/// Whether CUDA can be used by this process.
public sealed interface CudaStatus {
  /// It can.
  record Usable() implements CudaStatus {}

  /// It can't.
  ///
  /// @param reason why, and what to do
  record Unusable(String reason) implements CudaStatus {}

  /// Looks once.
  ///
  /// @return the status
  static CudaStatus get() {
    return torch.cuda_is_available()
        ? new Usable()
        : new Unusable("no NVIDIA GPU that libtorch can use");
  }
}
