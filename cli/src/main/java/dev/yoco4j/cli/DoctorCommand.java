package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.MachineMemory;
import dev.yoco4j.torch.Precision;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco doctor`: does this machine have what yoco4j needs?
@Command(
    name = "doctor",
    description = "Show platform, Java, libtorch, threads and memory, and compute a tensor.")
final class DoctorCommand implements Callable<Integer> {
  private static final double PROBE = 1024;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    SequencedMap<String, String> findings = new LinkedHashMap<>();
    findings.put("yoco4j", Version.number());
    findings.put("platform", LibTorch.platform());
    findings.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    findings.put("libtorch", LibTorch.version());
    findings.put("cpu_capability", LibTorch.cpuCapability());
    findings.put("threads", String.valueOf(LibTorch.threads()));
    findings.put("memory_available", Quantities.bytes(MachineMemory.availableBytes()));
    for (Precision precision : Precision.values()) {
      findings.put(
          "matrix_product_" + precision.label(), rate(LibTorch.matrixProductRate(precision)));
    }
    boolean sound = LibTorch.probe() == PROBE;
    findings.put(
        "tensor", sound ? "computed" : "wrong: a product of ones is not what it should be");
    if (json) {
      ObjectNode document = Json.object();
      findings.forEach(document::put);
      document.put("ok", sound);
      Json.print(document);
    } else {
      findings.forEach(
          (name, value) -> System.out.printf("%-26s %s%n", name.replace('_', ' '), value));
    }
    return sound ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String rate(double operationsPerSecond) {
    return String.format(Locale.ROOT, "%.0f GFLOP/s", operationsPerSecond / 1e9);
  }
}
