package dev.yoco4j.model.accounting;

import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.torch.Precision;

/// In which formats a model's numbers are held.
///
/// @param precision of activations, and of what has no format of its own
/// @param weights of the matrices
/// @param keyValues of the keys and values that grow with the context
public record NumberFormats(Precision precision, WeightFormat weights, KeyValueFormat keyValues) {}
