package dev.yoco4j.evaluation.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Solved questions before each question, drawn anew for each and the same for the same seed.
///
/// The examples come with a blank line after each, as the harness has them. Which are drawn is our
/// own: the harness's come from Python's generator.
public final class Shots {
  private static final String BETWEEN = "\n\n";

  private final List<Question> pool;
  private final boolean own;
  private final int count;
  private final long seed;

  private Shots(List<Question> pool, boolean own, int count, long seed) {
    this.pool = List.copyOf(pool);
    this.own = own;
    this.count = count;
    this.seed = seed;
    int available = pool.size() - (own ? 1 : 0);
    if (count < 0 || count > available) {
      throw new IllegalArgumentException(
          "shots must be at least 0 and at most %d, the questions to draw from, was %d"
              .formatted(Math.max(0, available), count));
    }
  }

  /// No examples.
  ///
  /// @return leaves questions as they are
  static Shots none() {
    return new Shots(List.of(), false, 0, 0);
  }

  /// Examples of another task.
  ///
  /// @param pool to draw from
  /// @param count how many before each question
  /// @param seed of the draw
  /// @return the examples
  /// @throws IllegalArgumentException if the pool is too small
  static Shots from(Task pool, int count, long seed) {
    return new Shots(pool.questions(), false, count, seed);
  }

  /// Examples of the task itself, less the question that is asked.
  ///
  /// @param task that is asked
  /// @param count how many before each question
  /// @param seed of the draw
  /// @return the examples
  /// @throws IllegalArgumentException if the task is too small
  static Shots within(Task task, int count, long seed) {
    return new Shots(task.questions(), true, count, seed);
  }

  /// Examples as a command asks for them.
  ///
  /// @param task that is asked
  /// @param pool to draw from; empty for the task itself
  /// @param count how many before each question, 0 for none
  /// @param seed of the draw
  /// @return the examples
  /// @throws IllegalArgumentException if there are too few to draw from
  public static Shots of(Task task, Optional<Task> pool, int count, long seed) {
    if (count == 0) {
      return none();
    }
    return pool.map(other -> from(other, count, seed)).orElseGet(() -> within(task, count, seed));
  }

  /// A question behind its examples.
  ///
  /// @param question as it was read
  /// @param index of it in its task, from 0
  /// @return the question to ask
  public Question before(Question question, int index) {
    if (count == 0) {
      return question;
    }
    StringBuilder examples = new StringBuilder();
    for (int drawn : draw(index)) {
      examples.append(pool.get(drawn).solved()).append(BETWEEN);
    }
    return question.after(examples.toString());
  }

  private List<Integer> draw(int index) {
    SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
    List<Integer> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      int next = random.nextInt(pool.size());
      if (!drawn.contains(next) && !(own && next == index)) {
        drawn.add(next);
      }
    }
    return drawn;
  }
}
