package dev.yoco4j.text;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/// What is kept of a `tokenizer.json`; the rest is the native library's.
///
/// @param file where it was, for messages
/// @param size one more than the largest id
/// @param addedTokens ids by name, special or not
/// @param special ids of special tokens
/// @param singleBytes tokens such as `<0x0A>`, by which a vocabulary without a byte alphabet spells
///   what it lacks
/// @param bytes those of every token, if all that decoding does is to put them together
/// @param allowsSegments whether [Segments] may cut the text
record JsonVocabulary(
    Path file,
    int size,
    Map<String, Integer> addedTokens,
    BitSet special,
    BitSet singleBytes,
    Optional<TokenBytes> bytes,
    boolean allowsSegments) {}
