package dev.yoco4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class FinishedCellsTest {
  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("cells.jsonl");
  }

  private static ObjectNode identity(int context) {
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    identity.put("evaluation", "perplexity");
    identity.putObject("settings").put("context", context).put("seed", 7L).put("rate", 1.5f);
    return identity;
  }

  private static ObjectNode value(double nats) {
    return JsonNodeFactory.instance.objectNode().put("nats", nats);
  }

  private void write() {
    try (FinishedCells cells = FinishedCells.open(file, identity(512))) {
      cells.add("a", value(0.1));
      cells.add("b é", value(2.0 / 3));
    }
  }

  @Test
  void cells_come_back_as_they_were() {
    write();
    try (FinishedCells cells = FinishedCells.open(file, identity(512))) {
      assertThat(cells.size()).isEqualTo(2);
      assertThat(cells.find("b é").orElseThrow().path("nats").asDouble()).isEqualTo(2.0 / 3);
      assertThat(cells.find("c")).isEmpty();
      cells.add("c", value(1));
    }
    try (FinishedCells cells = FinishedCells.open(file, identity(512))) {
      assertThat(cells.size()).isEqualTo(3);
    }
  }

  @Test
  void a_line_that_was_not_finished_is_dropped() throws IOException {
    write();
    String whole = Files.readString(file);
    for (int cut = 1; cut < 12; cut++) {
      Files.writeString(file, whole.substring(0, whole.length() - cut));
      try (FinishedCells cells = FinishedCells.open(file, identity(512))) {
        assertThat(cells.size()).isEqualTo(1);
        cells.add("b é", value(2.0 / 3));
      }
      assertThat(Files.readString(file)).isEqualTo(whole);
    }
  }

  @Test
  void a_file_of_another_evaluation_is_refused_and_stays() throws IOException {
    write();
    String before = Files.readString(file);
    assertThatThrownBy(() -> FinishedCells.open(file, identity(1024)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("settings.context is 1024 here and 512 there");
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void what_is_no_such_file_is_refused_with_its_line() throws IOException {
    Files.writeString(file, "{\"event\":\"begun\"}\n");
    assertThatThrownBy(() -> FinishedCells.open(file, identity(512)))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("line 1");
    Files.delete(file);
    write();
    Files.writeString(file, "nonsense\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> FinishedCells.open(file, identity(512)))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("line 4");
  }
}
