package dev.yoco4j.benchmark.serve;

import dev.yoco4j.benchmark.inference.Spread;

/// What a long prompt costs a request that generates meanwhile; times in seconds.
///
/// @param prompt tokens of the long prompt
/// @param before times between the running request's texts before the prompt came
/// @param during the same while the prompt was taken in
/// @param firstToken of the long prompt's request
public record PrefillGap(int prompt, Percentiles before, Percentiles during, Spread firstToken) {}
