package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopStringsTest {
  private static List<String> settled(List<String> strings, String... pieces) {
    StopStrings stops = new StopStrings(strings);
    List<String> settled = new ArrayList<>();
    for (String piece : pieces) {
      settled.add(stops.add(piece));
    }
    settled.add(stops.finish());
    return settled;
  }

  @Test
  void text_passes_at_once_where_no_stop_string_can_begin() {
    assertThat(settled(List.of(), "a", "b")).containsExactly("a", "b", "");
    assertThat(settled(List.of("xyz"), "abc", "d")).containsExactly("abc", "d", "");
  }

  @Test
  void a_possible_beginning_waits_until_it_is_decided() {
    assertThat(settled(List.of("END"), "aE", "N", "x")).containsExactly("a", "", "ENx", "");
    assertThat(settled(List.of("END"), "aE", "N", "D", "z")).containsExactly("a", "", "", "", "");
    assertThat(settled(List.of("END"), "aE", "N")).containsExactly("a", "", "EN");
  }

  @Test
  void a_beginning_may_hide_in_another() {
    assertThat(settled(List.of("aab"), "a", "a", "a", "b")).containsExactly("", "", "a", "", "");
  }

  @Test
  void the_one_that_is_complete_first_stops_and_of_these_the_longest() {
    assertThat(settled(List.of("a", "baa"), "baaa")).containsExactly("b", "");
    assertThat(settled(List.of("cd", "bc"), "abcd")).containsExactly("a", "");
    assertThat(settled(List.of("long stop", "stop"), "a long stop")).containsExactly("a ", "");
  }

  @Test
  void any_cut_of_any_text_gives_the_text_before_the_first_stop_string() {
    SplittableRandom random = new SplittableRandom(9);
    for (int round = 0; round < 2000; round++) {
      String text = letters(random, random.nextInt(12));
      List<String> strings = List.of(letters(random, 1 + random.nextInt(3)), letters(random, 3));
      StopStrings stops = new StopStrings(strings);
      StringBuilder got = new StringBuilder();
      for (int from = 0; from < text.length() && !stops.found(); ) {
        int to = Math.min(text.length(), from + 1 + random.nextInt(3));
        got.append(stops.add(text.substring(from, to)));
        from = to;
      }
      got.append(stops.finish());
      assertThat(got.toString()).as("%s up to %s", text, strings).isEqualTo(before(strings, text));
    }
  }

  /// The definition: one character more at a time, until the text ends with a stop string.
  private static String before(List<String> strings, String text) {
    for (int end = 1; end <= text.length(); end++) {
      String head = text.substring(0, end);
      OptionalInt longest = strings.stream().filter(head::endsWith).mapToInt(String::length).max();
      if (longest.isPresent()) {
        return head.substring(0, end - longest.getAsInt());
      }
    }
    return text;
  }

  private static String letters(SplittableRandom random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(2)));
    }
    return letters.toString();
  }
}
