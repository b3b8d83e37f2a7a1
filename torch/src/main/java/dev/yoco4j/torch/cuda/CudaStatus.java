package dev.yoco4j.torch.cuda;

import java.util.Optional;
import java.util.SequencedMap;

/// Whether CUDA can be used by this process.
public sealed interface CudaStatus {
  /// It can.
  ///
  /// @param gpu the one that is used
  /// @param driver NVIDIA's driver's own version
  /// @param driverCuda the newest CUDA that the driver runs
  /// @param libraries versions of NVIDIA's libraries that libtorch uses, by name
  record Usable(
      Gpu gpu, String driver, CudaVersion driverCuda, SequencedMap<String, String> libraries)
      implements CudaStatus {}

  /// It can't.
  ///
  /// @param reason why, and what to do, in one line
  record Unusable(String reason) implements CudaStatus {}

  /// Looks, once in the life of the process: the driver first, then the GPU, then libtorch.
  ///
  /// @return the status
  static CudaStatus get() {
    return Seen.STATUS;
  }

  /// Whether CUDA can be used, without a look at the driver where libtorch is the CPU's.
  ///
  /// @return true if [#get] is [Usable]
  static boolean isUsable() {
    return CudaLibraries.present() && get() instanceof Usable;
  }

  /// What has gone wrong since, so that CUDA does nothing for this process any more: after an
  /// access to memory that is not there, for example, every call fails until the process ends.
  /// Waits for everything that was asked of the GPU.
  ///
  /// @return the driver's words; empty while CUDA works
  static Optional<String> failure() {
    return CudaDevice.failure();
  }

  /// Made when it is first asked for.
  final class Seen {
    private static final CudaStatus STATUS = CudaDecision.of(CudaLook.facts());

    private Seen() {}
  }
}
