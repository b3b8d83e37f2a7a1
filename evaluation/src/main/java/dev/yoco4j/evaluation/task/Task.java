package dev.yoco4j.evaluation.task;

import java.util.List;

/// A task, read.
///
/// @param name by its file
/// @param layout the name of its layout
/// @param questions in the order of the data
/// @param skipped what is wrong with each row that was left out: file, place and reason
public record Task(String name, String layout, List<Question> questions, List<String> skipped) {
  /// Copies the lists.
  public Task {
    questions = List.copyOf(questions);
    skipped = List.copyOf(skipped);
  }
}
