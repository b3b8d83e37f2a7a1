package dev.yoco4j.cli;

import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How long the engine's sequences may be, and what it may hold.
final class EngineOptions {
  @Option(
      names = "--positions",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = {
        "Tokens that a sequence may have, prompt and answer together: 4096, 64K, 1M",
        "(default: as many as the model was made for)."
      })
  private @Nullable Long positions;

  @Mixin private EngineMemory memory = new EngineMemory();

  /// Checks the options without reading anything.
  void check() {
    memory.check();
    if (positions != null && (positions < 1 || positions > Integer.MAX_VALUE)) {
      throw new UsageException(
          "--positions must be at least 1 and at most %d, was %d"
              .formatted(Integer.MAX_VALUE, positions));
    }
  }

  /// The engine's configuration.
  ///
  /// @param usual positions where no option says otherwise
  EngineConfig config(LanguageModel model, int usual) {
    return config(model, usual, KeyValueFormat.MODEL);
  }

  /// The engine's configuration for a saved context, whose format counts where no option says
  /// otherwise.
  EngineConfig config(LanguageModel model, int usual, KeyValueFormat saved) {
    int most = positions == null ? usual : Math.toIntExact(positions);
    return memory.config(model, most, saved);
  }
}
