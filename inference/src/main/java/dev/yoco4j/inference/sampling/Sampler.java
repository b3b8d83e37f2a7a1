package dev.yoco4j.inference.sampling;

import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TokenPreferences;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Chooses one token after another, as a [SamplingConfig] says.
///
/// The same configuration and the same logits give the same tokens. For use by one thread.
public final class Sampler {
  private final SamplingConfig config;
  private final SplittableRandom random;
  private final Candidates candidates = new Candidates();
  private final Map<Integer, Integer> chosen = new HashMap<>();

  /// Starts a sequence of draws.
  ///
  /// @param config how to choose
  public Sampler(SamplingConfig config) {
    this.config = config;
    random = new SplittableRandom(config.seed());
  }

  /// Chooses a token.
  ///
  /// @param logits one per token; changed where a penalty or a bias applies
  /// @param seen tokens of the sequence so far, the prompt's included
  /// @return the token, whose logit is above minus infinity; of equal logits temperature 0 takes
  ///   the lowest token
  /// @throws IllegalArgumentException if a logit is NaN or infinite, or all are minus infinity
  public int next(float[] logits, BitSet seen) {
    if (config.repetitionPenalty() != 1) {
      penalise(logits, seen);
    }
    if (config.preferences().isNone()) {
      return choose(logits);
    }
    prefer(logits, config.preferences());
    int token = choose(logits);
    chosen.merge(token, 1, Integer::sum);
    return token;
  }

  private void prefer(float[] logits, TokenPreferences wanted) {
    chosen.forEach((token, count) ->
        logits[token] -= (float) (wanted.presencePenalty() + count * wanted.frequencyPenalty()));
    wanted
        .bias()
        .forEach((token, bias) -> {
          if (token < logits.length) { // a row of the vocabulary without text is never chosen
            logits[token] += bias.floatValue();
          }
        });
  }

  private int choose(float[] logits) {
    int best = mostLikely(logits);
    if (config.temperature() == 0) {
      return best;
    }
    candidates.reset(logits);
    if (config.topK() > 0) {
      candidates.keepMostLikely(config.topK());
    }
    candidates.weigh(logits[best], config.temperature());
    if (config.topP() < 1) {
      candidates.keepShare(config.topP());
    }
    if (config.minP() > 0) {
      candidates.keepWeight(config.minP());
    }
    return candidates.draw(random.nextDouble());
  }

  private void penalise(float[] logits, BitSet seen) {
    float penalty = (float) config.repetitionPenalty();
    for (int token = seen.nextSetBit(0);
        token >= 0 && token < logits.length;
        token = seen.nextSetBit(token + 1)) {
      logits[token] = logits[token] < 0 ? logits[token] * penalty : logits[token] / penalty;
    }
  }

  private static int mostLikely(float[] logits) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int token = 0; token < logits.length; token++) {
      float logit = logits[token];
      if (logit > highest) {
        highest = logit;
        best = token;
      } else if (Float.isNaN(logit)) {
        throw new IllegalArgumentException("the logit of token " + token + " is NaN");
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException(
          "no token can follow: all " + logits.length + " logits are -Infinity");
    }
    if (highest == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("the logit of token " + best + " is Infinity");
    }
    return best;
  }
}
