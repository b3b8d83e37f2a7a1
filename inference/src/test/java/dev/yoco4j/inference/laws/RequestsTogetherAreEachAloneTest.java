package dev.yoco4j.inference.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.engine.ByteTokens;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.inference.engine.Recording;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;

@EachDevice
@Timeout(60)
class RequestsTogetherAreEachAloneTest {
  /// More than may run at once, around the segment and the windows.
  private static final int[] PROMPTS = {130, 1, 16, 99, 7, 32, 64};

  private static final int BATCH = 3;

  private static EngineConfig config(LanguageModel model) {
    return EngineConfig.of(model).withPrefillSegment(32).withBatch(BATCH);
  }

  /// Of different lengths, too, so that others take the places of those that end.
  private static GenerationRequest request(int index) {
    int[] prompt = Requests.tokens(index, PROMPTS[index]);
    SamplingConfig sampling =
        index % 2 == 0
            ? SamplingConfig.greedy()
            : SamplingConfig.plain(index).withTopK(20).withRepetitionPenalty(1.2);
    return GenerationRequest.of(prompt, 10 + 5 * index, sampling);
  }

  @ForEachModel(precisions = Precision.FLOAT32)
  void any_number_at_once(Subject tiny) {
    List<Recording> events = new ArrayList<>();
    List<Submission> submitted = new ArrayList<>();
    try (LanguageModel model = tiny.build()) {
      try (ModelEngine engine = new ModelEngine(model, new ByteTokens(), config(model))) {
        for (int i = 0; i < PROMPTS.length; i++) {
          events.add(new Recording());
          submitted.add(engine.submit(request(i), events.get(i), () -> false));
        }
        submitted.forEach(Submission::await);
      }
      for (int i = 0; i < PROMPTS.length; i++) {
        var alone = new ModelEngine(model, new ByteTokens(), config(model).withoutSnapshots());
        assertThat(events.get(i).tokens())
            .as("request %s", i)
            .isEqualTo(Requests.alone(alone, request(i)));
      }
    }
  }
}
