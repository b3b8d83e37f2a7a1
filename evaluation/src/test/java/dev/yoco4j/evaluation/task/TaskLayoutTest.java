package dev.yoco4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskLayoutTest {
  @TempDir private Path folder = Path.of("");

  private static void asks(Question question, String context, int gold, String... continuations) {
    assertThat(question.alternatives())
        .extracting(Alternative::context)
        .allSatisfy(own -> assertThat(own).isEqualTo(context));
    assertThat(question.alternatives())
        .extracting(Alternative::continuation)
        .containsExactly(continuations);
    assertThat(question.gold()).isEqualTo(gold);
  }

  /// A task from lines, from a list and from Parquet must be the same.
  private Task inEachContainer(String name, String layout) throws IOException {
    Task task = Rows.task(name + ".jsonl");
    assertThat(task.layout()).isEqualTo(layout);
    assertThat(task.name()).isEqualTo(name);
    assertThat(task.questions()).hasSize(2);
    List<String> lines = Files.readAllLines(Rows.file(name + ".jsonl"));
    Path list = Rows.write(folder.resolve("list.json"), "[", String.join(",\n", lines), "]");
    assertThat(Rows.read(list).questions()).isEqualTo(task.questions());
    Path marked = Rows.write(folder.resolve("lines.json"), "\uFEFF" + String.join("\r\n\n", lines));
    assertThat(Rows.read(marked).questions()).isEqualTo(task.questions());
    return task;
  }

  private Task inParquetToo(String name, String layout) throws IOException {
    Task task = inEachContainer(name, layout);
    Task parquet = Rows.task(name + ".parquet");
    assertThat(parquet.layout()).isEqualTo(layout);
    assertThat(parquet.questions()).isEqualTo(task.questions());
    return task;
  }

  @Test
  void arc_has_letters_or_digits_and_three_to_five_choices() throws IOException {
    Task task = inParquetToo("arc", "arc");
    asks(
        task.questions().get(0),
        "Question: Which of these floats on water?\nAnswer:",
        1,
        " an iron nail",
        " a dry cork",
        " a river stone");
    asks(
        task.questions().get(1),
        "Question: What pulls a thrown ball down?\nAnswer:",
        2,
        " wind",
        " light",
        " gravity",
        " sound",
        " heat");
  }

  @Test
  void openbookqa_asks_the_stem_alone() throws IOException {
    Task task = inParquetToo("openbookqa", "openbookqa");
    asks(
        task.questions().get(0),
        "A kettle on a stove gets",
        1,
        " colder",
        " hot",
        " taller",
        " older");
  }

  @Test
  void boolq_asks_after_the_passage_and_adds_the_question_mark() throws IOException {
    Task task = inParquetToo("boolq", "boolq");
    asks(
        task.questions().get(0),
        "The bridge was finished in 1850. The tower followed forty years later.\n"
            + "Question: is the tower older than the bridge?\nAnswer:",
        0,
        " no",
        " yes");
    assertThat(task.questions().get(1).gold()).isEqualTo(1);
    assertThat(inParquetToo("boolq-superglue", "boolq").questions())
        .extracting(Question::gold)
        .containsExactly(0, 1);
  }

  @Test
  void hellaswag_is_cleaned() throws IOException {
    Task task = inParquetToo("hellaswag", "hellaswag");
    asks(
        task.questions().get(0),
        "Baking bread: A woman kneads dough on a table. The dough",
        0,
        " is put into a hot oven.",
        " drives a car away.",
        "  sings in a choir.",
        " paints the wall.");
    asks(
        task.questions().get(1),
        "Home and Garden: How to water a fern. Look at the soil. Touch it.",
        3,
        " If it is dry, give water.",
        " Sell the pot.",
        " Read it a book.",
        " Wait ten years.");
  }

  @Test
  void piqa_asks_for_the_goal() throws IOException {
    Task task = inParquetToo("piqa", "piqa");
    asks(
        task.questions().get(1),
        "Question: Dry wet shoes.\nAnswer:",
        1,
        " Fill them with water.",
        " Fill them with paper.");
  }

  @Test
  void winogrande_puts_the_options_into_the_context_and_scores_the_rest() throws IOException {
    Question question = inParquetToo("winogrande", "winogrande").questions().getFirst();
    assertThat(question.alternatives())
        .containsExactly(
            new Alternative(
                "The trophy did not fit into the case because the trophy",
                " was too large.",
                "was too large."),
            new Alternative(
                "The trophy did not fit into the case because the case",
                " was too large.",
                "was too large."));
    assertThat(question.gold()).isZero();
  }

  @Test
  void sciq_has_the_right_answer_last() throws IOException {
    Task task = inParquetToo("sciq", "sciq");
    asks(
        task.questions().get(0),
        "Leaves take carbon dioxide from the air.\n"
            + "Question: What do plants take in from the air?\nAnswer:",
        3,
        " iron",
        " salt",
        " gold",
        " carbon dioxide");
    assertThat(task.questions().get(1).alternatives().getFirst().context())
        .isEqualTo("\nQuestion: Which organ pumps blood?\nAnswer:");
  }

  @Test
  void our_own_layout_has_context_choices_and_gold() throws IOException {
    Task task = inParquetToo("choices", "choices");
    asks(task.questions().get(0), "one two three", 0, " four", " five");
    asks(task.questions().get(1), "", 2, "a", "ü", "ccc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"arc", "openbookqa"})
  void the_authors_lines_need_their_layout(String layout) {
    Path file = Rows.file("arc-authors.jsonl");
    assertThatThrownBy(() -> Rows.read(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("may be of the layouts arc and openbookqa")
        .hasMessageContaining("--layout");
    Question question =
        new TaskReader(Optional.of(layout), MalformedRows.REFUSE)
            .read(file)
            .getFirst()
            .questions()
            .getFirst();
    String stem = "Which of these floats on water?";
    asks(
        question,
        layout.equals("arc") ? "Question: " + stem + "\nAnswer:" : stem,
        1,
        " an iron nail",
        " a dry cork");
  }

  @Test
  void text_is_treated_as_python_does() {
    assertThat(PythonText.strip("\u00a0\u2007 a b\u0085\u001c\n")).isEqualTo("a b");
    assertThat(PythonText.capitalize("éCLAIR Über")).isEqualTo("Éclair über");
    assertThat(PythonText.capitalize("")).isEmpty();
    assertThat(PythonText.length("a😀")).isEqualTo(2);
    assertThat(HellaswagLayout.clean(" [a] b   c [x\n] d [title]e ")).isEqualTo(" b  c [x\n] d. e");
  }
}
