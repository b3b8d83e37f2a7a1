package dev.yoco4j.evaluation.synthetic;

import dev.yoco4j.evaluation.synthetic.MadeDocument.Question;
import java.util.List;
import java.util.random.RandomGenerator;

/// A random passage, made text, and the passage once more.
///
/// The passage is made of words of three syllables between `<` and `>`; the question is its second
/// beginning, and all that follows its first word is the answer.
///
/// @param bytes of each text
/// @param words of the passage, at least 2
public record CopyDocuments(int bytes, int words) implements SyntheticDocuments {
  private static final String CONSONANTS = "bcdfghjklmnpqrstvwxz";
  private static final String VOWELS = "aeiou";
  private static final int SYLLABLES = 3;
  private static final int WORD_BYTES = 2 * SYLLABLES + 1;

  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if one is broken; the message names it
  public CopyDocuments {
    if (words < 2) {
      throw new IllegalArgumentException("words must be at least 2, was " + words);
    }
    long least = 2L * (1 + (long) words * WORD_BYTES);
    if (bytes < least) {
      throw new IllegalArgumentException(
          "a text with a passage of %d words twice takes %d bytes, more than the %d it is to have"
              .formatted(words, least, bytes));
    }
  }

  @Override
  public MadeDocument make(Part part, RandomGenerator random) {
    StringBuilder passage = new StringBuilder("<");
    for (int i = 0; i < words; i++) {
      passage.append(word(part, random)).append(i == words - 1 ? '>' : ' ');
    }
    int second = bytes - passage.length();
    String text = passage + MadeText.of(random, second - passage.length()) + passage;
    int answer = 1 + WORD_BYTES;
    return new MadeDocument(
        text, List.of(new Question(answer, second + answer, passage.substring(answer))));
  }

  /// A word by its number, which says the part that it belongs to.
  private static String word(Part part, RandomGenerator random) {
    int syllables = CONSONANTS.length() * VOWELS.length();
    int number;
    do {
      number = random.nextInt(syllables * syllables * syllables);
    } while (Part.of(number) != part);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < SYLLABLES; i++, number /= syllables) {
      int syllable = number % syllables;
      word.append(CONSONANTS.charAt(syllable / VOWELS.length()))
          .append(VOWELS.charAt(syllable % VOWELS.length()));
    }
    return word.toString();
  }
}
