package dev.yoco4j.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A loss curve as lines.
final class LossSvg {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 420;
  private static final int LEFT = 64;
  private static final int RIGHT = WIDTH - 16;
  private static final int TOP = 14;
  private static final int BOTTOM = HEIGHT - 56;
  private static final int DRAWN_PARTS = 400;
  private static final int DRAWN_VALIDATIONS = 100;

  private final LossCurve curve;
  private final TokenAxis axis;
  private final Ticks across;
  private final Ticks up;
  private final Svg svg;

  private LossSvg(LossCurve curve) {
    this.curve = curve;
    long tokens = curve.training().getLast().tokens();
    axis = TokenAxis.upTo(tokens);
    across = Ticks.over(0, axis.at(tokens), 8);
    up = curve.ticks(6);
    svg = new Svg(WIDTH, HEIGHT, label(curve));
  }

  /// Draws a curve that has at least one step.
  static Svg of(LossCurve curve) {
    return new LossSvg(curve).draw();
  }

  private static String label(LossCurve curve) {
    String training =
        String.format(
            Locale.ROOT,
            "Training loss over tokens, from %.2f to %.2f nats per token",
            curve.training().getFirst().loss(),
            curve.lastSmoothed().orElseThrow().loss());
    return training
        + curve
            .lastValidation()
            .map(last ->
                String.format(Locale.ROOT, "; validation loss at the end %.2f", last.loss()))
            .orElse("");
  }

  private Svg draw() {
    grid();
    path(stepStyle(), curve.training());
    if (curve.window() > 1) {
      path("mean", curve.smoothed());
    }
    for (ValidationPoint point : curve.someValidations(DRAWN_VALIDATIONS)) {
      svg.dot("dot", x(axis.at(point.tokens())), y(point.loss()));
    }
    legend();
    return svg;
  }

  private void grid() {
    for (double loss : up.values()) {
      svg.line("grid", LEFT, y(loss), RIGHT, y(loss));
      svg.text("tick end", LEFT - 8, y(loss) + 4, up.label(loss));
    }
    for (double tokens : across.values()) {
      svg.line("grid", x(tokens), TOP, x(tokens), BOTTOM);
      svg.text("tick middle", x(tokens), BOTTOM + 20, across.label(tokens));
    }
    svg.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    svg.text("title middle", (LEFT + RIGHT) / 2.0, HEIGHT - 10, axis.title());
    svg.upright("title middle", 16, (TOP + BOTTOM) / 2.0, "loss, nats per token");
  }

  private void path(String style, List<TrainingPoint> points) {
    ToDoubleFunction<TrainingPoint> tokens = point -> axis.at(point.tokens());
    svg.path(
        style,
        LossCurve.outline(points, DRAWN_PARTS).stream()
            .map(point -> new double[] {x(tokens.applyAsDouble(point)), y(point.loss())})
            .toList());
  }

  private void legend() {
    double x = RIGHT - 224;
    double y = TOP + 22;
    svg.line(stepStyle(), x, y - 4, x + 28, y - 4).text("tick", x + 38, y, "training, each step");
    if (curve.window() > 1) {
      y += 22;
      svg.line("mean", x, y - 4, x + 28, y - 4);
      svg.text("tick", x + 38, y, "training, mean of " + curve.window() + " steps");
    }
    if (!curve.validation().isEmpty()) {
      y += 22;
      svg.dot("dot", x + 14, y - 4).text("tick", x + 38, y, "validation");
    }
  }

  /// Faint where a smooth line tells the story.
  private String stepStyle() {
    return curve.window() > 1 ? "raw" : "mean";
  }

  private double x(double tokens) {
    double part = (tokens - across.least()) / (across.greatest() - across.least());
    return LEFT + part * (RIGHT - LEFT);
  }

  private double y(double loss) {
    double part = (loss - up.least()) / (up.greatest() - up.least());
    return BOTTOM - part * (BOTTOM - TOP);
  }
}
