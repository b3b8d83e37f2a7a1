package dev.yoco4j.benchmark.serve;

import dev.yoco4j.benchmark.inference.Spread;

/// What a server gives so many clients at once; times in seconds, of all repetitions together.
///
/// @param batch sequences that the server lets generate together
/// @param streams clients, each of which asks again when it is answered
/// @param tokensPerSecond of all streams together, by repetition
/// @param firstToken from a request to the first text of its answer
/// @param gap between two pieces of text of an answer
/// @param whole from a request to the end of its answer
public record StreamsRow(
    int batch,
    int streams,
    Spread tokensPerSecond,
    Percentiles firstToken,
    Percentiles gap,
    Percentiles whole) {}
