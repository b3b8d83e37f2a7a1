package dev.yoco4j.evaluation.perplexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Arrangement;
import dev.yoco4j.evaluation.perplexity.PerplexityConfig.Split;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.PositionScore;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.RepeatSplit;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.text.DocumentTokens;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PerplexityRunTest {
  private static final DocumentTokens MARKS = DocumentTokens.of(256, 257);
  private static final double LN_V = Math.log(ScriptedModel.VOCABULARY);

  private static PerplexityConfig config(Arrangement arrangement, int context, int stride) {
    return new PerplexityConfig(
        arrangement, context, stride, Split.REPEATS, KeyValueFormat.MODEL, 0);
  }

  private static TokenizedDocument document(int... tokens) {
    return new TokenizedDocument("x", TokenIds.of(tokens), tokens.length);
  }

  private static List<TokenizedDocument> documents() {
    Random random = new Random(4);
    return random
        .ints(40, 1, 120)
        .mapToObj(length -> document(random.ints(length, 0, 256).toArray()))
        .toList();
  }

  private static PerplexityResult run(
      LanguageModel model, PerplexityConfig config, List<TokenizedDocument> documents) {
    return run(model, MARKS, config, documents, FinishedCells.inMemory());
  }

  private static PerplexityResult run(
      LanguageModel model,
      DocumentTokens marks,
      PerplexityConfig config,
      List<TokenizedDocument> documents,
      FinishedCells cells) {
    PerplexityRun run =
        new PerplexityRun(model, marks, config, () -> 1, EvaluationListener.none(), cells);
    documents.forEach(run::add);
    return run.finish();
  }

  @ParameterizedTest
  @EnumSource
  void a_uniform_model_costs_ln_v_for_every_token(Arrangement arrangement) {
    try (LanguageModel model = ScriptedModel.uniform()) {
      PerplexityResult result = run(model, config(arrangement, 32, 8), documents());
      assertThat(result.all().loss()).isCloseTo(LN_V, within(Tolerances.FORWARD * LN_V));
      assertThat(result.all().perplexity())
          .isCloseTo(
              ScriptedModel.VOCABULARY,
              within(LN_V * Tolerances.FORWARD * ScriptedModel.VOCABULARY));
      assertThat(result.positions())
          .allSatisfy(position ->
              assertThat(position.upTo().loss())
                  .isCloseTo(LN_V, within(Tolerances.FORWARD * LN_V)));
    }
  }

  @Test
  void what_is_scored_and_what_a_byte_costs() {
    List<TokenizedDocument> documents = documents();
    long bytes = documents.stream().mapToLong(TokenizedDocument::bytes).sum();
    try (LanguageModel model = ScriptedModel.uniform()) {
      PerplexityResult alone = run(model, config(Arrangement.ONE_BY_ONE, 32, 8), documents);
      assertThat(alone.documents()).isEqualTo(40);
      assertThat(alone.bytes()).isEqualTo(bytes);
      assertThat(alone.all().tokens()).isEqualTo(bytes);
      double bits = Math.log(ScriptedModel.VOCABULARY) / Math.log(2);
      assertThat(alone.bitsPerByte().orElseThrow())
          .isCloseTo(bits, within(Tolerances.FORWARD * bits));
      PerplexityResult packed = run(model, config(Arrangement.PACKED, 32, 8), documents);
      // begin and end tokens are predicted too, but for the first
      assertThat(packed.all().tokens()).isEqualTo(bytes + 2 * 40 - 1);
    }
  }

  /// With logit a for the last token and 0 for all others, a repeated token costs ln(1 + (V-1)
  /// e^-a), and any other one a more.
  @Test
  void a_copying_model_costs_what_is_computed_by_hand() {
    double logit = 3;
    double hit = Math.log(1 + (ScriptedModel.VOCABULARY - 1) * Math.exp(-logit));
    double miss = hit + logit;
    try (LanguageModel model = ScriptedModel.copying(logit)) {
      // after the begin token: miss, hit, hit, miss, hit, miss
      PerplexityResult result =
          run(
              model,
              config(Arrangement.BY_POSITION, 100, 100),
              List.of(document(7, 7, 7, 9, 9, 7)));
      double nats = 3 * hit + 3 * miss;
      assertThat(result.all().nats()).isCloseTo(nats, within(Tolerances.FORWARD * nats));
      // pairs: B7 77 77* 79 99 97; the second 77 alone was seen before
      RepeatSplit split = result.split().orElseThrow();
      assertThat(split.repeats().tokens()).isEqualTo(1);
      assertThat(split.repeats().nats()).isCloseTo(hit, within(Tolerances.FORWARD * hit));
      assertThat(split.rest().tokens()).isEqualTo(5);
      assertThat(result.positions()).extracting(PositionScore::to).containsExactly(1L, 2L, 4L, 6L);
      assertThat(result.positions())
          .extracting(position -> position.own().tokens())
          .containsExactly(1L, 1L, 2L, 2L);
      double upToFour = (miss + hit + hit + miss) / 4;
      assertThat(result.positions().get(2).upTo().loss())
          .isCloseTo(upToFour, within(Tolerances.FORWARD * upToFour));
    }
  }

  @Test
  void a_document_longer_than_the_context_is_scored_up_to_there_and_has_no_bits_per_byte() {
    try (LanguageModel model = ScriptedModel.uniform()) {
      PerplexityResult result =
          run(model, config(Arrangement.BY_POSITION, 4, 4), List.of(document(1, 2, 3, 4, 5, 6, 7)));
      assertThat(result.all().tokens()).isEqualTo(4);
      assertThat(result.leftOut()).isEqualTo(3);
      assertThat(result.bitsPerByte()).isEmpty();
    }
  }

  @Test
  void without_a_token_before_documents_the_first_is_left_out() {
    DocumentTokens none = new DocumentTokens(OptionalInt.empty(), OptionalInt.empty());
    try (LanguageModel model = ScriptedModel.uniform()) {
      PerplexityResult result =
          run(
              model,
              none,
              config(Arrangement.ONE_BY_ONE, 8, 8),
              List.of(document(1, 2, 3), document(4)),
              FinishedCells.inMemory());
      assertThat(result.all().tokens()).isEqualTo(2);
      assertThat(result.documents()).isEqualTo(1);
      assertThat(result.passedOver()).isEqualTo(1);
      assertThat(result.leftOut()).isEqualTo(1);
    }
  }

  @Test
  void nothing_to_score_is_refused() {
    try (LanguageModel model = ScriptedModel.uniform()) {
      assertThatThrownBy(() -> run(model, config(Arrangement.PACKED, 8, 8), List.of(document())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nothing to score");
    }
  }

  /// What looks at the last token alone cannot tell how it is shown.
  @ParameterizedTest
  @CsvSource({"1, 1", "7, 3", "7, 7", "32, 1", "32, 16", "119, 119", "4096, 64"})
  void context_and_stride_change_nothing_for_a_model_without_memory(int context, int stride) {
    try (LanguageModel model = ScriptedModel.copying(2)) {
      PerplexityResult whole = run(model, config(Arrangement.BY_POSITION, 4096, 4096), documents());
      PerplexityResult cut =
          run(model, config(Arrangement.ONE_BY_ONE, context, stride), documents());
      assertThat(cut.all().tokens()).isEqualTo(whole.all().tokens());
      assertThat(cut.all().nats())
          .isCloseTo(whole.all().nats(), within(Tolerances.FORWARD * whole.all().nats()));
    }
  }

  @Test
  void context_helps_only_where_it_is_seen() {
    List<TokenizedDocument> documents = documents();
    try (LanguageModel model =
        LanguageModel.build(
            ModelPresets.named("yoco-tiny-gret"), Parameters.random(3, Precision.FLOAT32))) {
      PerplexityResult whole = run(model, config(Arrangement.ONE_BY_ONE, 200, 200), documents);
      PerplexityResult sliding = run(model, config(Arrangement.ONE_BY_ONE, 200, 1), documents);
      PerplexityResult cut = run(model, config(Arrangement.ONE_BY_ONE, 8, 8), documents);
      // no document is longer than 200: one window each, however far they slide
      assertThat(sliding.all()).isEqualTo(whole.all());
      assertThat(cut.all().tokens()).isEqualTo(whole.all().tokens());
      assertThat(cut.all().nats()).isNotEqualTo(whole.all().nats());
    }
  }

  @Test
  void finished_groups_are_not_scored_again() {
    List<TokenizedDocument> documents =
        new Random(8)
            .ints(3, 20_000, 40_000)
            .mapToObj(length -> document(new Random(length).ints(length, 0, 256).toArray()))
            .toList();
    PerplexityConfig config = config(Arrangement.ONE_BY_ONE, 128, 128);
    FinishedCells cells = FinishedCells.inMemory();
    PerplexityResult first;
    try (LanguageModel model = ScriptedModel.copying(2)) {
      first = run(model, MARKS, config, documents, cells);
    }
    assertThat(cells.size()).isGreaterThan(3);
    try (LanguageModel model = ScriptedModel.failing()) {
      assertThat(run(model, MARKS, config, documents, cells)).isEqualTo(first);
      assertThatThrownBy(() -> run(model, MARKS, config, documents, FinishedCells.inMemory()))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_run_that_is_stopped_keeps_what_is_finished_and_tells_no_result() {
    List<TokenizedDocument> documents =
        List.of(document(new int[20_000]), document(new int[20_000]));
    PerplexityConfig config = config(Arrangement.ONE_BY_ONE, 128, 128);
    FinishedCells cells = FinishedCells.inMemory();
    EvaluationListener impatient =
        new EvaluationListener() {
          @Override
          public void at(String counted, long done, long total) {}

          @Override
          public void remark(String line) {}

          @Override
          public boolean isStopped() {
            return cells.size() > 0;
          }
        };
    try (LanguageModel model = ScriptedModel.uniform()) {
      PerplexityRun run = new PerplexityRun(model, MARKS, config, () -> 1, impatient, cells);
      assertThatThrownBy(() -> documents.forEach(run::add))
          .isInstanceOf(CancellationException.class);
    }
    assertThat(cells.size()).isEqualTo(1);
  }
}
