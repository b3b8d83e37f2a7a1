package dev.yoco4j.model.accounting;

/// Bytes that a model and its sequences take, all sequences of a batch together.
///
/// @param weights of the model: constant
/// @param keyValues that grow with the context
/// @param states that do not: retention states and windows
/// @param activations while a prompt passes, an upper bound
public record MemoryUse(long weights, long keyValues, long states, long activations) {
  /// All of it.
  ///
  /// @return bytes
  /// @throws ArithmeticException if they exceed what a long holds
  public long total() {
    return Math.addExact(Math.addExact(weights, keyValues), Math.addExact(states, activations));
  }
}
