package dev.yoco4j.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShotsTest {
  private static Task task(int questions) {
    return new Task(
        "t",
        "choices",
        IntStream.range(0, questions)
            .mapToObj(i -> Question.of("q" + i + ":", List.of("x", "right" + i), 1))
            .toList(),
        List.of());
  }

  private static String context(Shots shots, Task task, int index) {
    return shots.before(task.questions().get(index), index).alternatives().getFirst().context();
  }

  @Test
  void examples_are_solved_and_never_the_question_itself() {
    Task task = task(4);
    Shots shots = Shots.within(task, 3, 1);
    for (int index = 0; index < 4; index++) {
      String[] parts = context(shots, task, index).split("\n\n", -1);
      assertThat(parts).hasSize(4);
      assertThat(parts[3]).isEqualTo("q" + index + ":");
      Set<String> others = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        if (i != index) {
          others.add("q" + i + ": right" + i);
        }
      }
      assertThat(List.of(parts).subList(0, 3)).containsExactlyInAnyOrderElementsOf(others);
    }
  }

  @Test
  void the_seed_decides() {
    Task task = task(40);
    String drawn = context(Shots.within(task, 5, 1), task, 7);
    assertThat(context(Shots.within(task, 5, 1), task, 7)).isEqualTo(drawn);
    assertThat(context(Shots.within(task, 5, 2), task, 7)).isNotEqualTo(drawn);
    assertThat(context(Shots.within(task, 5, 1), task, 8).split("\n\n", -1)[0])
        .isNotEqualTo(drawn.split("\n\n", -1)[0]);
  }

  @Test
  void the_whole_pool_of_another_task_may_be_drawn() {
    Task task = task(2);
    assertThat(context(Shots.from(task(3), 3, 1), task, 0).split("\n\n", -1)).hasSize(4);
    assertThat(context(Shots.none(), task, 0)).isEqualTo("q0:");
    assertThatThrownBy(() -> Shots.from(task, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shots must be at least 0 and at most 2");
    assertThatThrownBy(() -> Shots.within(task, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1");
  }

  @Test
  void winogrande_examples_hold_the_right_option() {
    Task task = Rows.task("winogrande.jsonl");
    assertThat(context(Shots.within(task, 1, 1), task, 0))
        .isEqualTo(
            "Ann thanked Eve, for Eve had helped.\n\n"
                + "The trophy did not fit into the case because the trophy");
  }
}
