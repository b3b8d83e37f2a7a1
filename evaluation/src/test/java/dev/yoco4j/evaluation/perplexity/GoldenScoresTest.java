package dev.yoco4j.evaluation.perplexity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.safetensors.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The log-probabilities of the public reference implementations, by the path that `yoco eval`
/// scores with. Where they are and how near is near enough: as in GoldenFoldersTest.
class GoldenScoresTest {
  private static Path golden() {
    String given = System.getProperty("yoco.golden");
    return given == null
        ? Path.of("").toAbsolutePath().resolve("../../shared/golden").normalize()
        : Path.of(given);
  }

  @ParameterizedTest
  @CsvSource({
    "gated-retention, 1e-4",
    "sliding-window, 1e-4",
    "transformer, 1e-4",
    "fla-gated-retention, 2e-3"
  })
  void tokens_cost_what_they_cost_the_reference(String name, double bound) {
    Path path = golden().resolve(name);
    assumeTrue(
        Files.isDirectory(path),
        () -> "skipped: there are no reference outputs in " + path + "; give -Dyoco.golden=DIR");
    try (ModelFolder folder = ModelFolder.open(path);
        SafetensorsFile file = SafetensorsFile.open(path.resolve("expected.safetensors"));
        LanguageModel model = folder.load(Precision.FLOAT32);
        Scope _ = Scope.open()) {
      Tensor tokens = file.read("tokens"); // [B, N]
      Tensor expected = file.read("token_logprobs"); // [B, N - 1]
      for (long row = 0; row < tokens.size(0); row++) {
        int[] sequence =
            Arrays.stream(Floats.numbers(tokens.select(0, row))).mapToInt(d -> (int) d).toArray();
        double[] wanted = Floats.numbers(expected.select(0, row));
        for (int segment : new int[] {100, sequence.length}) {
          double[] nats =
              new WindowScorer(model, KeyValueFormat.MODEL, segment, _ -> {})
                  .score(List.of(new Window(name, sequence, 1)))[0];
          assertThat(nats).hasSameSizeAs(wanted);
          for (int i = 0; i < nats.length; i++) {
            assertThat(-nats[i]).isCloseTo(wanted[i], within(bound));
          }
        }
      }
    }
  }
}
