package dev.yoco4j.cli.report;

/// What the model wrote.
///
/// @param prompt what it was given
/// @param text how it went on
public record Completion(String prompt, String text) {}
