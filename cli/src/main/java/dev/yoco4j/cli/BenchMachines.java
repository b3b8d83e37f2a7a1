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
