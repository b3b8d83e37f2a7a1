package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.Precision;
import java.util.OptionalLong;

/// A measurement that was not made.
///
/// @param model its name
/// @param precision of its weights
/// @param length of the prompt
/// @param batch sequences; empty if the length was skipped for every batch
/// @param reason why, for people
public record Skipped(
    String model, Precision precision, long length, OptionalLong batch, String reason) {}
