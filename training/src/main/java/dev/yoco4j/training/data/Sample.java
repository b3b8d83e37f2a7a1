package dev.yoco4j.training.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The part of a corpus that a byte limit leaves, spread over all of it.
///
/// Short sources are taken in the order of a hash of their names, whole; of long ones (`.jsonl`,
/// and texts longer than a passage) each gives the same share: evenly spread lines, or its
/// beginning.
///
/// @param sources what is left, in the corpus' order
/// @param share the part to take of each divisible source, in (0, 1]
record Sample(List<Source> sources, double share) {
  static Sample all(List<Source> sources) {
    return new Sample(sources, 1);
  }

  static Sample about(long bytes, List<Source> sources) {
    double[] hashes = sources.stream().mapToDouble(source -> Mix.unit(source.key())).toArray();
    long divisible = sources.stream().filter(Source::divisible).mapToLong(Source::bytes).sum();
    int[] order =
        IntStream.range(0, hashes.length)
            .filter(i -> !sources.get(i).divisible())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> hashes[i]))
            .mapToInt(i -> i)
            .toArray();
    BitSet taken = new BitSet();
    long left = bytes;
    for (int i : order) {
      // Short sources with a hash below x, and the share x of long ones: about x of everything.
      if (hashes[i] * divisible >= left) {
        break;
      }
      taken.set(i);
      left -= sources.get(i).bytes();
    }
    double share = left > 0 && divisible > 0 ? Math.min(1, (double) left / divisible) : 0;
    List<Source> chosen = new ArrayList<>();
    for (int i = 0; i < hashes.length; i++) {
      Source source = sources.get(i);
      if (source.divisible() ? share > 0 : taken.get(i)) {
        chosen.add(source);
      }
    }
    return new Sample(chosen, share > 0 ? share : 1);
  }

  /// About how many bytes will be read.
  long bytes() {
    double sum = 0;
    for (Source source : sources) {
      sum += source.divisible() ? share * source.bytes() : source.bytes();
    }
    return Math.round(sum);
  }
}
