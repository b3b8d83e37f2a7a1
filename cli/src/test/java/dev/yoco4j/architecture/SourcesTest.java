package dev.yoco4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SourcesTest {
  // In two parts, or this file would match itself.
  private static final Pattern ORPHAN = Pattern.compile("\\bTO" + "DO\\b(?!.*(#\\d|\\d+\\.\\d+))");

  @Test
  void what_is_left_to_do_names_an_issue_or_a_version() {
    assertThat(Repository.sources()).hasSizeGreaterThan(5);
    assertThat(Repository.sources())
        .allSatisfy(file -> assertThat(Repository.read(file)).doesNotContainPattern(ORPHAN));
  }

  @Test
  void every_math_class_has_its_test() {
    List<String> names = Repository.sources().stream().map(SourcesTest::nameOf).toList();
    List<String> untested =
        names.stream()
            .filter(name -> name.endsWith("Math.java"))
            .filter(name -> !names.contains(name.replace(".java", "Test.java")))
            .toList();
    assertThat(untested).isEmpty();
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }
}
