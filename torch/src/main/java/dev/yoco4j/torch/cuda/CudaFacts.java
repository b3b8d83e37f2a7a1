package dev.yoco4j.torch.cuda;

import java.util.Optional;
import java.util.SequencedMap;

/// What was seen of CUDA, link by link; a link after a broken one was not looked at.
///
/// @param platform JavaCPP's name for it
/// @param driver NVIDIA's, absent where there is none
/// @param visibleDevices the variable `CUDA_VISIBLE_DEVICES`
/// @param gpu the first one that the driver shows
/// @param nativesPresent whether libtorch's libraries for CUDA are on the class path
/// @param libraries what became of loading them
record CudaFacts(
    String platform,
    Optional<Driver> driver,
    Optional<String> visibleDevices,
    Optional<Gpu> gpu,
    boolean nativesPresent,
    Libraries libraries) {

  /// NVIDIA's driver.
  ///
  /// @param release its own version, for example `580.95.05`
  /// @param cuda the newest CUDA that it runs
  /// @param failure its words where it did not start
  record Driver(String release, CudaVersion cuda, Optional<String> failure) {}

  /// What became of loading libtorch's CUDA.
  sealed interface Libraries {
    /// Not attempted.
    record NotTried() implements Libraries {}

    /// The system refused.
    ///
    /// @param message which library, and why
    record Missing(String message) implements Libraries {}

    /// Loaded, and yet libtorch finds no GPU.
    record NoGpuFound() implements Libraries {}

    /// Loaded, with a GPU.
    ///
    /// @param versions of NVIDIA's libraries, by name
    record Loaded(SequencedMap<String, String> versions) implements Libraries {}
  }
}
