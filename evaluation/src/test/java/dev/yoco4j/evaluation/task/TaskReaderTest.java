package dev.yoco4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskReaderTest {
  private static final String GOOD = "{\"context\":\"a\",\"choices\":[\"b\",\"c\"],\"gold\":1}";

  @TempDir private Path folder = Path.of("");

  private static List<Task> read(Path path, MalformedRows rule) {
    return new TaskReader(Optional.empty(), rule).read(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"context":"a","choices":["b","c"],"gold":2}     | gold index must be at least 0 and below the 2 choices, was 2
          {"context":"a","choices":["b","c"],"gold":-1}    | was -1 (test sets come without answers)
          {"context":"a","choices":["b"," "],"gold":0}     | choice 1 is empty
          {"context":"a","choices":["b"],"gold":0}         | choices must be at least 2, there are 1
          {"context":"a","choices":["b",3],"gold":0}       | choices must be a list of texts
          {"context":"a","choices":"b","gold":0}           | choices must be a list, was "b"
          {"context":null,"choices":["b","c"],"gold":0}    | context must be a text, was null
          {"choices":["b","c"],"gold":0}                   | there is no column context
          {"context":"a","choices":["b","c"],"gold":"x"}   | gold must be an index, was "x"
          {"context":"a","choices":["b","c"],"gold":""}    | gold is empty (test sets
          {"context":"a","choices":["b","c"],"gold":0      | is not JSON
          {"context":"a","choices":["b","c"],"gold":0} {}  | is not JSON
          [1]                                              | is not a JSON object
          """)
  void a_malformed_row_is_named_and_left_out_or_refused(String row, String wrong) {
    Path file = Rows.write(folder.resolve("t.jsonl"), GOOD, "", row, GOOD);
    Task task = read(file, MalformedRows.SKIP).getFirst();
    assertThat(task.questions()).hasSize(2);
    assertThat(task.skipped()).hasSize(1);
    assertThat(task.skipped().getFirst()).startsWith(file + ": line 3: ").contains(wrong);
    assertThatThrownBy(() -> read(file, MalformedRows.REFUSE))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(file + ": line 3: ")
        .hasMessageContaining(wrong);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          arc        | {"question":"q","choices":{"text":["a","b"],"label":["A","B"]},"answerKey":"C"} | answerKey C is none of the labels A, B
          arc        | {"question":"q","choices":{"text":["a","b"],"label":["A"]},"answerKey":"A"}     | choices have 2 texts and 1 labels
          arc        | {"question":"q","choices":["a","b"],"answerKey":"A"}                            | choices must be an object
          winogrande | {"sentence":"no blank","option1":"a","option2":"b","answer":"1"}                | sentence has no _
          winogrande | {"sentence":"a _ b.","option1":"a","option2":"b","answer":""}                   | answer is empty (test sets
          winogrande | {"sentence":"a _ b.","option1":"a","option2":"b","answer":"3"}                  | answer must be 1 or 2, was 3
          winogrande | {"sentence":"a _ b.","option1":"a","option2":" ","answer":"1"}                  | option2 is empty
          winogrande | {"sentence":"all _","option1":"a","option2":"b","answer":"1"}                   | choice 0 is empty
          boolq      | {"passage":"p","question":"q","label":-1}                                       | gold index must be
          hellaswag  | {"activity_label":"a","ctx_a":"b","ctx_b":"c","endings":[],"label":"0"}         | choices must be at least 2
          """)
  void rows_of_published_layouts_are_checked(String layout, String row, String wrong) {
    Path file = Rows.write(folder.resolve("t.jsonl"), row);
    TaskReader reader = new TaskReader(Optional.of(layout), MalformedRows.REFUSE);
    assertThatThrownBy(() -> reader.read(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(file + ": line 1: ")
        .hasMessageContaining(wrong);
  }

  @Test
  void a_file_without_rows_or_of_no_known_layout_is_refused() {
    Path empty = Rows.write(folder.resolve("empty.jsonl"), "", " ");
    assertThatThrownBy(() -> read(empty, MalformedRows.SKIP))
        .isInstanceOf(CorruptFileException.class)
        .hasMessage(empty + ": holds no rows");
    Path unknown = Rows.write(folder.resolve("unknown.jsonl"), "{\"prompt\":\"a\",\"x\":1}");
    assertThatThrownBy(() -> read(unknown, MalformedRows.SKIP))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("is of no known layout: its columns are prompt, x;")
        .hasMessageContaining("hellaswag");
    Path broken = Rows.write(folder.resolve("broken.jsonl"), "{", "}");
    assertThatThrownBy(() -> read(broken, MalformedRows.SKIP))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("line 1: is not JSON");
    Path allBad = Rows.write(folder.resolve("bad.jsonl"), GOOD.replace('1', '7'));
    assertThatThrownBy(() -> read(allBad, MalformedRows.SKIP))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("holds no row that can be asked: ")
        .hasMessageContaining("line 1");
    assertThatThrownBy(() -> new TaskReader(Optional.of("mmlu"), MalformedRows.SKIP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layout must be one of arc, boolq");
  }

  @Test
  void damaged_files_are_one_line() throws IOException {
    byte[] whole = Files.readAllBytes(Rows.file("arc.parquet"));
    Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, 700));
    assertThatThrownBy(() -> read(cut, MalformedRows.SKIP))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(cut + ": is not Parquet, or is damaged");
    Path list = Rows.write(folder.resolve("cut.json"), "[" + GOOD + ",");
    assertThatThrownBy(() -> read(list, MalformedRows.SKIP))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith(list + ": is not JSON");
  }

  @Test
  void a_folder_is_tasks_by_name_and_parts_are_one() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    Rows.write(folder.resolve("notes.txt"), "nothing");
    Rows.write(folder.resolve("sub/test-00001-of-00002.jsonl"), GOOD);
    Rows.write(folder.resolve("sub/test-00000-of-00002.jsonl"), GOOD.replace("\"a\"", "\"z\""));
    Rows.write(folder.resolve("b.json"), "[" + GOOD + "]");
    List<Task> tasks = read(folder, MalformedRows.REFUSE);
    assertThat(tasks).extracting(Task::name).containsExactly("b", "sub/test");
    assertThat(tasks.get(1).questions())
        .extracting(question -> question.alternatives().getFirst().context())
        .containsExactly("z", "a");
    assertThatThrownBy(() -> read(folder.resolve("none"), MalformedRows.SKIP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not exist");
    Files.createDirectories(folder.resolve("void"));
    assertThatThrownBy(() -> read(folder.resolve("void"), MalformedRows.SKIP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no tasks");
    assertThatThrownBy(() -> read(folder.resolve("notes.txt"), MalformedRows.SKIP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no file of tasks");
  }
}
