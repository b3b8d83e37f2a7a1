package dev.yoco4j.training.data;

/// A text and where it comes from.
///
/// @param origin where it comes from
/// @param text its characters, well-formed; without a byte order mark
/// @param replaced how many places were malformed and are U+FFFD now
public record Document(Origin origin, String text, long replaced) {}
