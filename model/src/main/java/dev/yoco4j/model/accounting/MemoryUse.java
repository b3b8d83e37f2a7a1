package dev.yoco4j.model.accounting;

/// Bytes that a model and its sequences take, all sequences of a batch together.
///
/// @param weights of the model: constant
/// @param keyValues that grow with the context
/// @param room allocated beyond keys and values, an upper bound: whole blocks, and growth ahead
/// @param states that do not grow: retention states and windows
/// @param activations while one prompt passes or all sequences generate, an upper bound
public record MemoryUse(long weights, long keyValues, long room, long states, long activations) {
  /// All of it.
  ///
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long total() {
    long growing = Math.addExact(keyValues, room);
    return Math.addExact(Math.addExact(weights, growing), Math.addExact(states, activations));
  }
}
