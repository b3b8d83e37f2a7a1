package dev.yoco4j.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A drawing, to stand in a page or in a file of its own; its colours are those of [Styles].
final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private final int width;
  private final int height;
  private final String label;
  private final StringBuilder content = new StringBuilder();

  /// Begins a drawing.
  ///
  /// @param label what is to be seen, for those who do not see it
  Svg(int width, int height, String label) {
    this.width = width;
    this.height = height;
    this.label = label;
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
            .formatted(style, at(x1), at(y1), at(x2), at(y2)));
  }

  Svg rectangle(String style, double x, double y, double w, double h) {
    return add(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
            .formatted(style, at(x), at(y), at(w), at(h)));
  }

  Svg dot(String style, double x, double y) {
    return add("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"4\"/>".formatted(style, at(x), at(y)));
  }

  Svg text(String style, double x, double y, String text) {
    return add(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(style, at(x), at(y), Html.escape(text)));
  }

  /// Text that runs upwards, around its middle.
  Svg upright(String style, double x, double y, String text) {
    return add(
        "<text class=\"%s\" transform=\"translate(%s %s) rotate(-90)\">%s</text>"
            .formatted(style, at(x), at(y), Html.escape(text)));
  }

  /// A line through points, each of them x and y.
  Svg path(String style, List<double[]> points) {
    String path =
        points.stream()
            .map(point -> at(point[0]) + " " + at(point[1]))
            .collect(Collectors.joining("L"));
    return add("<path class=\"%s\" d=\"M%s\"/>".formatted(style, path));
  }

  /// For a page that has the styles.
  String inline() {
    return element("", "");
  }

  /// For a file.
  String standalone() {
    return element(
        " xmlns=\"" + NAMESPACE + "\"",
        "<style>"
            + Styles.PALETTE
            + Styles.CHART
            + "</style>\n<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n");
  }

  private String element(String namespace, String before) {
    return "<svg%s class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(namespace, width, height, Html.escape(label))
        + before
        + content
        + "</svg>\n";
  }

  private Svg add(String element) {
    content.append(element).append('\n');
    return this;
  }

  /// A tenth of a pixel is as near as one can see.
  private static String at(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }
}
