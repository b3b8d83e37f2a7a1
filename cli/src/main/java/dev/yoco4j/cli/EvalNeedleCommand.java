package dev.yoco4j.cli;

import dev.yoco4j.evaluation.needle.NeedleConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `yoco eval needle`: whether a model finds what stands in a long text.
@Command(
    name = "needle",
    description = {
      "Hide sentences with magic numbers in long text and ask for one of them.",
      "Texts, depths and scoring are those of the YOCO reference's evaluation."
    })
final class EvalNeedleCommand implements Callable<Integer> {
  @Mixin private EvaluationOptions evaluation = new EvaluationOptions();

  @Option(
      names = "--lengths",
      split = ",",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = {
        "Tokens of prompt and answer together: 4K,64K,1M",
        "(default: as many as the model was made for)."
      })
  private List<Long> lengths = List.of();

  @Option(
      names = "--depths",
      paramLabel = "N",
      defaultValue = "11",
      description = {
        "Depths from the beginning to the end, with several needles without these two",
        "(default: ${DEFAULT-VALUE})."
      })
  private int depths;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "At each depth (default: 10 with one needle, 5 with several).")
  private @Nullable Integer trials;

  @Option(
      names = "--needles",
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many are in the text at once: 1,2,4,8 (default: ${DEFAULT-VALUE}).")
  private List<Integer> needles = List.of();

  @Option(
      names = "--haystack",
      arity = "1..*",
      converter = DataPath.class,
      paramLabel = "PATH",
      description = {
        "Irrelevant text: files, folders, .zip or .jar archives, .jsonl files with a text field (also .gz)",
        "(default: sentences that this program makes)."
      })
  private List<Path> haystack = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Draws texts, cities, numbers and places (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private EngineMemory memory = new EngineMemory();

  @Override
  public Integer call() {
    memory.check();
    // Lengths that nobody gave are the model's: any will do for the check.
    var _ = Arguments.checked("needle", () -> config(lengths.isEmpty() ? List.of(1L) : lengths));
    evaluation.check();
    return evaluation.run(
        new NeedleEvaluation(
            model ->
                config(
                    lengths.isEmpty()
                        ? List.of((long) model.model().config().maxPositions())
                        : lengths),
            haystack,
            memory,
            seed));
  }

  private NeedleConfig config(List<Long> tokens) {
    tokens.stream()
        .filter(length -> length < 1 || length > NeedleConfig.LONGEST)
        .findFirst()
        .ifPresent(length -> {
          throw new UsageException(
              "--lengths must be at least 1 and at most %d, was %d"
                  .formatted(NeedleConfig.LONGEST, length));
        });
    return new NeedleConfig(
        tokens.stream().map(Math::toIntExact).toList(),
        needles,
        depths,
        trials == null ? OptionalInt.empty() : OptionalInt.of(trials),
        seed);
  }
}
