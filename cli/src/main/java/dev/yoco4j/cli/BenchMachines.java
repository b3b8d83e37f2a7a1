package dev.yoco4j.cli;

import dev.yoco4j.cli.report.BenchMachine;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.MachineMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// This machine and this build, for results that outlive both.
final class BenchMachines {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private BenchMachines() {}

  static BenchMachine describe() {
    return new BenchMachine(
        processor(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        LibTorch.threads(),
        LibTorch.cpuCapability(),
        MachineMemory.availableBytes(),
        new BenchMachine.Software(
            Version.number(),
            SourceCommit.ofThisTree(),
            Runtime.version().toString(),
            LibTorch.version()),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /// The same for scripts.
  static ObjectNode json(BenchMachine machine) {
    ObjectNode node = Json.object();
    node.put("processor", machine.processor());
    node.put("system", machine.system());
    node.put("threads", machine.threads());
    node.put("cpu_capability", machine.capability());
    node.put("memory_available_bytes", machine.memoryAvailable());
    node.put("yoco4j", machine.software().yoco4j());
    node.put("commit", machine.software().commit());
    node.put("jdk", machine.software().jdk());
    node.put("libtorch", machine.software().libtorch());
    node.put("time", machine.time());
    return node;
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
