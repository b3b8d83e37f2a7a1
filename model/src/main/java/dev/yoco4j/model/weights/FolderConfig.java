package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import java.util.OptionalInt;

/// What a model folder's configuration says.
///
/// @param model the model's shape
/// @param beginOfText token before a document, if named
/// @param endOfText token after a document, if named
public record FolderConfig(ModelConfig model, OptionalInt beginOfText, OptionalInt endOfText) {}
