package dev.yoco4j.evaluation.needle;

import java.util.ArrayList;
import java.util.List;

/// The words of the evaluation, exactly as the reference has them: prompts end with two spaces.
final class NeedleText {
  private static final String TASK =
      "There is a special magic number inside a lot of irrelevant text. Find it and memorize them. "
          + "I will quiz you about the magic number there. ";

  private NeedleText() {}

  /// A city and its number.
  ///
  /// @param city its name
  /// @param number what is to be found
  record Needle(String city, int number) {}

  /// The sentence of a needle.
  ///
  /// @param needles how many there are
  static String needle(Needle needle, int needles) {
    String number = Integer.toString(needle.number());
    return needles == 1
        ? "The special magic " + needle.city() + " number is " + number + " . "
        : "The special magic " + needle.city() + " number is: " + number;
  }

  /// A prompt.
  ///
  /// @param hay what stands before the first needle, between them, and after the last: one more
  ///   than there are needles
  /// @param needles in the order of the text
  /// @param city that is asked for
  static String prompt(List<String> hay, List<Needle> needles, String city) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < needles.size(); i++) {
      lines.add(hay.get(i));
      lines.add(needle(needles.get(i), needles.size()));
    }
    lines.add(hay.getLast());
    lines.add(
        "What is the special magic " + city + " number? The special magic " + city + " number is ");
    return TASK + String.join("\n", lines) + " ";
  }
}
