package dev.yoco4j.cli;

import dev.yoco4j.cli.report.NeedleMaps;
import dev.yoco4j.cli.report.NeedleTables;
import dev.yoco4j.cli.report.Pictures;
import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.needle.Haystack;
import dev.yoco4j.evaluation.needle.NeedleConfig;
import dev.yoco4j.evaluation.needle.NeedlePrompts;
import dev.yoco4j.evaluation.needle.NeedleResult;
import dev.yoco4j.evaluation.needle.NeedleRun;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.training.data.Corpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Needles in haystacks.
///
/// @param config what is tried, for a model
/// @param haystack paths of irrelevant text; none for made text
/// @param memory what the engine may hold
/// @param drawn the seed
record NeedleEvaluation(
    Function<LoadedModel, NeedleConfig> config,
    List<Path> haystack,
    EngineMemory memory,
    long drawn)
    implements Evaluation {
  /// Snapshots may take as much as so many of the longest prompts: more would hold what no later
  /// trial begins with.
  private static final int PROMPTS_KEPT = 3;

  @Override
  public String name() {
    return "needle";
  }

  @Override
  public ObjectNode settings(LoadedModel model) {
    NeedleConfig own = config.apply(model);
    ObjectNode settings = Json.object();
    ArrayNode lengths = settings.putArray("lengths");
    own.lengths().forEach(lengths::add);
    ArrayNode needles = settings.putArray("needles");
    own.needles().forEach(needles::add);
    settings.put("depths", own.depths());
    ArrayNode trials = settings.putArray("trials");
    own.needles().forEach(count -> trials.add(own.trials(count)));
    settings.put("answer_tokens", NeedlePrompts.ANSWER_TOKENS);
    settings.put("kv_dtype", memory.format(KeyValueFormat.MODEL).label());
    ArrayNode paths = settings.putArray("haystack");
    haystack.forEach(path -> paths.add(path.toString()));
    settings.put(
        "haystack_fingerprint", haystack.isEmpty() ? "made" : Corpus.of(haystack).fingerprint());
    return settings;
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(drawn);
  }

  @Override
  public EvaluationReport run(
      LoadedModel loaded, EvaluationListener listener, FinishedCells cells) {
    NeedleConfig own = config.apply(loaded);
    NeedlePrompts prompts = new NeedlePrompts(loaded.tokenizer(), hay(), own.seed());
    prompts.check(own);
    EngineConfig engine = engine(loaded, own);
    int made = loaded.model().config().maxPositions();
    if (own.lengths().getLast() > made) {
      listener.remark(
          "lengths above %,d are beyond what the model was made for: they are tried all the same"
              .formatted(made));
    }
    NeedleResult result;
    try (ModelEngine running = new ModelEngine(loaded.model(), loaded.tokenizer(), engine)) {
      result = new NeedleResult(own, new NeedleRun(running, prompts, listener, cells).run(own));
    }
    return new EvaluationReport(
        NeedleJson.of(result),
        NeedleTables.of(result),
        Pictures.draw(() -> NeedleMaps.draw(result)));
  }

  private Haystack hay() {
    if (haystack.isEmpty()) {
      return Haystack.made();
    }
    List<String> documents = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Corpus.of(haystack)
        .forEachPart(
            part -> {
              text.append(part.document().text());
              if (part.closes()) {
                documents.add(text.toString());
                text.setLength(0);
              }
            },
            malformed -> {
              throw malformed;
            });
    try {
      return Haystack.of(documents);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--haystack %s: %s".formatted(haystack, e.getMessage()), e);
    }
  }

  /// Refuses what does not fit before anything is measured.
  private EngineConfig engine(LoadedModel loaded, NeedleConfig own) {
    int longest = own.lengths().getLast();
    int positions = longest + NeedlePrompts.REFERENCE_RESERVE;
    EngineConfig engine = memory.config(loaded.model(), positions, KeyValueFormat.MODEL);
    PastLayout layout = PastLayout.of(loaded.model(), positions).with(engine.format());
    if (layout.bytes(positions) > engine.budget().pasts()) {
      throw new IllegalArgumentException(
          "a length of %,d tokens needs %,d bytes of keys, values and states, and %,d are left beside the model, enough for %,d tokens: lower --lengths, raise --memory, or give --kv-dtype int8"
              .formatted(
                  longest,
                  layout.bytes(positions),
                  engine.budget().pasts(),
                  layout.positionsWithin(engine.budget().pasts())));
    }
    return engine.withSnapshotBytes(PROMPTS_KEPT * layout.bytes(positions));
  }
}
