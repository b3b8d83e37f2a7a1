package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Generation with a real model, however small.
class ModelGenerationTest {
  private static final RotaryConfig ROTARY = RotaryConfig.yoco(10_000);
  private static final YocoConfig CONFIG =
      new YocoConfig(
          ByteTokens.SIZE,
          32,
          48,
          2,
          new SelfMixerConfig.SlidingWindow(2, 2, 16, ROTARY),
          2,
          new CrossAttentionConfig(4, 2, false, ROTARY),
          1e-5,
          true,
          512);
  private static final LanguageModel MODEL =
      LanguageModel.build(CONFIG, Parameters.random(3, Precision.FLOAT32));

  @AfterAll
  static void closeModel() {
    MODEL.close();
  }

  private static TextGenerator generator(int segment) {
    return new ModelEngine(
        MODEL, new ByteTokens(), EngineConfig.of(MODEL).withPrefillSegment(segment));
  }

  private static int[] prompt(int length) {
    return new SplittableRandom(1).ints(length, 0, 256).toArray();
  }

  private static int[] run(TextGenerator generator, int[] prompt, SamplingConfig sampling) {
    Recording events = new Recording();
    try (generator) {
      Finished _ = generator.generate(GenerationRequest.of(prompt, 40, sampling), events);
    }
    return events.tokens();
  }

  @Test
  void greedy_generation_is_the_argmax_of_the_logits_of_everything_before() {
    int[] prompt = prompt(30);
    int[] generated = run(generator(512), prompt, SamplingConfig.greedy());
    try (Scope _ = Scope.open()) {
      long[] all = joined(prompt, generated).asLongStream().toArray();
      Tensor logits = MODEL.logits(Tensor.create(all, 1, all.length)); // [1, T, V]
      for (int i = 0; i < generated.length; i++) {
        Tensor row = logits.select(1, prompt.length + i - 1);
        assertThat(row.argmax().item_long()).isEqualTo(generated[i]);
      }
    }
  }

  private static IntStream joined(int[]... parts) {
    return Stream.of(parts).flatMapToInt(IntStream::of);
  }

  @Test
  void the_segment_length_changes_nothing() {
    SamplingConfig sampling = SamplingConfig.plain(5).withTopK(20).withRepetitionPenalty(1.2);
    int[] want = run(generator(512), prompt(100), sampling);
    for (int segment : new int[] {1, 16, 33, 99, 100}) {
      assertThat(run(generator(segment), prompt(100), sampling)).isEqualTo(want);
    }
  }

  @Test
  void a_conversation_in_a_session_is_the_same_as_its_whole_text_at_once() {
    SamplingConfig sampling = SamplingConfig.greedy().withRepetitionPenalty(1.5);
    int[] first = prompt(20);
    int[] second = prompt(9);
    try (TextGenerator engine = generator(512);
        GenerationSession session = engine.open()) {
      Recording one = new Recording();
      Recording two = new Recording();
      Finished _ = session.generate(GenerationRequest.of(first, 10, sampling), one);
      Finished _ = session.generate(GenerationRequest.of(second, 40, sampling), two);
      int[] whole = joined(first, one.tokens(), second).toArray();
      assertThat(two.tokens()).isEqualTo(run(generator(512), whole, sampling));
    }
  }

  @Test
  void a_model_that_computes_no_numbers_is_named_as_the_culprit() {
    try (LanguageModel broken =
        LanguageModel.build(CONFIG, Parameters.random(3, Precision.FLOAT32))) {
      Tensor _ =
          broken.parameters().tensors().firstEntry().getValue().fill_(new Scalar(Double.NaN));
      TextGenerator generator = new ModelEngine(broken, new ByteTokens());
      assertThatIllegalStateException()
          .isThrownBy(() -> run(generator, prompt(3), SamplingConfig.greedy()))
          .withMessage(
              "the model's output at position 3 is broken: the logit of token 0 is NaN;"
                  + " model.embeddings.weight holds numbers that are not finite");
    }
  }

  @Test
  void an_engine_left_to_itself_takes_the_models_length_and_a_long_segment() {
    EngineConfig config = EngineConfig.of(MODEL);
    assertThat(config.maxPositions()).isEqualTo(512);
    assertThat(config.prefillSegment()).isEqualTo(2048);
  }
}
