package dev.yoco4j.cli;

import dev.yoco4j.cli.report.LossCurve;
import dev.yoco4j.cli.report.LossesChart;
import dev.yoco4j.cli.report.LossesText;
import dev.yoco4j.cli.report.Pictures;
import dev.yoco4j.cli.report.RunLosses;
import dev.yoco4j.torch.AtomicFiles;
import dev.yoco4j.training.MetricsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `yoco eval losses`: training runs beside each other.
@Command(
    name = "losses",
    description = {
      "Compare training runs by what they wrote down: a table of the losses that they came to, and a",
      "picture of their curves over the tokens that each was trained on."
    })
final class EvalLossesCommand implements Runnable {
  @Option(
      names = "--runs",
      required = true,
      split = ",",
      paramLabel = "DIR",
      description = "Folders of yoco train, one or more; each has a metrics.jsonl.")
  private List<Path> runs = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The picture, a PNG; its folder must exist.")
  private Path out = Path.of("");

  @Override
  public void run() {
    List<RunLosses> losses = runs.stream().map(this::read).toList();
    Pictures pictures =
        Pictures.draw(() -> new LinkedHashMap<>(Map.of("losses", LossesChart.png(losses))));
    pictures.remarks().forEach(System.err::println);
    pictures.files().values().forEach(png -> AtomicFiles.replace(out, png));
    System.out.print(LossesText.of(losses));
  }

  private RunLosses read(Path run) {
    Path metrics = run.resolve(MetricsFile.NAME);
    if (!Files.exists(metrics)) {
      throw new UsageException("--runs: no " + metrics + ": give folders that yoco train made");
    }
    LossCurve curve = LossCurve.of(MetricsFile.read(metrics));
    if (curve.training().isEmpty()) {
      throw new UsageException("--runs: " + metrics + " has no step yet");
    }
    return new RunLosses(nameOf(run), curve);
  }

  /// The folder's own name, or its path where another run's folder has the same.
  private String nameOf(Path run) {
    String name = lastOf(run);
    boolean alone = runs.stream().filter(other -> lastOf(other).equals(name)).count() == 1;
    return alone ? name : run.toString();
  }

  private static String lastOf(Path run) {
    return String.valueOf(run.toAbsolutePath().normalize().getFileName());
  }
}
