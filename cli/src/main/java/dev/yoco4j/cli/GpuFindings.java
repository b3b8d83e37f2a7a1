package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.cuda.CudaMemory;
import dev.yoco4j.torch.cuda.CudaStatus;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.node.ObjectNode;

/// What `yoco doctor` says of the GPU.
///
/// @param status of CUDA, absent where it was not to be looked at
/// @param required whether the machine is sound only with it
record GpuFindings(Optional<CudaStatus> status, boolean required) {
  /// Looks.
  ///
  /// @param device the option's value
  /// @throws IllegalArgumentException if there is no such device
  static GpuFindings of(String device) {
    return switch (device) {
      case "cpu" -> new GpuFindings(Optional.empty(), false);
      case "cuda" -> new GpuFindings(Optional.of(CudaStatus.get()), true);
      case "auto" -> new GpuFindings(Optional.of(CudaStatus.get()), false);
      default ->
          throw new IllegalArgumentException("device must be auto, cpu or cuda, was " + device);
    };
  }

  boolean sound() {
    return !required || status.filter(CudaStatus.Usable.class::isInstance).isPresent();
  }

  /// For people: a name and what is there.
  SequencedMap<String, String> lines() {
    SequencedMap<String, String> lines = new LinkedHashMap<>();
    status.ifPresent(seen -> {
      switch (seen) {
        case CudaStatus.Unusable(String reason) -> lines.put("cuda", "no: " + reason);
        case CudaStatus.Usable usable -> describe(usable, lines);
      }
    });
    return lines;
  }

  private static void describe(CudaStatus.Usable usable, SequencedMap<String, String> lines) {
    lines.put("cuda", "yes");
    lines.put("gpu", usable.gpu().name());
    lines.put("compute_capability", usable.gpu().capability().toString());
    lines.put(
        "gpu_memory",
        Quantities.bytes(usable.gpu().memoryBytes())
            + ", "
            + Quantities.bytes(CudaMemory.freeBytes())
            + " free");
    lines.put("driver", usable.driver() + ", runs CUDA up to " + usable.driverCuda());
    lines.putAll(usable.libraries());
    lines.put("gpu_matrix_product_bfloat16", DoctorCommand.rate(product()));
  }

  private static double product() {
    return LibTorch.matrixProductRate(Precision.BFLOAT16, Device.CUDA);
  }

  /// For programs: an object `cuda`.
  void writeTo(ObjectNode document) {
    status.ifPresent(seen -> {
      ObjectNode cuda = document.putObject("cuda");
      switch (seen) {
        case CudaStatus.Unusable(String reason) -> cuda.put("usable", false).put("reason", reason);
        case CudaStatus.Usable usable -> write(usable, cuda);
      }
    });
  }

  private static void write(CudaStatus.Usable usable, ObjectNode cuda) {
    cuda.put("usable", true)
        .put("gpu", usable.gpu().name())
        .put("compute_capability", usable.gpu().capability().toString())
        .put("memory_bytes", usable.gpu().memoryBytes())
        .put("free_bytes", CudaMemory.freeBytes())
        .put("driver", usable.driver())
        .put("driver_cuda", usable.driverCuda().toString());
    usable.libraries().forEach(cuda::put);
    cuda.put("matrix_product_bfloat16", DoctorCommand.rate(product()));
  }
}
