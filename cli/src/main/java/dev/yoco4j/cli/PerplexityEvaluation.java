package dev.yoco4j.cli;

import dev.yoco4j.cli.report.PerplexityText;
import dev.yoco4j.cli.report.Pictures;
import dev.yoco4j.cli.report.PositionChart;
import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Arrangement;
import dev.yoco4j.evaluation.perplexity.PerplexityResult;
import dev.yoco4j.evaluation.perplexity.PerplexityRun;
import dev.yoco4j.text.DocumentTokens;
import dev.yoco4j.training.data.Corpus;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The loss of a model on text.
///
/// @param corpus the text
/// @param names of what was given
/// @param strict whether malformed rows are refused
/// @param config how it is scored, for a model
record PerplexityEvaluation(
    Corpus corpus,
    List<String> names,
    boolean strict,
    Function<LoadedModel, PerplexityConfig> config)
    implements Evaluation {
  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public ObjectNode settings(LoadedModel model) {
    PerplexityConfig own = config.apply(model);
    ObjectNode settings = Json.object();
    ArrayNode data = settings.putArray("data");
    names.forEach(data::add);
    settings.put("data_fingerprint", corpus.fingerprint());
    settings.put("strict", strict);
    settings.put("arrangement", own.arrangement().name().toLowerCase(Locale.ROOT));
    settings.put("context", own.context());
    settings.put("stride", own.stride());
    settings.put("split", own.split().name().toLowerCase(Locale.ROOT));
    settings.put("kv_dtype", own.format().label());
    settings.put("min_tokens", own.minTokens());
    return settings;
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.empty();
  }

  @Override
  public EvaluationReport run(
      LoadedModel loaded, EvaluationListener listener, FinishedCells cells) {
    PerplexityConfig own = config.apply(loaded);
    int made = loaded.model().config().maxPositions();
    if (own.arrangement() != Arrangement.BY_POSITION && own.context() > made) {
      listener.remark(beyond("a context of %,d tokens".formatted(own.context()), made));
    }
    DocumentReader reader = new DocumentReader(corpus, loaded.tokenizer(), strict, listener);
    PerplexityRun run =
        new PerplexityRun(
            loaded.model(),
            new DocumentTokens(loaded.tokenizer().beginOfText(), loaded.tokenizer().endOfText()),
            own,
            reader::fraction,
            listener,
            cells);
    AtomicBoolean told = new AtomicBoolean(own.arrangement() != Arrangement.BY_POSITION);
    reader.forEach(document -> {
      if (document.tokens().size() > made && !told.getAndSet(true)) {
        listener.remark(
            beyond(
                "%s, of %,d tokens,".formatted(document.name(), document.tokens().size()), made));
      }
      run.add(document);
    });
    PerplexityResult result = run.finish();
    return new EvaluationReport(
        PerplexityJson.of(result, reader),
        PerplexityText.of(result),
        result.positions().isEmpty()
            ? Pictures.none()
            : Pictures.draw(() -> PositionChart.draw(result.positions())));
  }

  private static String beyond(String what, int made) {
    return "%s is beyond the %,d positions that the model was made for: it is measured there all the same"
        .formatted(what, made);
  }
}
