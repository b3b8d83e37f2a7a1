package dev.yoco4j.inference;

/// What a generator is doing, and what it holds.
///
/// @param prefilling sequences whose prompt is being taken in
/// @param decoding sequences that generate
/// @param waiting requests that wait for a place or for memory
/// @param heldBytes memory of all sequences and snapshots
/// @param reservedBytes what running sequences may still come to take
/// @param limitBytes what both may be together
/// @param snapshots pasts kept for requests that begin alike
/// @param heldTokens of which keys and values are in memory, those that several share counted once
/// @param reusedTokens tokens of prompts that were found in memory, since the start
/// @param absorbedPositions positions that entered the model, since it was built
/// @param skippedPositions those of them that left it half-way
public record EngineStatus(
    int prefilling,
    int decoding,
    int waiting,
    long heldBytes,
    long reservedBytes,
    long limitBytes,
    int snapshots,
    long heldTokens,
    long reusedTokens,
    long absorbedPositions,
    long skippedPositions) {}
