package dev.yoco4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Device;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.Losses;
import dev.yoco4j.training.MetricsFile;
import dev.yoco4j.training.Tokens;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.data.CorpusConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EachDevice
class AResumedRunIsAnUninterruptedOneTest {
  private static final int STEPS = 6;

  private final Device device;

  @TempDir private Path folder = Path.of("");

  AResumedRunIsAnUninterruptedOneTest(Device device) {
    this.device = device;
  }

  private TrainingRun run(String out, String dtype) {
    RunOptions options =
        new RunOptions(
            SmallRecipe.of("yoco-tiny-gret", dtype),
            List.of(Tokens.text(folder, 200)),
            CorpusConfig.defaults(),
            folder.resolve(out),
            new Budget.Steps(STEPS),
            2,
            2,
            3,
            device);
    return new TrainingRun(options, new SilentListener());
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "bfloat16"})
  void a_resumed_run_is_an_uninterrupted_one(String dtype) {
    TrainingRun.Outcome whole = run("whole", dtype).start(() -> false);
    int[] calls = {0};
    TrainingRun.Outcome stopped = run("parts", dtype).start(() -> ++calls[0] > 3);
    assertThat(stopped.finished()).isFalse();
    assertThat(stopped.state().step()).isEqualTo(3);
    TrainingRun.Outcome resumed = run("parts", dtype).resume(() -> false);
    assertThat(resumed.state().step()).isEqualTo(STEPS);
    switch (device) {
      case CPU -> assertSameBits(resumed, whole);
      case CUDA ->
          Losses.assertSame(
              device, RunOnCuda.losses(events("parts")), RunOnCuda.losses(events("whole")));
    }
  }

  private void assertSameBits(TrainingRun.Outcome resumed, TrainingRun.Outcome whole) {
    for (String file : List.of("model.safetensors", "optimizer.safetensors", "config.json")) {
      assertThat(resumed.model().resolve(file))
          .as(file)
          .hasSameBinaryContentAs(whole.model().resolve(file));
    }
    assertThat(events("parts")).isEqualTo(events("whole"));
  }

  /// What a run told, but for when it began and saved.
  private List<TrainingEvent> events(String run) {
    return MetricsFile.read(folder.resolve(run).resolve(MetricsFile.NAME)).stream()
        .filter(e -> !(e instanceof TrainingEvent.Saved || e instanceof TrainingEvent.Begun))
        .map(AResumedRunIsAnUninterruptedOneTest::withoutTimes)
        .toList();
  }

  private static TrainingEvent withoutTimes(TrainingEvent event) {
    return switch (event) {
      case TrainingEvent.Stepped(
              long step,
              double loss,
              double norm,
              double rate,
              long tokens,
              _,
              _,
              double done) ->
          new TrainingEvent.Stepped(step, loss, norm, rate, tokens, 0, 0, done);
      case TrainingEvent.Saved(long step, _) -> new TrainingEvent.Saved(step, Path.of(""));
      case TrainingEvent.Begun begun -> begun;
      case TrainingEvent.Extended(long step, int context, double theta, _) ->
          new TrainingEvent.Extended(step, context, theta, 0);
      case TrainingEvent.Skipped skipped -> skipped;
      case TrainingEvent.Validated validated -> validated;
    };
  }
}
