package dev.yoco4j.evaluation.needle;

import dev.yoco4j.evaluation.needle.NeedleText.Needle;
import dev.yoco4j.evaluation.synthetic.MadeDocument;
import dev.yoco4j.evaluation.synthetic.MadeDocument.Question;
import dev.yoco4j.evaluation.synthetic.MadeText;
import dev.yoco4j.evaluation.synthetic.Part;
import dev.yoco4j.evaluation.synthetic.SyntheticDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Prompts of the needle evaluation with their answers, to train on: the same words, made text
/// between them, and text behind the answer up to the length.
///
/// Numbers are of the part, so that no number of a held-out document was ever trained on.
///
/// @param bytes of each text
/// @param needles in each, at random places, one of which is asked for
public record NeedleDocuments(int bytes, int needles) implements SyntheticDocuments {
  private static final int LARGEST_NUMBER = 50_000;
  private static final String END = " .";

  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if one is broken; the message names it
  public NeedleDocuments {
    long cities = Cities.ALL.stream().distinct().count();
    if (needles < 1 || needles > cities) {
      throw new IllegalArgumentException(
          "needles must be at least 1 and at most %d, was %d".formatted(cities, needles));
    }
    int least = words(needles);
    if (bytes < least) {
      throw new IllegalArgumentException(
          "a text with task, %d needle%s, question and answer takes up to %d bytes, more than the %d it is to have"
              .formatted(needles, needles == 1 ? "" : "s", least, bytes));
    }
  }

  /// Bytes of the longest prompt without hay, and of its answer.
  private static int words(int needles) {
    String longest = "Johannesburg";
    List<Needle> all = new ArrayList<>();
    List<String> none = new ArrayList<>(List.of(""));
    for (int i = 0; i < needles; i++) {
      all.add(new Needle(longest, LARGEST_NUMBER));
      none.add("");
    }
    return NeedleText.prompt(none, all, longest).length()
        + Integer.toString(LARGEST_NUMBER).length()
        + END.length();
  }

  @Override
  public MadeDocument make(Part part, RandomGenerator random) {
    List<Needle> drawn = draw(part, random);
    Needle asked = drawn.get(random.nextInt(drawn.size()));
    String prompt = NeedleText.prompt(hay(random), drawn, asked.city());
    String number = Integer.toString(asked.number());
    String answered = prompt + number + END;
    String text = answered + MadeText.of(random, bytes - answered.length());
    String sentence = NeedleText.needle(asked, needles);
    int source = text.indexOf(sentence) + sentence.indexOf(number);
    return new MadeDocument(text, List.of(new Question(source, prompt.length(), number)));
  }

  /// Cities that differ, so that a question has one answer.
  private List<Needle> draw(Part part, RandomGenerator random) {
    List<String> left = new ArrayList<>(Cities.ALL.stream().distinct().toList());
    List<Needle> drawn = new ArrayList<>();
    for (int i = 0; i < needles; i++) {
      drawn.add(new Needle(left.remove(random.nextInt(left.size())), number(part, random)));
    }
    return drawn;
  }

  private static int number(Part part, RandomGenerator random) {
    int number;
    do {
      number = random.nextInt(1, LARGEST_NUMBER + 1);
    } while (Part.of(number) != part);
    return number;
  }

  /// Whole sentences before, between and behind needles, as many as fit.
  private List<String> hay(RandomGenerator random) {
    int room = bytes - words(needles);
    int[] places = random.ints(needles, 0, room + 1).sorted().toArray();
    List<String> stretches = new ArrayList<>();
    int used = 0;
    String next = MadeText.sentence(random) + " ";
    for (int i = 0; i <= needles; i++) {
      int end = i < needles ? places[i] : room;
      StringBuilder stretch = new StringBuilder();
      while (used + next.length() <= end) {
        stretch.append(next);
        used += next.length();
        next = MadeText.sentence(random) + " ";
      }
      stretches.add(stretch.toString());
    }
    return stretches;
  }
}
