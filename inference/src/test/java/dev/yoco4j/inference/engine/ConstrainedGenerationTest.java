package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.OutputFormat;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TokenPreferences;
import dev.yoco4j.inference.constraint.SchemaCheck;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.torch.Precision;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A model that knows nothing writes JSON all the same.
@Timeout(120)
class ConstrainedGenerationTest {
  private static final RotaryConfig ROTARY = RotaryConfig.yoco(10_000);
  private static final LanguageModel MODEL =
      LanguageModel.build(
          new YocoConfig(
              ByteTokens.SIZE,
              32,
              48,
              1,
              new SelfMixerConfig.SlidingWindow(2, 2, 16, ROTARY),
              1,
              new CrossAttentionConfig(4, 2, false, ROTARY),
              1e-5,
              true,
              1024),
          Parameters.random(3, Precision.FLOAT32));
  private static final String PERSON =
      """
      {"type": "object", "properties": {"name": {"type": "string", "maxLength": 6},
        "age": {"type": "integer"}, "kind": {"enum": ["cat", "dog"]}},
        "required": ["name", "kind"], "additionalProperties": false}\
      """;

  @AfterAll
  static void closeModel() {
    MODEL.close();
  }

  private static GenerationRequest request(SamplingConfig sampling, int maxTokens, String schema) {
    OutputFormat format =
        schema.equals("any") ? new OutputFormat.JsonObject() : new OutputFormat.JsonSchema(schema);
    return GenerationRequest.of(new int[] {1, 2, 3}, maxTokens, sampling).with(format);
  }

  /// What ends strings, objects and arrays is wanted more, or random texts would not end.
  private static SamplingConfig ending(long seed) {
    Map<Integer, Double> bias = Map.of((int) '"', 4.0, (int) '}', 4.0, (int) ']', 4.0);
    return SamplingConfig.plain(seed).with(new TokenPreferences(0, 0, bias));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "any",
        PERSON,
        "{\"type\": \"array\", \"items\": {\"type\": \"integer\"}, \"maxItems\": 3}",
        "{\"anyOf\": [{\"type\": \"integer\"}, {\"type\": \"string\", \"maxLength\": 3}]}"
      })
  void a_random_model_writes_only_what_is_valid(String schema) {
    int ended = 0;
    try (ModelEngine engine = new ModelEngine(MODEL, new ByteTokens())) {
      for (int seed = 0; seed < 25; seed++) {
        Recording events = new Recording();
        Finished finished = engine.generate(request(ending(seed), 300, schema), events);
        if (finished.reason() != FinishReason.MAX_TOKENS) {
          ended++;
          String check = schema.equals("any") ? "{\"type\": \"object\"}" : schema;
          assertThat(SchemaCheck.allows(check, events.text())).as(events.text()).isTrue();
        }
      }
    }
    assertThat(ended).isGreaterThan(15);
  }

  @Test
  void the_text_is_over_with_its_last_brace_and_greedy_generation_obeys() {
    try (ModelEngine engine = new ModelEngine(MODEL, new ByteTokens())) {
      Recording events = new Recording();
      Finished finished =
          engine.generate(request(SamplingConfig.greedy(), 300, "{\"const\": {\"a\": 1}}"), events);
      assertThat(finished.reason()).isEqualTo(FinishReason.COMPLETE);
      assertThat(events.text()).isEqualTo("{\"a\":1}");
    }
  }

  @Test
  void a_text_that_is_cut_short_says_so() {
    try (ModelEngine engine = new ModelEngine(MODEL, new ByteTokens())) {
      Recording events = new Recording();
      Finished finished = engine.generate(request(SamplingConfig.plain(1), 3, PERSON), events);
      assertThat(finished.reason()).isEqualTo(FinishReason.MAX_TOKENS);
      assertThat(events.tokens()).hasSize(3).startsWith((int) '{');
    }
  }

  @Test
  void a_schema_that_is_not_understood_is_refused_before_anything_runs() {
    try (ModelEngine engine = new ModelEngine(MODEL, new ByteTokens())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              engine.submit(
                  request(SamplingConfig.greedy(), 3, "{\"format\": \"date\"}"),
                  _ -> {},
                  () -> false))
          .withMessage("JSON schema at #: 'format' cannot be honoured");
    }
  }
}
