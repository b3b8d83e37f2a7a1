package dev.yoco4j.evaluation.task;

import dev.yoco4j.inference.TokenIds;

/// What a model is asked: how likely tokens are after others.
///
/// @param context at least one token
/// @param continuation at least one token
/// @param truncated whether the context lost tokens at its beginning
record Request(TokenIds context, TokenIds continuation, boolean truncated) {}
