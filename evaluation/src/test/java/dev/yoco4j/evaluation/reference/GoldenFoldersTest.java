package dev.yoco4j.evaluation.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yoco4j.evaluation.reference.Verification.Difference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the public reference implementations computed, in a folder beside the repository.
///
/// `-Dyoco.golden=DIR` says where else it is. The bounds are those of its README: the kernels of
/// flash-linear-attention compute in TF32.
class GoldenFoldersTest {
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
  void a_model_computes_what_its_reference_computed(String name, double bound) {
    Path folder = golden().resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "skipped: there are no reference outputs in " + folder + "; give -Dyoco.golden=DIR");
    List<Difference> differences = Verification.run(folder, folder.resolve("expected.safetensors"));
    assertThat(differences)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(d -> assertThat(d.within(bound)).as(d.toString()).isTrue());
  }
}
