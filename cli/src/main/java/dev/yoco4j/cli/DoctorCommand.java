package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.MachineMemory;
import dev.yoco4j.torch.Precision;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco doctor`: does this machine have what yoco4j needs?
@Command(
    name = "doctor",
    description = "Show platform, Java, libtorch, threads, memory and GPU, and compute a tensor.")
final class DoctorCommand implements Callable<Integer> {
  private static final double PROBE = 1024;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = {
        "What must work: cuda, cpu, which leaves the GPU alone, or auto, for which a machine",
        "without a GPU is sound as well (default: auto)."
      })
  private String device = "auto";

  @Override
  public Integer call() {
    GpuFindings gpu = Arguments.checked("--device", () -> GpuFindings.of(device));
    SequencedMap<String, String> findings = new LinkedHashMap<>();
    findings.put("yoco4j", Version.number());
    findings.put("platform", LibTorch.platform());
    findings.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    findings.put("memory_available", Quantities.bytes(MachineMemory.availableBytes()));
    boolean sound = libtorch(findings) && gpu.sound();
    print(findings, gpu, sound);
    return sound ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static boolean libtorch(SequencedMap<String, String> findings) {
    Optional<String> failure = LibTorch.failure();
    if (failure.isPresent()) {
      findings.put("libtorch", "can't be loaded: " + failure.get());
      return false;
    }
    findings.put("libtorch", LibTorch.version());
    findings.put("cpu_capability", LibTorch.cpuCapability());
    findings.put("threads", String.valueOf(LibTorch.threads()));
    for (Precision precision : Precision.values()) {
      findings.put(
          "matrix_product_" + precision.label(),
          rate(LibTorch.matrixProductRate(precision, Device.CPU)));
    }
    boolean sound = LibTorch.probe() == PROBE;
    findings.put(
        "tensor", sound ? "computed" : "wrong: a product of ones is not what it should be");
    return sound;
  }

  private void print(SequencedMap<String, String> findings, GpuFindings gpu, boolean sound) {
    if (json) {
      ObjectNode document = Json.object();
      findings.forEach(document::put);
      gpu.writeTo(document);
      document.put("ok", sound);
      Json.print(document);
    } else {
      findings.putAll(gpu.lines());
      findings.forEach(
          (name, value) -> System.out.printf("%-26s %s%n", name.replace('_', ' '), value));
    }
  }

  static String rate(double operationsPerSecond) {
    return String.format(Locale.ROOT, "%.0f GFLOP/s", operationsPerSecond / 1e9);
  }
}
