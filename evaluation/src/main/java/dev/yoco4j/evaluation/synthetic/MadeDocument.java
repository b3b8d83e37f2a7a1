package dev.yoco4j.evaluation.synthetic;

import java.util.List;

/// A text in which something is asked for that stands earlier in it.
///
/// @param text ASCII: a byte for each character
/// @param questions in the order of their answers
public record MadeDocument(String text, List<Question> questions) {
  /// Copies the list.
  public MadeDocument {
    questions = List.copyOf(questions);
  }

  /// One question.
  ///
  /// @param source where the answer stands first
  /// @param start where it is to be given
  /// @param answer what is to be given
  public record Question(int source, int start, String answer) {
    /// How far back the answer stands.
    ///
    /// @return bytes from its first place to the place where it is asked for
    public int distance() {
      return start - source;
    }
  }
}
