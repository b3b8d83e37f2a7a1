package dev.yoco4j.torch;

import dev.yoco4j.torch.cuda.CudaMemory;
import dev.yoco4j.torch.cuda.CudaStatus;
import dev.yoco4j.torch.cuda.CudaStreams;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Where tensors are, and where what is computed from them runs.
public enum Device {
  /// The processor, and the memory of the host.
  CPU("cpu"),
  /// The first NVIDIA GPU that the process sees, and its memory.
  CUDA("cuda:0");

  private final String libtorchName;

  Device(String libtorchName) {
    this.libtorchName = libtorchName;
  }

  /// Reads a device's name.
  ///
  /// @param label `cpu`, `cuda`, or `auto` for CUDA where it works and the CPU elsewhere
  /// @return a device that can be used
  /// @throws IllegalArgumentException if there is none of that name
  /// @throws IllegalStateException if it can't be used; the message says why and what to do
  public static Device of(String label) {
    return switch (label.toLowerCase(Locale.ROOT)) {
      case "cpu" -> CPU;
      case "cuda" -> usableCuda();
      case "auto" -> CudaStatus.isUsable() ? CUDA : CPU;
      default ->
          throw new IllegalArgumentException("device must be auto, cpu or cuda, was " + label);
    };
  }

  private static Device usableCuda() {
    return switch (CudaStatus.get()) {
      case CudaStatus.Usable _ -> CUDA;
      case CudaStatus.Unusable(String reason) ->
          throw new IllegalStateException("device cuda can't be used: " + reason);
    };
  }

  /// Where a tensor is.
  ///
  /// @param tensor any
  /// @return its device
  /// @throws IllegalArgumentException if it is on none of these
  public static Device of(Tensor tensor) {
    if (tensor.is_cpu()) {
      return CPU;
    }
    if (tensor.is_cuda()) {
      return CUDA;
    }
    throw new IllegalArgumentException(
        "a tensor must be on one of "
            + Arrays.stream(values()).map(Device::label).collect(Collectors.joining(", ")));
  }

  /// The name in files and on the command line.
  ///
  /// @return `cpu` or `cuda`
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Options for new tensors here, in the current scope.
  ///
  /// @param type of their numbers
  /// @return options without gradient
  public TensorOptions options(ScalarType type) {
    TensorOptions options = new TensorOptions(type);
    return this == CPU ? options : options.device(new DeviceOptional(libtorch()));
  }

  /// Options for new tensors here, in the current scope.
  ///
  /// @param precision of their numbers
  /// @return options without gradient
  public TensorOptions options(Precision precision) {
    return options(precision.scalarType());
  }

  /// A tensor with the same numbers here; the same tensor if it is here already.
  ///
  /// A GPU is given numbers in the order of its work, and nobody waits for it: what the host goes
  /// on to ask for is asked for in time. The numbers have left the given tensor on return.
  ///
  /// @param tensor any; on the CPU in memory that is not pinned
  /// @return `tensor` on this device
  public Tensor move(Tensor tensor) {
    boolean toGpu = this == CUDA;
    return tensor.is_cuda() == toGpu
        ? tensor
        : tensor.to(libtorch(), tensor.scalar_type(), toGpu, false, Floats.anyFormat());
  }

  /// A source of random numbers here.
  ///
  /// @param seed any number
  /// @return a generator; CUDA has one, which starts anew
  public Generator generator(long seed) {
    if (this == CPU) {
      return torch.make_generator_cpu(seed);
    }
    Generator generator = torch.globalContext().defaultGenerator(libtorch());
    generator.set_current_seed(seed);
    return generator;
  }

  private org.bytedeco.pytorch.Device libtorch() {
    return new org.bytedeco.pytorch.Device(libtorchName);
  }

  /// Memory that could be taken here.
  ///
  /// @return bytes
  public long availableBytes() {
    return switch (this) {
      case CPU -> MachineMemory.availableBytes();
      case CUDA -> CudaMemory.availableBytes();
    };
  }

  /// Runs work that steps of a model may be recorded in: on CUDA with a stream of its own, once
  /// what others asked for is done.
  ///
  /// @param <T> of the result
  /// @param work all of the thread's work here
  /// @return what it gives
  public <T> T onOwnStream(Supplier<T> work) {
    return switch (this) {
      case CPU -> work.get();
      case CUDA -> {
        synchronize();
        try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread()) {
          yield work.get();
        }
      }
    };
  }

  /// What keeps this process from ever computing here again. Asked after something failed.
  ///
  /// @return why; empty where one failure is not the next one's
  public Optional<String> failure() {
    return switch (this) {
      case CPU -> Optional.empty();
      case CUDA -> CudaStatus.failure();
    };
  }

  /// Waits until everything that was asked of the device is done. Errors of its kernels appear here
  /// at the latest.
  public void synchronize() {
    if (this == CUDA) {
      torch.cuda_synchronize();
    }
  }
}
