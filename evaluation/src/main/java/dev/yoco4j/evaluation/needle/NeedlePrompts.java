package dev.yoco4j.evaluation.needle;

import dev.yoco4j.evaluation.needle.NeedleText.Needle;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.text.Tokenizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Makes the prompts of trials, by the protocol of the YOCO reference's evaluation.
///
/// A prompt's hay is `length - 150` tokens, or less where the words around it take more than 150,
/// as with a tokenizer of bytes. The part of the depth stands before the needle that is asked for,
/// in whole lines. Of several needles, at least one and not all stand up to there, the one that is
/// asked for last of them; the others lie where chance puts them.
///
/// Every trial is a function of the seed and of its own numbers. Trials of one number have the same
/// hay in the same order, at every length and depth: what stands before their needles has to be
/// taken in once. The reference draws hay anew for each prompt, which has the same distribution.
public final class NeedlePrompts {
  /// Tokens of an answer, as the reference has it.
  public static final int ANSWER_TOKENS = 20;

  /// Tokens of a length that the reference keeps for all but hay.
  public static final int REFERENCE_RESERVE = 150;

  private static final int LARGEST_NUMBER = 50_000;
  private static final int HAY = 1;
  private static final int NEEDLES = 2;

  private final Tokenizer tokenizer;
  private final Haystack haystack;
  private final long seed;
  private final Map<String, Integer> lineTokens = new HashMap<>();

  /// Prompts for a tokenizer.
  ///
  /// @param tokenizer counts the tokens
  /// @param haystack irrelevant text
  /// @param seed of everything
  public NeedlePrompts(Tokenizer tokenizer, Haystack haystack, long seed) {
    this.tokenizer = tokenizer;
    this.haystack = haystack;
    this.seed = seed;
  }

  /// Tokens of a length that are not hay.
  ///
  /// @param needles how many
  /// @return at least the reference's 150
  public int reserve(int needles) {
    String longest = Collections.max(Cities.ALL, (a, b) -> a.length() - b.length());
    List<Needle> all = Collections.nCopies(needles, new Needle(longest, LARGEST_NUMBER));
    String words = NeedleText.prompt(Collections.nCopies(needles + 1, ""), all, longest);
    return Math.max(REFERENCE_RESERVE, tokens(words).length + ANSWER_TOKENS);
  }

  private int[] tokens(String text) {
    return tokenizer.encodeDocument(text);
  }

  /// Requires that every length has room for hay.
  ///
  /// @param config what will be tried
  /// @throws IllegalArgumentException if one has none; the message has the numbers
  public void check(NeedleConfig config) {
    config
        .needles()
        .forEach(needles -> {
          int _ = hay(needles, config.lengths().getFirst());
        });
  }

  private int hay(int needles, int length) {
    int reserve = reserve(needles);
    if (length <= reserve) {
      throw new IllegalArgumentException(
          "a length of %,d tokens is too short: prompt, %d needle%s and answer take %,d with this tokenizer"
              .formatted(length, needles, needles == 1 ? "" : "s", reserve));
    }
    return length - reserve;
  }

  /// Makes a prompt.
  ///
  /// @param trial which
  /// @return its text and its answer
  /// @throws IllegalArgumentException if the length is too short for the words around the hay
  public NeedlePrompt make(NeedleTrial trial) {
    int hay = hay(trial.needles(), trial.length());
    RandomGenerator random =
        random(NEEDLES, trial.needles(), trial.length(), trial.step(), trial.number());
    int before = trial.needles() == 1 ? 1 : random.nextInt(1, trial.needles());
    List<Integer> places = places(random, trial, hay, before);
    List<Needle> needles = needles(random, trial.needles());
    Needle asked = needles.get(before - 1);
    String text = NeedleText.prompt(hay(trial, places, hay), needles, asked.city());
    long same = needles.stream().filter(needle -> needle.city().equals(asked.city())).count();
    return new NeedlePrompt(
        text, TokenIds.of(tokens(text)), asked.city(), asked.number(), same > 1);
  }

  /// A generator of its own for each path of numbers.
  private RandomGenerator random(int... path) {
    long mixed = seed;
    for (int step : path) {
      mixed = new SplittableRandom(mixed + step).nextLong();
    }
    return new SplittableRandom(mixed);
  }

  /// Tokens of hay before each needle, rising.
  private static List<Integer> places(
      RandomGenerator random, NeedleTrial trial, int hay, int before) {
    int depth = (int) Math.round(hay * trial.depth());
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < trial.needles(); i++) {
      if (i == before - 1) {
        places.add(depth);
      } else {
        places.add(i < before ? random.nextInt(depth + 1) : random.nextInt(depth, hay + 1));
      }
    }
    Collections.sort(places);
    return places;
  }

  /// Cities are drawn without putting them back, from a list in which some stand twice.
  private static List<Needle> needles(RandomGenerator random, int count) {
    List<String> left = new ArrayList<>(Cities.ALL);
    List<Needle> needles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String city = left.remove(random.nextInt(left.size()));
      needles.add(new Needle(city, random.nextInt(1, LARGEST_NUMBER + 1)));
    }
    return needles;
  }

  /// The stretches of hay between the places: whole lines, as many as fit up to each.
  private List<String> hay(NeedleTrial trial, List<Integer> places, int hay) {
    Iterator<String> lines = haystack.lines(random(HAY, trial.number()).nextLong());
    List<Integer> ends = new ArrayList<>(places);
    ends.add(hay);
    List<String> stretches = new ArrayList<>();
    String next = lines.next() + " ";
    long used = 0;
    for (int end : ends) {
      StringBuilder stretch = new StringBuilder();
      while (used + tokensOfLine(next) <= end) {
        stretch.append(next);
        used += tokensOfLine(next);
        next = lines.next() + " ";
      }
      stretches.add(stretch.toString());
    }
    return stretches;
  }

  private int tokensOfLine(String line) {
    return lineTokens.computeIfAbsent(line, text -> Math.max(1, tokenizer.encode(text).length));
  }
}
