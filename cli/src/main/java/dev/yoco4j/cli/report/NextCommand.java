package dev.yoco4j.cli.report;

/// Something to try next.
///
/// @param command to be typed as it stands
/// @param effect what it does, in a few words: `Continue another prompt`
public record NextCommand(String command, String effect) {}
