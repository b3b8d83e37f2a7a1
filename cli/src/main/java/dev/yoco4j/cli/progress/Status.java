package dev.yoco4j.cli.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// How far a task is.
///
/// @param facts what is worth saying, each fact understandable alone
/// @param done fraction from 0 to 1; empty if the end is unknown
/// @param spent time that the fraction took
record Status(List<String> facts, OptionalDouble done, Duration spent) {
  Status {
    facts = List.copyOf(facts);
    done =
        done.isPresent() && Double.isFinite(done.getAsDouble())
            ? OptionalDouble.of(Math.clamp(done.getAsDouble(), 0, 1))
            : OptionalDouble.empty();
  }

  /// Everything as a line.
  String line(Signs signs) {
    List<String> parts = new ArrayList<>(facts);
    done.ifPresent(fraction -> parts.add(percent(fraction)));
    left().ifPresent(parts::add);
    return String.join(signs.separator(), parts);
  }

  /// What stands beside a bar, which has the fraction.
  String besideBar(Signs signs) {
    List<String> parts = new ArrayList<>(facts);
    left().ifPresent(parts::add);
    return String.join(signs.separator(), parts);
  }

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%d%%", (int) (100 * fraction));
  }

  /// As if the rest went as the beginning did.
  private Optional<String> left() {
    double fraction = done.orElse(0);
    if (fraction <= 0 || fraction >= 1) {
      return Optional.empty();
    }
    double seconds = spent.toMillis() / 1e3 * (1 - fraction) / fraction;
    return Optional.of(duration(Math.round(Math.min(seconds, 1e12))) + " left");
  }

  /// The two largest units: `45s`, `1m20s`, `2h05m`, `3d04h`.
  static String duration(long seconds) {
    long minutes = seconds / 60;
    long hours = minutes / 60;
    if (minutes == 0) {
      return seconds + "s";
    }
    if (hours == 0) {
      return String.format(Locale.ROOT, "%dm%02ds", minutes, seconds % 60);
    }
    return hours < 24
        ? String.format(Locale.ROOT, "%dh%02dm", hours, minutes % 60)
        : String.format(Locale.ROOT, "%dd%02dh", hours / 24, hours % 24);
  }
}
