package dev.yoco4j.cli.report;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Pictures by name.
///
/// @param files the name of each and its PNG; none where the JDK cannot draw
/// @param remarks why there are none, a line each
public record Pictures(SequencedMap<String, byte[]> files, List<String> remarks) {
  /// Makes PNGs by name.
  @FunctionalInterface
  public interface Drawer {
    /// Draws.
    ///
    /// @return the pictures
    /// @throws IOException if this JDK writes no PNG
    SequencedMap<String, byte[]> draw() throws IOException;
  }

  /// Copies the collections.
  public Pictures {
    files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
    remarks = List.copyOf(remarks);
  }

  /// No pictures, and nothing to say about it.
  ///
  /// @return the empty set
  public static Pictures none() {
    return new Pictures(new LinkedHashMap<>(), List.of());
  }

  /// Draws, and says why where nothing can be drawn.
  ///
  /// @param drawer no method reference: a JDK without AWT must not meet the class of a chart before
  ///   it is tried
  /// @return the pictures; never fails
  public static Pictures draw(Drawer drawer) {
    try {
      return new Pictures(drawer.draw(), List.of());
    } catch (IOException | RuntimeException | Error e) {
      // Error too: without fonts AWT throws a plain one, or one of linking, after the JDK's make.
      return new Pictures(
          new LinkedHashMap<>(),
          List.of(
              "no pictures: this JDK cannot draw text here (%s); fontconfig and a font such as DejaVu mend that"
                  .formatted(
                      String.valueOf(e.getMessage())
                          .lines()
                          .findFirst()
                          .orElse("no reason given"))));
    }
  }
}
