package dev.yoco4j.evaluation.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One row of a task's file, whatever file it is: columns by name.
///
/// What a column lacks is an [IllegalArgumentException] with the column's name.
record TaskRow(ObjectNode columns) {
  private static final int SHOWN = 60;

  Set<String> names() {
    return new TreeSet<>(columns.propertyNames());
  }

  boolean has(String name) {
    return columns.hasNonNull(name);
  }

  boolean isObject(String name) {
    return columns.path(name).isObject();
  }

  TaskRow row(String name) {
    if (columns.path(name) instanceof ObjectNode object) {
      return new TaskRow(object);
    }
    throw unlike(name, "an object");
  }

  List<TaskRow> rows(String name) {
    List<TaskRow> rows = new ArrayList<>();
    for (JsonNode element : list(name)) {
      if (!(element instanceof ObjectNode object)) {
        throw unlike(name, "a list of objects");
      }
      rows.add(new TaskRow(object));
    }
    return rows;
  }

  String text(String name) {
    JsonNode value = columns.path(name);
    if (!value.isString()) {
      throw unlike(name, "a text");
    }
    return value.stringValue();
  }

  /// A column that may be missing.
  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list(name)) {
      if (!element.isString()) {
        throw unlike(name, "a list of texts");
      }
      texts.add(element.stringValue());
    }
    return texts;
  }

  /// A number, a number written as text, or a truth value as 0 or 1.
  int index(String name) {
    JsonNode value = columns.path(name);
    if (value.isBoolean()) {
      return value.booleanValue() ? 1 : 0;
    }
    if (value.isInt()) {
      return value.intValue();
    }
    try {
      return Integer.parseInt(PythonText.strip(text(name)));
    } catch (IllegalArgumentException e) {
      boolean absent = value.isString() && PythonText.strip(value.stringValue()).isEmpty();
      throw absent
          ? new IllegalArgumentException(name + " is empty (test sets come without answers)")
          : unlike(name, "an index", e);
    }
  }

  private Iterable<JsonNode> list(String name) {
    JsonNode value = columns.path(name);
    if (!value.isArray()) {
      throw unlike(name, "a list");
    }
    return value;
  }

  private IllegalArgumentException unlike(String name, String wanted) {
    return unlike(name, wanted, null);
  }

  private IllegalArgumentException unlike(String name, String wanted, @Nullable Throwable cause) {
    JsonNode value = columns.path(name);
    String text = value.toString();
    String found = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    return new IllegalArgumentException(
        value.isMissingNode()
            ? "there is no column " + name
            : "%s must be %s, was %s".formatted(name, wanted, found),
        cause);
  }
}
