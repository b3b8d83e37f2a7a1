package dev.yoco4j.evaluation.synthetic;

import dev.yoco4j.evaluation.synthetic.MadeDocument.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Pairs of key and value in made text, and then questions: a key, whose value is the answer.
///
/// ```
/// the grass is Qx12green and theLf40 sky is wide. a riverLf40Qx12
/// ```
///
/// Each pair is asked for once at most, so that no question can be answered by looking at another.
///
/// @param bytes of each text
/// @param pairs at random places
/// @param questions at the end, about different pairs
public record RecallDocuments(int bytes, int pairs, int questions) implements SyntheticDocuments {
  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if one is broken; the message names it
  public RecallDocuments {
    if (pairs < 1) {
      throw new IllegalArgumentException("pairs must be at least 1, was " + pairs);
    }
    if (questions < 1 || questions > pairs) {
      throw new IllegalArgumentException(
          "questions must be at least 1 and at most the %d pairs, was %d"
              .formatted(pairs, questions));
    }
    long least = (long) PairAlphabet.PAIR_BYTES * ((long) pairs + questions);
    if (bytes < least) {
      throw new IllegalArgumentException(
          "a text with %d pairs and %d questions takes %d bytes, more than the %d it is to have"
              .formatted(pairs, questions, least, bytes));
    }
  }

  @Override
  public MadeDocument make(Part part, RandomGenerator random) {
    List<String> drawn = PairAlphabet.draw(part, random, pairs);
    int filler = bytes - PairAlphabet.PAIR_BYTES * (pairs + questions);
    int[] places = random.ints(pairs, 0, filler + 1).sorted().toArray();
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      asked.add(i);
    }
    Collections.shuffle(asked, Random.from(random));
    return write(MadeText.of(random, filler), drawn, places, asked.subList(0, questions));
  }

  /// Makes a document with one question, whose answer is the end of the text.
  ///
  /// @param bytes of the text
  /// @param pairs at random places, but for the one that is asked for
  /// @param depth where that stands: 0 at the beginning of the text, 1 before the question
  /// @param random draws everything
  /// @return the document, with keys and values that are held out
  /// @throws IllegalArgumentException if a bound is broken; the message names it
  static MadeDocument probe(int bytes, int pairs, double depth, RandomGenerator random) {
    RecallDocuments shape = new RecallDocuments(bytes, pairs, 1);
    List<String> drawn = PairAlphabet.draw(Part.HELD_OUT, random, shape.pairs());
    int filler = bytes - PairAlphabet.PAIR_BYTES * (pairs + 1);
    int own = (int) Math.round(depth * filler);
    int[] places = random.ints(pairs, 0, filler + 1).toArray();
    places[0] = own;
    Arrays.sort(places);
    int asked = depth < 0.5 ? Arrays.binarySearch(places, own) : lastOf(places, own);
    while (depth < 0.5 && asked > 0 && places[asked - 1] == own) {
      asked--;
    }
    return write(MadeText.of(random, filler), drawn, places, List.of(asked));
  }

  private static int lastOf(int[] places, int own) {
    int last = places.length - 1;
    while (places[last] != own) {
      last--;
    }
    return last;
  }

  private static MadeDocument write(
      String filler, List<String> drawn, int[] places, List<Integer> asked) {
    StringBuilder text = new StringBuilder(filler.length() + 64);
    int[] starts = new int[drawn.size()];
    int done = 0;
    for (int i = 0; i < starts.length; i++) {
      text.append(filler, done, places[i]);
      done = places[i];
      starts[i] = text.length();
      text.append(drawn.get(i));
    }
    text.append(filler, done, filler.length());
    List<Question> questions = new ArrayList<>();
    int value = PairAlphabet.PAIR_BYTES - PairAlphabet.VALUE_BYTES;
    for (int i : asked) {
      String pair = drawn.get(i);
      questions.add(new Question(starts[i] + value, text.length() + value, pair.substring(value)));
      text.append(pair);
    }
    return new MadeDocument(text.toString(), questions);
  }
}
