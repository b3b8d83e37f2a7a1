package dev.yoco4j.inference.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TokenPreferences;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final SamplingConfig PLAIN = SamplingConfig.plain(11);
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  private static float[] normal(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      logits[i] = (float) (2 * random.nextGaussian());
    }
    return logits;
  }

  private static int[] draws(SamplingConfig config, float[] logits, int count, int... seen) {
    Sampler sampler = new Sampler(config);
    BitSet before = new BitSet();
    IntStream.of(seen).forEach(before::set);
    return IntStream.range(0, count).map(i -> sampler.next(logits.clone(), before)).toArray();
  }

  private static double[] shares(int[] draws, int vocabulary) {
    double[] shares = new double[vocabulary];
    for (int token : draws) {
      shares[token] += 1.0 / draws.length;
    }
    return shares;
  }

  private static double[] softmax(float[] logits, double temperature) {
    double[] weights =
        IntStream.range(0, logits.length)
            .mapToDouble(i -> Math.exp(logits[i] / temperature))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  @Test
  void draws_follow_the_softmax_of_the_tempered_logits() {
    float[] logits = {1, 0, 2, NEVER, -1, 0.5f};
    for (double temperature : new double[] {0.5, 1, 2}) {
      int[] draws = draws(PLAIN.withTemperature(temperature), logits, 100_000);
      assertThat(shares(draws, 6)).containsExactly(softmax(logits, temperature), within(0.006));
    }
  }

  @Test
  void what_remains_after_a_cut_is_drawn_by_its_share() {
    float[] logits = {1, 0, 2, -1, 0.5f};
    double[] all = softmax(logits, 1);
    double kept = all[0] + all[2];
    double[] want = {all[0] / kept, 0, all[2] / kept, 0, 0};
    for (SamplingConfig config :
        new SamplingConfig[] {PLAIN.withTopK(2), PLAIN.withTopP(kept), PLAIN.withMinP(0.3)}) {
      assertThat(shares(draws(config, logits, 100_000), 5)).containsExactly(want, within(0.006));
    }
  }

  @Test
  void the_same_seed_draws_the_same_tokens() {
    float[] logits = normal(1000, 1);
    int[] draws = draws(PLAIN.withTopP(0.9), logits, 50);
    assertThat(draws(PLAIN.withTopP(0.9), logits, 50)).isEqualTo(draws);
    assertThat(draws(SamplingConfig.plain(12).withTopP(0.9), logits, 50)).isNotEqualTo(draws);
  }

  @Test
  void temperature_zero_takes_the_most_likely_and_of_equal_ones_the_lowest() {
    assertThat(draws(SamplingConfig.greedy(), new float[] {1, 4, 3, 4, NEVER}, 3)).containsOnly(1);
  }

  @Test
  void top_k_of_one_and_a_tiny_top_p_and_a_min_p_of_one_are_greedy() {
    float[] logits = normal(500, 2);
    int greedy = draws(SamplingConfig.greedy(), logits, 1)[0];
    for (SamplingConfig config :
        new SamplingConfig[] {
          PLAIN.withTopK(1), PLAIN.withTopP(1e-12), PLAIN.withMinP(1), PLAIN.withTemperature(1e-9)
        }) {
      assertThat(draws(config, logits, 20)).containsOnly(greedy);
    }
  }

  @Test
  void a_constant_added_to_all_logits_changes_nothing() {
    float[] logits = {1, 0, 2, -1, 0.5f};
    float[] shifted = {1025, 1024, 1026, 1023, 1024.5f};
    SamplingConfig config = PLAIN.withTemperature(0.8).withTopK(4).withTopP(0.95).withMinP(0.01);
    assertThat(draws(config, shifted, 1000)).isEqualTo(draws(config, logits, 1000));
  }

  @Test
  void the_penalty_makes_seen_tokens_less_likely_whatever_their_sign() {
    float[] logits = {2, -1, 0, 0.5f};
    int[] draws = draws(PLAIN.withRepetitionPenalty(2), logits, 100_000, 0, 1, 7);
    double[] want = softmax(new float[] {1, -2, 0, 0.5f}, 1);
    assertThat(shares(draws, 4)).containsExactly(want, within(0.006));
  }

  @Test
  void the_penalty_comes_before_temperature_zero() {
    float[] logits = {2, 1.5f, -1};
    SamplingConfig config = SamplingConfig.greedy().withRepetitionPenalty(1.5);
    assertThat(draws(config, logits, 1, 0)).containsExactly(1);
    assertThat(draws(config, logits, 1)).containsExactly(0);
  }

  @Test
  void temperature_comes_before_top_p() {
    float[] logits = {1, 0, -1};
    assertThat(draws(PLAIN.withTopP(0.5), logits, 200)).containsOnly(0);
    assertThat(draws(PLAIN.withTemperature(10).withTopP(0.5), logits, 200)).containsOnly(0, 1);
  }

  @Test
  void logits_that_are_no_numbers_are_refused() {
    for (SamplingConfig config : new SamplingConfig[] {SamplingConfig.greedy(), PLAIN}) {
      refused(config, new float[] {0, 1, Float.NaN, 2}, "the logit of token 2 is NaN");
      refused(config, new float[] {0, Float.POSITIVE_INFINITY}, "the logit of token 1 is Infinity");
      refused(
          config, new float[] {NEVER, NEVER}, "no token can follow: all 2 logits are -Infinity");
    }
  }

  private static void refused(SamplingConfig config, float[] logits, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> draws(config, logits, 1))
        .withMessage(message);
  }

  private static int[] greedy(TokenPreferences wanted, float[] logits, int count, int... seen) {
    return draws(SamplingConfig.greedy().with(wanted), logits, count, seen);
  }

  @Test
  void a_frequency_penalty_grows_with_each_time_a_token_was_generated() {
    float[] logits = {4, 3.2f, 0};
    var wanted = new TokenPreferences(0, 0.5, Map.of());
    assertThat(greedy(wanted, logits, 6)).containsExactly(0, 0, 1, 0, 1, 0);
  }

  @Test
  void a_presence_penalty_is_taken_once() {
    float[] logits = {4, 3.2f, 0};
    var wanted = new TokenPreferences(1, 0, Map.of());
    assertThat(greedy(wanted, logits, 5)).containsExactly(0, 1, 0, 0, 0);
  }

  @Test
  void penalties_look_at_what_was_generated_and_not_at_the_prompt() {
    float[] logits = {4, 3.5f};
    assertThat(greedy(new TokenPreferences(2, 2, Map.of()), logits, 1, 0)).containsExactly(0);
  }

  @Test
  void a_bias_forces_and_forbids() {
    float[] logits = {4, 3, 2, NEVER};
    assertThat(greedy(new TokenPreferences(0, 0, Map.of(2, 100.0)), logits, 2))
        .containsExactly(2, 2);
    assertThat(greedy(new TokenPreferences(0, 0, Map.of(0, -100.0)), logits, 2))
        .containsExactly(1, 1);
    assertThat(greedy(new TokenPreferences(0, 0, Map.of(3, 100.0, 99, 5.0)), logits, 1))
        .containsExactly(0);
  }

  @Test
  void a_bias_moves_the_logit_that_is_drawn_from() {
    float[] logits = {1, 0, 2};
    var wanted = new TokenPreferences(0, 0, Map.of(0, 1.5, 2, -0.5));
    double[] shares = shares(draws(PLAIN.with(wanted), logits, 100_000), 3);
    assertThat(shares).containsExactly(softmax(new float[] {2.5f, 0, 1.5f}, 1), within(0.006));
  }
}
