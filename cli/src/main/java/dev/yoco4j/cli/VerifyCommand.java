package dev.yoco4j.cli;

import dev.yoco4j.evaluation.reference.Verification;
import dev.yoco4j.evaluation.reference.Verification.Difference;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `yoco verify`: does a model compute what its reference computed?
@Command(
    name = "verify",
    description = {
      "Compare a model with what a reference implementation computed.",
      "Prints the largest absolute difference per tensor; exit code 1 if one is above the tolerance."
    })
final class VerifyCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model folder.")
  private Path model = Path.of("");

  @Option(
      names = "--expected",
      required = true,
      paramLabel = "FILE",
      description = "The reference's tensors, a safetensors file as in docs/formats/expected.md.")
  private Path expected = Path.of("");

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      defaultValue = "1e-4",
      description = "Largest absolute difference allowed (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (!(tolerance >= 0)) {
      throw new UsageException("--tolerance must be at least 0, was " + tolerance);
    }
    List<Difference> differences = Verification.run(model, expected);
    boolean passed = differences.stream().allMatch(d -> d.within(tolerance));
    if (json) {
      Json.print(document(differences, passed));
    } else {
      for (Difference d : differences) {
        System.out.printf(
            "%-20s %.3g  %s%n",
            d.tensor(), d.largestDifference(), d.within(tolerance) ? "ok" : "above " + tolerance);
      }
      System.out.println(
          passed ? "verified within " + tolerance : "differs by more than " + tolerance);
    }
    return passed ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private ObjectNode document(List<Difference> differences, boolean passed) {
    ObjectNode document = Json.object();
    document.put("passed", passed);
    document.put("tolerance", tolerance);
    ArrayNode tensors = document.putArray("tensors");
    for (Difference d : differences) {
      ObjectNode tensor = tensors.addObject();
      tensor.put("name", d.tensor());
      if (Double.isFinite(d.largestDifference())) {
        tensor.put("largest_difference", d.largestDifference());
      } else {
        tensor.put("largest_difference", String.valueOf(d.largestDifference()));
      }
      tensor.put("entries", d.entries());
      tensor.put("passed", d.within(tolerance));
    }
    return document;
  }
}
