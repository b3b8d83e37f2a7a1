package dev.yoco4j.evaluation.needle;

import dev.yoco4j.evaluation.synthetic.MadeText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Irrelevant text, without end.
public sealed interface Haystack {
  /// The lines of one trial.
  ///
  /// @param seed decides them
  /// @return lines that are not blank, without their ends, for ever
  Iterator<String> lines(long seed);

  /// Text that the project makes: sentences in small letters, without digits.
  ///
  /// @return the same for the same seed everywhere
  static Haystack made() {
    return new Made();
  }

  /// Given text: its documents in an order that the seed decides, whole, and again when they are
  /// used up.
  ///
  /// @param documents texts
  /// @return a haystack of their lines
  /// @throws IllegalArgumentException if they have no line that is not blank
  static Haystack of(List<String> documents) {
    List<List<String>> lines =
        documents.stream()
            .map(text -> text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList())
            .filter(text -> !text.isEmpty())
            .toList();
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("the haystack is empty: it has no line of text");
    }
    return new Given(lines);
  }

  /// See [#made].
  record Made() implements Haystack {
    @Override
    public Iterator<String> lines(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      return Stream.generate(() -> MadeText.sentence(random)).iterator();
    }
  }

  /// See [#of].
  ///
  /// @param documents lines of each
  record Given(List<List<String>> documents) implements Haystack {
    @Override
    public Iterator<String> lines(long seed) {
      Random random = new Random(seed);
      return Stream.generate(
              () -> {
                List<List<String>> order = new ArrayList<>(documents);
                Collections.shuffle(order, random);
                return order;
              })
          .flatMap(List::stream)
          .flatMap(List::stream)
          .iterator();
    }
  }
}
