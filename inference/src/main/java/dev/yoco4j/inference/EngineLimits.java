package dev.yoco4j.inference;

/// What an engine can take on.
///
/// @param maxPositions tokens that a sequence may have, prompt and answer together
/// @param vocabularySize tokens of the model; ids are below it
/// @param batch sequences that run at once at most
/// @param queue requests that may wait behind them
/// @param bytesPerPosition what a token of context takes
/// @param stateBytes what a sequence takes whatever its length
/// @param pastBytes what all sequences and snapshots may take together
public record EngineLimits(
    int maxPositions,
    int vocabularySize,
    int batch,
    int queue,
    long bytesPerPosition,
    long stateBytes,
    long pastBytes) {
  /// What a context takes, but for what is set aside for its next block.
  ///
  /// @param tokens of the context
  /// @return bytes
  public long bytes(long tokens) {
    return stateBytes + tokens * bytesPerPosition;
  }
}
