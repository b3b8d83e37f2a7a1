package dev.yoco4j.training.data;

/// A document, or a part of one.
///
/// @param document its text
/// @param bytes that it takes in its file
/// @param opens whether a document begins here
/// @param closes whether a document ends here
public record DocumentPart(Document document, long bytes, boolean opens, boolean closes) {}
