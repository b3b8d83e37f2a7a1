package dev.yoco4j.evaluation.synthetic;

import java.util.random.RandomGenerator;

/// Text without meaning: sentences drawn from a short list, in small letters of ASCII.
///
/// It has no digits and no capitals, so that whatever has them stands out, and a byte of it costs a
/// model that knows the list less than a tenth of a nat, so that a loss shows what is recalled.
public final class MadeText {
  private static final String[] SENTENCES = {
    "the grass is green and the sky is wide.",
    "a river runs past the old mill.",
    "here we go, there and back again.",
    "the sun is yellow over the hills.",
    "two dogs sleep under the table.",
    "rain falls on the roof at night.",
    "the train leaves before noon.",
    "she reads a long book by the window.",
    "he walks home through the snow.",
    "bread and salt are on the plate.",
    "the wind turns the wheel slowly.",
    "birds sit on the wire in the morning.",
    "a boat waits at the end of the pier.",
    "the clock in the hall is late.",
    "nobody knows who built the wall.",
    "the road bends to the left here.",
  };

  private MadeText() {}

  /// Draws one sentence.
  ///
  /// @param random draws it
  /// @return the sentence, with its full stop and nothing behind it
  public static String sentence(RandomGenerator random) {
    return SENTENCES[random.nextInt(SENTENCES.length)];
  }

  /// Draws sentences.
  ///
  /// @param random draws them
  /// @param bytes how many, which are as many characters; the last sentence may be cut
  /// @return the text
  public static String of(RandomGenerator random, int bytes) {
    StringBuilder text = new StringBuilder(bytes + 64);
    while (text.length() < bytes) {
      text.append(sentence(random)).append(' ');
    }
    text.setLength(bytes);
    return text.toString();
  }
}
