package dev.yoco4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern WITH_A_SCHEME = Pattern.compile("[a-z]+:.*");
  private static final Pattern TREE =
      Pattern.compile("## The tree\\s+```\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ENTRY = Pattern.compile("^(\\S+)/ ", Pattern.MULTILINE);

  @Test
  void links_lead_somewhere() {
    assertThat(Repository.documents()).hasSizeGreaterThan(5);
    assertThat(Repository.documents())
        .allSatisfy(document -> assertThat(brokenLinks(document)).isEmpty());
  }

  @Test
  void the_tree_in_the_readme_is_the_tree() {
    List<String> entries = treeOfReadme();
    assertThat(entries).containsAll(Repository.modules());
    assertThat(entries).allSatisfy(e -> assertThat(Repository.root().resolve(e)).isDirectory());
  }

  private static List<String> brokenLinks(Path document) {
    Path folder = document.toAbsolutePath().getParent();
    return LINK.matcher(Repository.read(document))
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.startsWith("#") && !WITH_A_SCHEME.matcher(link).matches())
        .filter(
            link -> folder == null || !Files.exists(folder.resolve(link.replaceFirst("#.*", ""))))
        .toList();
  }

  private static List<String> treeOfReadme() {
    String readme = Repository.read(Repository.root().resolve("README.md"));
    return TREE.matcher(readme)
        .results()
        .flatMap(tree -> ENTRY.matcher(tree.group(1)).results())
        .map(entry -> entry.group(1))
        .toList();
  }
}
