package dev.yoco4j.server;

import java.util.Optional;
import java.util.Set;

/// Who may ask a server.
///
/// @param apiKey what clients have to send as `Authorization: Bearer`; empty asks for none
/// @param openBeyondLoopback whether a server without key may listen for other machines
/// @param corsOrigins origins whose pages may ask, as `https://example.org`; none by default
public record AccessConfig(
    Optional<String> apiKey, boolean openBeyondLoopback, Set<String> corsOrigins) {
  /// Copies.
  ///
  /// @throws IllegalArgumentException if the key is empty or no header can carry it
  public AccessConfig {
    corsOrigins = Set.copyOf(corsOrigins);
    apiKey.ifPresent(key -> {
      if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new IllegalArgumentException(
            "the API key must be of printable ASCII characters without blanks, and not empty");
      }
    });
  }

  /// Everyone who reaches the server, which must be this machine alone.
  ///
  /// @return no key, no foreign pages
  public static AccessConfig open() {
    return new AccessConfig(Optional.empty(), false, Set.of());
  }

  /// Those who have a key.
  ///
  /// @param key printable ASCII
  /// @return no foreign pages
  public static AccessConfig withKey(String key) {
    return new AccessConfig(Optional.of(key), false, Set.of());
  }
}
