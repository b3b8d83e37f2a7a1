package dev.yoco4j.cli;

import dev.yoco4j.evaluation.perplexity.PerplexityConfig;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Arrangement;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Split;
import dev.yoco4j.model.past.KeyValueFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `yoco eval ppl`: how well a model predicts text.
@Command(
    name = "ppl",
    description = {
      "Loss in nats per token, perplexity, and bits per byte of text.",
      "Each token is scored once, in windows that slide over each document."
    })
final class EvalPplCommand implements Callable<Integer> {
  @Mixin private EvaluationOptions evaluation = new EvaluationOptions();

  @Mixin private ScoredText text = new ScoredText();

  @Option(
      names = "--context",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = {
        "Tokens that the model sees at once: 2048, 64K",
        "(default: as many as it was made for; with --by-position, the whole document)."
      })
  private @Nullable Long context;

  @Option(
      names = "--stride",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = {
        "Tokens from one window to the next; but at the beginning of a document, each token has",
        "context - stride tokens before it at least (default: half of the context)."
      })
  private @Nullable Long stride;

  @Option(
      names = "--packed",
      description = "Score documents one after another as in training, not each anew.")
  private boolean packed;

  @Option(
      names = "--by-position",
      description = {
        "Score each document in one window, however long, and give the mean loss up to each",
        "power of two of tokens; a longer one than --context is scored up to there."
      })
  private boolean byPosition;

  @Option(
      names = "--ar-hits",
      description = "Give apart the loss of tokens that end a pair seen before in the window.")
  private boolean arHits;

  @Option(
      names = "--min-tokens",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      defaultValue = "0",
      description = "Pass over documents of fewer tokens (default: ${DEFAULT-VALUE}).")
  private long minTokens;

  @Option(
      names = "--kv-dtype",
      paramLabel = "TYPE",
      defaultValue = "model",
      description = "Keys and values: model (as --dtype) or int8 (default: ${DEFAULT-VALUE}).")
  private String keyValues = "model";

  @Override
  public Integer call() {
    var _ = format();
    if (byPosition && (packed || stride != null)) {
      throw new UsageException(
          "--by-position scores each document in one window: leave out --packed and --stride");
    }
    position("--context", context == null ? 1 : context, 1);
    position("--stride", stride == null ? 1 : stride, 1);
    position("--min-tokens", minTokens, 0);
    if (context != null && stride != null && stride > context) {
      throw new UsageException(
          "--stride must be at most the context of %,d, was %,d".formatted(context, stride));
    }
    evaluation.check();
    return evaluation.run(
        new PerplexityEvaluation(text.corpus(), text.names(), text.isStrict(), this::config));
  }

  private static void position(String option, long value, long least) {
    if (value < least || value > Integer.MAX_VALUE - 1) {
      throw new UsageException(
          "%s must be at least %d and below %d, was %d"
              .formatted(option, least, Integer.MAX_VALUE, value));
    }
  }

  private KeyValueFormat format() {
    return Arguments.checked("--kv-dtype", () -> KeyValueFormat.of(keyValues));
  }

  private PerplexityConfig config(LoadedModel model) {
    long usual = byPosition ? Integer.MAX_VALUE - 1 : model.model().config().maxPositions();
    int seen = Math.toIntExact(context == null ? usual : context);
    int step =
        byPosition || stride == null
            ? Math.max(1, byPosition ? seen : seen / 2)
            : Math.toIntExact(stride);
    return Arguments.checked(
        "--stride",
        () ->
            new PerplexityConfig(
                arrangement(),
                seen,
                step,
                arHits ? Split.REPEATS : Split.NONE,
                format(),
                Math.toIntExact(minTokens)));
  }

  private Arrangement arrangement() {
    if (byPosition) {
      return Arrangement.BY_POSITION;
    }
    return packed ? Arrangement.PACKED : Arrangement.ONE_BY_ONE;
  }
}
