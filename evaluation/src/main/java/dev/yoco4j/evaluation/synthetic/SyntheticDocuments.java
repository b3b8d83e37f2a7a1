package dev.yoco4j.evaluation.synthetic;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A kind of documents, all of one length.
public interface SyntheticDocuments {
  /// Bytes of each text.
  ///
  /// @return at least 1
  int bytes();

  /// Makes a document.
  ///
  /// @param part whose keys, values and words it uses
  /// @param random draws everything
  /// @return the document, of [#bytes]
  MadeDocument make(Part part, RandomGenerator random);

  /// Makes documents one after the other; each is a function of the seed, the part and its number.
  ///
  /// @param part whose keys, values and words they use
  /// @param seed of all
  /// @param count how many
  /// @return the documents, made as they are taken
  default Stream<MadeDocument> documents(Part part, long seed, int count) {
    return IntStream.range(0, count).mapToObj(i -> make(part, random(seed, part.path, i)));
  }

  /// A generator of its own for each path of numbers.
  static RandomGenerator random(long seed, int... path) {
    long mixed = seed;
    for (int step : path) {
      mixed = new SplittableRandom(mixed + step).nextLong();
    }
    return new SplittableRandom(mixed);
  }
}
