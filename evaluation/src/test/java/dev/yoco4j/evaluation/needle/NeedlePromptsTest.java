package dev.yoco4j.evaluation.needle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.text.ByteTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NeedlePromptsTest {
  private static final Pattern SINGLE =
      Pattern.compile("The special magic ([A-Z][a-z]+) number is ([0-9]+) \\. ");
  private static final Pattern SEVERAL =
      Pattern.compile("The special magic ([A-Z][a-z]+) number is: ([0-9]+)");
  private static final Pattern QUESTION =
      Pattern.compile("What is the special magic ([A-Z][a-z]+) number\\?");

  private final NeedlePrompts prompts = prompts(0);

  private static NeedlePrompts prompts(long seed) {
    return new NeedlePrompts(new ByteTokenizer(), Haystack.made(), seed);
  }

  private static List<NeedleTrial> trials(int needles, Integer... lengths) {
    return new NeedleConfig(Arrays.asList(lengths), List.of(needles), 11, OptionalInt.of(2), 0)
        .all();
  }

  /// A tokenizer of bytes whose words take no more than the reference keeps for them would leave
  /// `length - 150`; here they take more.
  @Test
  void a_prompt_is_the_reference_s_to_the_letter() {
    Haystack hay = Haystack.of(List.of("first line\n\n  second line  \n"));
    NeedlePrompts own = new NeedlePrompts(new ByteTokenizer(), hay, 3);
    int reserve = own.reserve(1);
    NeedlePrompt prompt = own.make(new NeedleTrial(1, reserve + 46, 5, 0.5, 0));
    String city = prompt.city();
    assertThat(prompt.text())
        .isEqualTo(
            "There is a special magic number inside a lot of irrelevant text. Find it and memorize"
                + " them. I will quiz you about the magic number there. first line second line \n"
                + "The special magic "
                + city
                + " number is "
                + prompt.answer()
                + " . \nfirst line second line \n"
                + "What is the special magic "
                + city
                + " number? The special magic "
                + city
                + " number is  ");
    assertThat(prompt.tokens().get(0)).isEqualTo(256);
    assertThat(prompt.tokens().size()).isEqualTo(1 + prompt.text().length());
    String longest = "Johannesburg";
    assertThat(reserve)
        .isEqualTo(
            prompt.text().length()
                - "first line second line first line second line ".length()
                - 3 * city.length()
                - Integer.toString(prompt.answer()).length()
                + 3 * longest.length()
                + "50000".length()
                + 1
                + NeedlePrompts.ANSWER_TOKENS);
  }

  @Test
  void a_reserve_is_the_reference_s_where_that_is_enough() {
    // a tokenizer of whole words would do; four bytes a token is near to one
    assertThat(new NeedlePrompts(new FourByteTokens(), Haystack.made(), 0).reserve(1))
        .isEqualTo(NeedlePrompts.REFERENCE_RESERVE);
  }

  @Test
  void prompts_are_as_long_as_asked_for_and_needles_as_deep() {
    for (NeedleTrial trial : trials(1, 1024, 5000)) {
      NeedlePrompt prompt = prompts.make(trial);
      int hay = trial.length() - prompts.reserve(1);
      assertThat(prompt.tokens().size() + NeedlePrompts.ANSWER_TOKENS)
          .isLessThanOrEqualTo(trial.length())
          .isGreaterThan(trial.length() - 100); // a line less, and shorter words than the longest
      int task = prompt.text().indexOf("there. ") + "there. ".length();
      int at = prompt.text().indexOf("The special magic");
      assertThat(at - task)
          .isBetween((int) (hay * trial.depth()) - 45, (int) (hay * trial.depth()) + 2);
      List<MatchResult> needles = SINGLE.matcher(prompt.text()).results().toList();
      assertThat(needles).hasSize(1);
      assertThat(needles.getFirst().group(1)).isEqualTo(prompt.city());
      assertThat(needles.getFirst().group(2)).isEqualTo("" + prompt.answer());
      assertThat(prompt.answer()).isBetween(1, 50_000);
    }
  }

  @Test
  void of_several_needles_the_last_before_the_depth_is_asked_for() {
    Set<Long> before = new HashSet<>();
    for (NeedleTrial trial : trials(4, 4000)) {
      NeedlePrompt prompt = prompts.make(trial);
      List<MatchResult> needles = SEVERAL.matcher(prompt.text()).results().toList();
      assertThat(needles).hasSize(4);
      assertThat(QUESTION.matcher(prompt.text()).results().map(r -> r.group(1)))
          .containsExactly(prompt.city());
      int hay = 4000 - prompts.reserve(4);
      int asked = -1;
      long bytesOfNeedles = 0;
      int task = prompt.text().indexOf("there. ") + "there. ".length();
      for (int i = 0; i < 4; i++) {
        MatchResult needle = needles.get(i);
        if (needle.group(2).equals("" + prompt.answer())) {
          asked = i;
          long hayBefore = needle.start() - task - bytesOfNeedles;
          assertThat(hayBefore)
              .isBetween((long) (hay * trial.depth()) - 60, (long) (hay * trial.depth()) + 10);
        }
        bytesOfNeedles += needle.group().length() + 2;
      }
      assertThat(asked).isBetween(0, 2); // at least one stands behind
      before.add((long) asked);
    }
    assertThat(before).containsExactlyInAnyOrder(0L, 1L, 2L);
  }

  @Test
  void trials_of_one_number_share_their_hay() {
    List<NeedleTrial> trials = trials(1, 1024, 2048);
    String longest = "";
    for (NeedleTrial trial : trials.stream().filter(t -> t.number() == 0).toList()) {
      String text = prompts.make(trial).text();
      String begin = text.substring(0, text.indexOf("The special magic") - 1);
      String shorter = begin.length() < longest.length() ? begin : longest;
      String longer = begin.length() < longest.length() ? longest : begin;
      assertThat(longer).startsWith(shorter);
      longest = longer;
    }
    assertThat(longest.length()).isGreaterThan(1500);
    NeedleTrial last = trials.getLast();
    assertThat(last.number()).isEqualTo(1);
    assertThat(longest).isNotEqualTo(prompts.make(last).text().substring(0, longest.length()));
  }

  @Test
  void the_same_seed_makes_the_same_prompts_and_another_seed_others() {
    NeedleTrial trial = trials(2, 2000).get(7);
    assertThat(prompts(0).make(trial)).isEqualTo(prompts.make(trial));
    assertThat(prompts(1).make(trial).text()).isNotEqualTo(prompts.make(trial).text());
  }

  @Test
  void a_city_that_is_asked_for_and_stands_twice_is_ambiguous() {
    int ambiguous = 0;
    for (NeedleTrial trial : trials(80, 6000)) {
      NeedlePrompt prompt = prompts.make(trial);
      long same =
          SEVERAL
              .matcher(prompt.text())
              .results()
              .filter(needle -> needle.group(1).equals(prompt.city()))
              .count();
      assertThat(prompt.ambiguous()).isEqualTo(same > 1);
      ambiguous += prompt.ambiguous() ? 1 : 0;
    }
    assertThat(ambiguous).isBetween(1, 10);
  }

  @Test
  void a_length_without_room_for_hay_is_refused() {
    int reserve = prompts.reserve(2);
    assertThatThrownBy(() -> prompts.make(trials(2, reserve).getFirst()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a length of %d tokens is too short".formatted(reserve))
        .hasMessageContaining("2 needles");
    assertThat(prompts.make(trials(2, reserve + 1).getFirst()).text()).contains("number is: ");
  }

  @Test
  void an_empty_haystack_is_refused() {
    assertThatThrownBy(() -> Haystack.of(List.of("", " \n\t\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the haystack is empty");
  }

  @Test
  void given_text_comes_whole_in_another_order_for_another_seed_and_again() {
    Haystack hay = Haystack.of(List.of("a\nb", "c", "d\ne\nf"));
    Set<List<String>> orders = new HashSet<>();
    for (long seed = 0; seed < 40; seed++) {
      Iterator<String> lines = hay.lines(seed);
      List<String> first = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        first.add(lines.next());
      }
      assertThat(first).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
      assertThat(first).containsSubsequence("d", "e", "f").containsSubsequence("a", "b");
      assertThat(lines.hasNext()).isTrue();
      orders.add(first);
    }
    assertThat(orders).hasSize(6);
  }

  @Test
  void a_hundred_cities_some_of_them_twice() {
    assertThat(Cities.ALL).hasSize(100).allMatch(city -> city.matches("[A-Z][a-z]+"));
    assertThat(new HashSet<>(Cities.ALL)).hasSize(88);
  }

  @Test
  void the_reference_s_depths() {
    NeedleConfig config =
        new NeedleConfig(List.of(4096), List.of(1, 4), 11, OptionalInt.empty(), 0);
    assertThat(config.depths(1))
        .containsExactly(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);
    assertThat(config.depths(4)).hasSize(10).startsWith(1.0 / 11).endsWith(10.0 / 11);
    assertThat(config.all()).hasSize(11 * 10 + 10 * 5);
    assertThat(new HashSet<>(config.all())).hasSize(160);
  }
}
