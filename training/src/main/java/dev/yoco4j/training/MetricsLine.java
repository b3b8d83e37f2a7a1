package dev.yoco4j.training;

import dev.yoco4j.torch.Device;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One event as a line of JSON.
final class MetricsLine {
  private static final JsonMapper JSON = JsonMapper.shared();

  private MetricsLine() {}

  static byte[] of(TrainingEvent event, Path file) {
    ObjectNode line = JSON.createObjectNode().put("event", kind(event)).put("step", event.step());
    switch (event) {
      case TrainingEvent.Begun e -> line.put("device", e.device().label());
      case TrainingEvent.Extended e ->
          line.put("context", e.context())
              .put("ropeTheta", e.ropeTheta())
              .put("seconds", e.seconds());
      case TrainingEvent.Stepped e ->
          line.put("loss", e.loss())
              .put("gradientNorm", e.gradientNorm())
              .put("learningRate", e.learningRate())
              .put("tokens", e.tokens())
              .put("tokensPerSecond", e.tokensPerSecond())
              .put("seconds", e.seconds())
              .put("done", e.done());
      case TrainingEvent.Skipped e ->
          line.put("loss", e.loss())
              .put("gradientNorm", e.gradientNorm())
              .put("skipped", e.skipped());
      case TrainingEvent.Validated e -> line.put("loss", e.loss()).put("tokens", e.tokens());
      case TrainingEvent.Saved e -> line.put("folder", folderName(e.folder(), file));
    }
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// The event of a line; empty if it is of a kind that is not known.
  static Optional<TrainingEvent> event(String line, Path file) {
    JsonNode fields = parse(line);
    long step = integer(fields, "step");
    return Optional.ofNullable(
        switch (text(fields, "event")) {
          case "begun" -> new TrainingEvent.Begun(step, device(fields));
          case "extended" ->
              new TrainingEvent.Extended(
                  step,
                  Math.toIntExact(integer(fields, "context")),
                  number(fields, "ropeTheta"),
                  number(fields, "seconds"));
          case "step" ->
              new TrainingEvent.Stepped(
                  step,
                  number(fields, "loss"),
                  number(fields, "gradientNorm"),
                  number(fields, "learningRate"),
                  integer(fields, "tokens"),
                  number(fields, "tokensPerSecond"),
                  number(fields, "seconds"),
                  number(fields, "done"));
          case "skipped" ->
              new TrainingEvent.Skipped(
                  step,
                  number(fields, "loss"),
                  number(fields, "gradientNorm"),
                  integer(fields, "skipped"));
          case "validation" ->
              new TrainingEvent.Validated(step, number(fields, "loss"), integer(fields, "tokens"));
          case "saved" ->
              new TrainingEvent.Saved(step, file.resolveSibling(text(fields, "folder")));
          default -> null;
        });
  }

  private static String kind(TrainingEvent event) {
    return switch (event) {
      case TrainingEvent.Begun _ -> "begun";
      case TrainingEvent.Extended _ -> "extended";
      case TrainingEvent.Stepped _ -> "step";
      case TrainingEvent.Skipped _ -> "skipped";
      case TrainingEvent.Validated _ -> "validation";
      case TrainingEvent.Saved _ -> "saved";
    };
  }

  /// Seen from the file, where it lies below its folder: a run may be moved.
  private static String folderName(Path folder, Path file) {
    Path whole = folder.toAbsolutePath().normalize();
    Path parent = file.toAbsolutePath().normalize().getParent();
    if (parent == null || !whole.startsWith(parent)) {
      return whole.toString();
    }
    List<String> names = new ArrayList<>();
    parent.relativize(whole).forEach(name -> names.add(name.toString()));
    return String.join("/", names);
  }

  private static JsonNode parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("is not a JSON object");
  }

  private static Device device(JsonNode fields) {
    String label = text(fields, "device");
    return Arrays.stream(Device.values())
        .filter(device -> device.label().equals(label))
        .findFirst()
        .orElseThrow(() -> wrong("device", "cpu or cuda", fields.path("device")));
  }

  private static String text(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    if (!value.isString()) {
      throw wrong(name, "a string", value);
    }
    return value.stringValue();
  }

  private static long integer(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(name, "a whole number", value);
    }
    return value.longValue();
  }

  /// A number; those that JSON has no digits for stand as strings.
  private static double number(JsonNode fields, String name) {
    JsonNode value = fields.path(name);
    return switch (value.isString() ? value.stringValue() : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (!value.isNumber()) {
          throw wrong(name, "a number", value);
        }
        yield value.doubleValue();
      }
    };
  }

  private static IllegalArgumentException wrong(String name, String wanted, JsonNode value) {
    String was = value.isMissingNode() ? "is missing" : "is " + value;
    return new IllegalArgumentException(
        "field \"%s\" must be %s, and %s".formatted(name, wanted, was));
  }
}
