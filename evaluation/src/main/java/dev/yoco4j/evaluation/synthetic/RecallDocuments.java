package dev.yoco4j.evaluation.synthetic;

import dev.yoco4j.evaluation.synthetic.MadeDocument.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Pairs of key and value in made text, and questions: a key once more, whose value is the answer.
///
/// ```
/// the grass is Qx12green and theLf40 sky is wLf40ide. a river rQx12uns
/// ```
///
/// A question stands anywhere behind its pair, so that all distances occur. Each pair is asked for
/// once at most, so that no question can be answered by looking at another.
///
/// @param bytes of each text
/// @param pairs at random places
/// @param questions about different pairs
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
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      int place = random.nextInt(filler + 1);
      entries.add(new Entry(drawn.get(i), place, false));
      if (i < questions) { // keys come in random order
        entries.add(new Entry(drawn.get(i), random.nextInt(place, filler + 1), true));
      }
    }
    Collections.shuffle(entries, Random.from(random));
    entries.sort(Comparator.comparingInt(Entry::place).thenComparing(Entry::isQuestion));
    return write(MadeText.of(random, filler), entries);
  }

  /// A pair, or a question about it.
  ///
  /// @param pair key and value
  /// @param place bytes of made text before it
  /// @param isQuestion whether its value is the answer
  private record Entry(String pair, int place, boolean isQuestion) {}

  /// Makes a document with one question, whose answer is the end of the text.
  ///
  /// @param bytes of the text
  /// @param pairs at random places, but for the one that is asked for
  /// @param depth where that stands: 0 at the beginning of the text, 1 before the question
  /// @param random draws everything
  /// @return the document, with keys and values that are held out
  /// @throws IllegalArgumentException if a bound is broken; the message names it
  static MadeDocument probe(int bytes, int pairs, double depth, RandomGenerator random) {
    RecallDocuments shape = new RecallDocuments(bytes, pairs, 1); // checks the bounds
    List<String> drawn = PairAlphabet.draw(Part.HELD_OUT, random, shape.pairs());
    int filler = bytes - PairAlphabet.PAIR_BYTES * (pairs + 1);
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(drawn.getFirst(), (int) Math.round(depth * filler), false));
    for (String pair : drawn.subList(1, pairs)) {
      entries.add(new Entry(pair, random.nextInt(filler + 1), false));
    }
    entries.sort(Comparator.comparingInt(Entry::place));
    entries.add(new Entry(drawn.getFirst(), filler, true));
    return write(MadeText.of(random, filler), entries);
  }

  private static MadeDocument write(String filler, List<Entry> entries) {
    StringBuilder text = new StringBuilder(filler.length() + 64);
    Map<String, Integer> sources = new HashMap<>();
    List<Question> questions = new ArrayList<>();
    int value = PairAlphabet.PAIR_BYTES - PairAlphabet.VALUE_BYTES;
    int done = 0;
    for (Entry entry : entries) {
      text.append(filler, done, entry.place());
      done = entry.place();
      int start = text.length() + value;
      if (entry.isQuestion()) {
        int source = sources.getOrDefault(entry.pair(), 0);
        questions.add(new Question(source, start, entry.pair().substring(value)));
      } else {
        sources.put(entry.pair(), start);
      }
      text.append(entry.pair());
    }
    text.append(filler, done, filler.length());
    return new MadeDocument(text.toString(), questions);
  }
}
