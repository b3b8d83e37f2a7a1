package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.InferenceResults;

/// How a benchmark measures, for readers of its page.
final class BenchMethod {
  private BenchMethod() {}

  static String html(InferenceResults results) {
    String turns =
        results.interleaved()
            ? "The models are in memory together and take turns at each length"
            : "The models do not fit in memory together and were measured one after the other";
    return """
    <p>Prompts are random tokens. %s; each measurement was made %d times, and medians are shown with \
    the least and the greatest.</p>
    <p><strong>Prefill</strong> is the time until one sequence's prompt has passed, in segments as \
    generation passes it, and the logits of its last position are there. Its floor is the operations of \
    what a prompt passes at the rate of a large matrix product of the same run. YOCO's prompt passes the \
    lower half alone.</p>
    <p><strong>Generation</strong> is timed right after the prompt: at least 8 steps, more until a second \
    has passed. For more than one sequence the prompt's past is copied for each, which then has memory of \
    its own, and all of them go on together. Tokens per second are the batch over the median step. The \
    floor is the bytes of weights and past that a step reads, at the rate memory was read in the same \
    run, or the operations of the weights' products where these take longer; each cross-decoder layer reads \
    the shared keys and values anew. A model that fits the processor's caches can be faster than that.</p>
    <p><strong>Memory</strong> is the weights and what the process grew by at most, from before a past \
    existed: with one sequence over prompt and steps, with several over the copies and the steps. Keys and \
    values, and states, are what the past had allocated; the rest is activations, scores and copies. Where \
    the system does not tell a peak it is called unknown.</p>
    """
        .formatted(turns, results.plan().repetitions());
  }
}
