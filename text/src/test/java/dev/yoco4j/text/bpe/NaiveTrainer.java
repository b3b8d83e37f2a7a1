package dev.yoco4j.text.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The definition of training: count every pair anew before every merge.
final class NaiveTrainer {
  private final BpeVocabulary.Builder vocabulary = new BpeVocabulary.Builder();

  BpeVocabulary train(List<String> documents, BpeConfig config) {
    List<List<Integer>> words = words(documents);
    Optional<List<Integer>> best = mostFrequent(words, config.minimumCount());
    while (vocabulary.size() < config.vocabularySize() && best.isPresent()) {
      List<Integer> pair = best.get();
      int token = vocabulary.merge(pair.getFirst(), pair.getLast());
      words.forEach(word -> merge(word, pair, token));
      best = mostFrequent(words, config.minimumCount());
    }
    return vocabulary.build();
  }

  private static Optional<List<Integer>> mostFrequent(List<List<Integer>> words, long minimum) {
    Map<List<Integer>, Long> counts = new HashMap<>();
    for (List<Integer> word : words) {
      for (int i = 0; i + 1 < word.size(); i++) {
        counts.merge(List.of(word.get(i), word.get(i + 1)), 1L, Long::sum);
      }
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= minimum)
        .min(
            Comparator.comparingLong((Map.Entry<List<Integer>, Long> entry) -> -entry.getValue())
                .thenComparingInt(entry -> entry.getKey().getFirst())
                .thenComparingInt(entry -> entry.getKey().getLast()))
        .map(Map.Entry::getKey);
  }

  private static void merge(List<Integer> word, List<Integer> pair, int token) {
    for (int i = 0; i + 1 < word.size(); i++) {
      if (word.get(i).equals(pair.getFirst()) && word.get(i + 1).equals(pair.getLast())) {
        word.set(i, token);
        word.remove(/* index */ i + 1);
      }
    }
  }

  private static List<List<Integer>> words(List<String> documents) {
    List<List<Integer>> words = new ArrayList<>();
    for (String document : documents) {
      PreTokenizer.split(
          document,
          (start, end) -> {
            List<Integer> word = new ArrayList<>();
            for (byte b : document.substring(start, end).getBytes(StandardCharsets.UTF_8)) {
              word.add(BpeVocabulary.FIRST_BYTE + Byte.toUnsignedInt(b));
            }
            words.add(word);
          });
    }
    return words;
  }
}
