package dev.yoco4j.torch.cuda;

import dev.yoco4j.torch.cuda.CudaFacts.Driver;
import dev.yoco4j.torch.cuda.CudaFacts.Libraries;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// From what was seen of CUDA to whether it can be used. The first link that is broken is named: a
/// machine without a GPU is not told to fetch gigabytes of libraries.
final class CudaDecision {
  /// The one that libtorch's libraries are published for.
  static final String PLATFORM = "linux-x86_64";

  /// The CUDA whose libraries libtorch is linked with; drivers run all of one major version.
  static final CudaVersion NEEDED = new CudaVersion(13, 0);

  /// The oldest driver that runs it: the first table of the release notes of CUDA 13.
  static final String NEEDED_DRIVER = "580";

  /// What `libtorch_cuda.so` of bytedeco's pytorch 2.10.0-1.5.13 holds machine code for, read from
  /// the images in its section `.nv_fatbin`; there is no intermediate code for others.
  static final List<ComputeCapability> CODE =
      List.of(
          new ComputeCapability(7, 5),
          new ComputeCapability(8, 0),
          new ComputeCapability(9, 0),
          new ComputeCapability(10, 0),
          new ComputeCapability(10, 3),
          new ComputeCapability(12, 0),
          new ComputeCapability(12, 1));

  private CudaDecision() {}

  static CudaStatus of(CudaFacts facts) {
    if (!facts.platform().equals(PLATFORM)) {
      return no(
          "CUDA is for %s only, this is %s: use the CPU".formatted(PLATFORM, facts.platform()));
    }
    return facts
        .driver()
        .map(driver -> withDriver(facts, driver))
        .orElseGet(() ->
            no(
                ("there is no NVIDIA driver (libcuda.so.1 was not found): install driver %s or "
                        + "newer; in a container, give it the GPU (docker run --gpus all)")
                    .formatted(NEEDED_DRIVER)));
  }

  private static CudaStatus withDriver(CudaFacts facts, Driver driver) {
    if (driver.failure().isPresent()) {
      return no(
          ("the NVIDIA driver %s did not start: %s; nvidia-smi may say more, and a restart helps "
                  + "after the driver was updated")
              .formatted(driver.release(), driver.failure().get()));
    }
    if (driver.cuda().compareTo(NEEDED) < 0) {
      return no(
          ("the NVIDIA driver %s is too old: it runs CUDA up to %s, and libtorch needs %s: install "
                  + "driver %s or newer")
              .formatted(driver.release(), driver.cuda(), NEEDED, NEEDED_DRIVER));
    }
    return facts
        .gpu()
        .map(gpu -> withGpu(facts, driver, gpu))
        .orElseGet(() -> noGpu(driver, facts.visibleDevices()));
  }

  private static CudaStatus noGpu(Driver driver, Optional<String> visibleDevices) {
    return visibleDevices
        .map(value ->
            no(
                ("CUDA_VISIBLE_DEVICES=%s shows this process no GPU: unset it, or name one that "
                        + "nvidia-smi -L lists")
                    .formatted(value)))
        .orElseGet(() ->
            no(
                ("the NVIDIA driver %s shows no GPU: check with nvidia-smi; in a container, give "
                        + "it the GPU (docker run --gpus all)")
                    .formatted(driver.release())));
  }

  private static CudaStatus withGpu(CudaFacts facts, Driver driver, Gpu gpu) {
    if (CODE.stream().noneMatch(gpu.capability()::runs)) {
      return no(
          "the GPU %s has compute capability %s, and libtorch has code for %s only: use the CPU"
              .formatted(
                  gpu.name(),
                  gpu.capability(),
                  CODE.stream()
                      .map(ComputeCapability::toString)
                      .collect(Collectors.joining(", "))));
    }
    if (!facts.nativesPresent()) {
      return no(
          ("there is a GPU (%s), but libtorch on the class path is the one for the CPU: give ./yoco "
                  + "--device cuda, or set YOCO_CUDA=redist, or build with Maven's profile cuda")
              .formatted(gpu.name()));
    }
    return withNatives(facts.libraries(), driver, gpu);
  }

  private static CudaStatus withNatives(Libraries libraries, Driver driver, Gpu gpu) {
    return switch (libraries) {
      case Libraries.Loaded(var versions) ->
          new CudaStatus.Usable(gpu, driver.release(), driver.cuda(), versions);
      case Libraries.Missing(String message) ->
          no(
              ("a library of CUDA could not be loaded: %s; set YOCO_CUDA=redist to have NVIDIA's "
                      + "libraries fetched, or install CUDA 13 and cuDNN 9 and put their folders into "
                      + "LD_LIBRARY_PATH")
                  .formatted(message));
      case Libraries.NoGpuFound _ ->
          no(
              ("the driver %s shows a GPU (%s) and libtorch finds none: see that LD_LIBRARY_PATH "
                      + "names no other CUDA")
                  .formatted(driver.release(), gpu.name()));
      case Libraries.NotTried _ -> throw new IllegalStateException("libtorch was not looked at");
    };
  }

  private static CudaStatus no(String reason) {
    return new CudaStatus.Unusable(reason);
  }
}
