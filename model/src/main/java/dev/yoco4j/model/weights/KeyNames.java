package dev.yoco4j.model.weights;

import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts a file's name and its keys into the messages of records, which know neither.
///
/// `window must be at least 1, was 0` becomes `config.json: self_decoder_attn.window_size must be
/// at least 1, was 0`.
///
/// @param keys keys of a file by what the records call their fields
public record KeyNames(Map<String, String> keys) {
  private static final Pattern BOUND =
      Pattern.compile("(.+?) must (?:divide (\\D+) (?=\\d))?(.*)", Pattern.DOTALL);

  /// Copies the map.
  public KeyNames {
    keys = Map.copyOf(keys);
  }

  /// Builds something whose bounds records check.
  ///
  /// @param <T> what is built
  /// @param place the file's name
  /// @param reading builds it
  /// @return what was built
  /// @throws IllegalArgumentException naming file, key, bound and value
  public <T> T inPlace(String place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(place)
          ? e
          : new IllegalArgumentException(place + ": " + translated(message), e);
    }
  }

  private String translated(String message) {
    Matcher bound = BOUND.matcher(message);
    if (!bound.matches()) {
      return message;
    }
    String divided = bound.group(2);
    return key(bound.group(1))
        + " must "
        + (divided == null ? "" : "divide " + key(divided) + " ")
        + bound.group(3);
  }

  private String key(String name) {
    return keys.getOrDefault(name, name);
  }
}
