package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.yoco4j.torch.cuda.CudaFacts.Driver;
import dev.yoco4j.torch.cuda.CudaFacts.Libraries;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Machines that are made up, one link broken in each.
class CudaDecisionTest {
  private static final String LINUX = "linux-x86_64";
  private static final SequencedMap<String, String> VERSIONS =
      new LinkedHashMap<>(Map.of("cudnn", "9.19.0"));
  private static final Libraries LOADED = new Libraries.Loaded(VERSIONS);
  private static final Libraries NOT_TRIED = new Libraries.NotTried();
  private static final Driver DRIVER =
      new Driver("580.95.05", new CudaVersion(13, 0), Optional.empty());

  private static Gpu gpu(int major, int minor) {
    return new Gpu("NVIDIA H200", new ComputeCapability(major, minor), 141L << 30);
  }

  private static CudaFacts facts(
      Optional<Driver> driver,
      Optional<String> visible,
      Optional<Gpu> gpu,
      boolean natives,
      Libraries libraries) {
    return new CudaFacts(LINUX, driver, visible, gpu, natives, libraries);
  }

  private static CudaFacts withDriver(Driver driver) {
    return facts(Optional.of(driver), Optional.empty(), Optional.empty(), true, NOT_TRIED);
  }

  private static CudaFacts withGpu(Gpu gpu, boolean natives, Libraries libraries) {
    return facts(Optional.of(DRIVER), Optional.empty(), Optional.of(gpu), natives, libraries);
  }

  static Stream<Arguments> broken() {
    Optional<Driver> driver = Optional.of(DRIVER);
    Optional<Gpu> h200 = Optional.of(gpu(9, 0));
    return Stream.of(
        arguments(
            new CudaFacts("macosx-arm64", driver, Optional.empty(), h200, true, LOADED),
            "CUDA is for linux-x86_64 only, this is macosx-arm64: use the CPU"),
        arguments(
            facts(Optional.empty(), Optional.empty(), Optional.empty(), false, NOT_TRIED),
            "there is no NVIDIA driver (libcuda.so.1 was not found): install driver 580 or newer; "
                + "in a container, give it the GPU (docker run --gpus all)"),
        arguments(
            withDriver(new Driver("535.183.01", new CudaVersion(12, 2), Optional.empty())),
            "the NVIDIA driver 535.183.01 is too old: it runs CUDA up to 12.2, and libtorch needs "
                + "13.0: install driver 580 or newer"),
        arguments(
            withDriver(
                new Driver(
                    "580.95.05", new CudaVersion(13, 0), Optional.of("CUDA_ERROR_UNKNOWN (999)"))),
            "the NVIDIA driver 580.95.05 did not start: CUDA_ERROR_UNKNOWN (999); nvidia-smi may "
                + "say more, and a restart helps after the driver was updated"),
        arguments(
            withDriver(DRIVER),
            "the NVIDIA driver 580.95.05 shows no GPU: check with nvidia-smi; in a container, give "
                + "it the GPU (docker run --gpus all)"),
        arguments(
            facts(driver, Optional.of("7"), Optional.empty(), true, NOT_TRIED),
            "CUDA_VISIBLE_DEVICES=7 shows this process no GPU: unset it, or name one that "
                + "nvidia-smi -L lists"),
        arguments(
            withGpu(gpu(7, 0), true, LOADED),
            "the GPU NVIDIA H200 has compute capability 7.0, and libtorch has code for 7.5, 8.0, "
                + "9.0, 10.0, 10.3, 12.0, 12.1 only: use the CPU"),
        arguments(
            withGpu(gpu(9, 0), false, NOT_TRIED),
            "there is a GPU (NVIDIA H200), but libtorch on the class path is the one for the CPU: "
                + "give ./yoco --device cuda, or set YOCO_CUDA=redist, or build with Maven's "
                + "profile cuda"),
        arguments(
            withGpu(gpu(9, 0), true, new Libraries.Missing("libcudnn.so.9: cannot open")),
            "a library of CUDA could not be loaded: libcudnn.so.9: cannot open; set "
                + "YOCO_CUDA=redist to have NVIDIA's libraries fetched, or install CUDA 13 and "
                + "cuDNN 9 and put their folders into LD_LIBRARY_PATH"),
        arguments(
            withGpu(gpu(9, 0), true, new Libraries.NoGpuFound()),
            "the driver 580.95.05 shows a GPU (NVIDIA H200) and libtorch finds none: see that "
                + "LD_LIBRARY_PATH names no other CUDA"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void the_first_broken_link_is_named(CudaFacts facts, String reason) {
    assertThat(CudaDecision.of(facts)).isEqualTo(new CudaStatus.Unusable(reason));
  }

  @Test
  void an_unbroken_chain_is_usable() {
    assertThat(CudaDecision.of(withGpu(gpu(9, 0), true, LOADED)))
        .isEqualTo(new CudaStatus.Usable(gpu(9, 0), "580.95.05", new CudaVersion(13, 0), VERSIONS));
  }

  /// An RTX 3090 is 8.6, an RTX 4090 is 8.9: they run the code for 8.0. Nothing runs on 11.0.
  @ParameterizedTest
  @MethodSource("capabilities")
  void code_runs_on_its_own_major_number_and_higher_minor_ones(
      ComputeCapability capability, boolean runs) {
    CudaStatus status =
        CudaDecision.of(withGpu(gpu(capability.major(), capability.minor()), true, LOADED));
    assertThat(status instanceof CudaStatus.Usable).isEqualTo(runs);
  }

  static Stream<Arguments> capabilities() {
    return Stream.of(
        arguments(new ComputeCapability(6, 1), false),
        arguments(new ComputeCapability(7, 0), false),
        arguments(new ComputeCapability(7, 5), true),
        arguments(new ComputeCapability(8, 6), true),
        arguments(new ComputeCapability(8, 9), true),
        arguments(new ComputeCapability(11, 0), false),
        arguments(new ComputeCapability(12, 1), true),
        arguments(new ComputeCapability(13, 0), false));
  }

  @Test
  void versions_are_read_as_cuda_writes_them() {
    assertThat(CudaVersion.of(13010)).isEqualTo(new CudaVersion(13, 1));
    assertThat(CudaVersion.of(12090)).isLessThan(CudaDecision.NEEDED).hasToString("12.9");
  }

  @Test
  void of_a_failed_load_the_systems_own_words_are_told() {
    LinkageError failure = new UnsatisfiedLinkError("no jnitorch in java.library.path");
    failure.initCause(
        new UnsatisfiedLinkError("/home/a/libjnicudart.so: libcudart.so.13: cannot open\nmore"));
    assertThat(CudaLibraries.cause(failure)).isEqualTo("libcudart.so.13: cannot open");
  }

  /// Holds on every machine: one without a driver must say so, and not fail.
  @Test
  void this_machine_has_a_status() {
    switch (CudaStatus.get()) {
      case CudaStatus.Usable usable -> assertThat(usable.gpu().memoryBytes()).isPositive();
      case CudaStatus.Unusable(String reason) ->
          assertThat(reason).isNotBlank().doesNotContain("\n");
    }
  }
}
