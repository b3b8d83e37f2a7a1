package dev.yoco4j.server.contexts;

import dev.yoco4j.inference.TokenIds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// A text that was taken in.
///
/// @param id its name in requests
/// @param name what its owner calls it
/// @param created when
/// @param tokens of the text
/// @param file where it is saved, if it is
record HeldContext(String id, String name, Instant created, TokenIds tokens, Optional<Path> file) {
  HeldContext savedTo(Path path) {
    return new HeldContext(id, name, created, tokens, Optional.of(path));
  }
}
