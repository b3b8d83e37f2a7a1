package dev.yoco4j.cli.report;

/// The loss of one step.
///
/// @param step optimizer steps
/// @param tokens trained on up to here
/// @param loss nats per token
public record TrainingPoint(long step, long tokens, double loss) {}
