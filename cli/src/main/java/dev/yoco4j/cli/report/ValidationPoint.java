package dev.yoco4j.cli.report;

/// The loss on text that is not trained on.
///
/// @param step optimizer steps
/// @param tokens trained on up to here
/// @param loss nats per token
public record ValidationPoint(long step, long tokens, double loss) {}
