package dev.yoco4j.cli.report;

/// A model that is compared.
///
/// @param name what people call it, such as a preset
/// @param parameters how many it has
public record ModelSize(String name, long parameters) {}
