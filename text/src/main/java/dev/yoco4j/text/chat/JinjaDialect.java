package dev.yoco4j.text.chat;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What templates are written with and the library does not know, or would quietly take otherwise.
final class JinjaDialect {
  /// Those of Jinja whose work is bounded by what they are given.
  static final Set<String> FILTERS =
      Set.of(
          "abs",
          "bool",
          "capitalize",
          "count",
          "d",
          "default",
          "dictsort",
          "e",
          "escape",
          "first",
          "float",
          "int",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "sort",
          "string",
          "sum",
          "title",
          "tojson",
          "trim",
          "unique",
          "upper");

  private static final Pattern TAG =
      Pattern.compile("\\{#.*?#\\}|\\{[{%](?<body>.*?)[%}]\\}", Pattern.DOTALL);
  private static final Pattern STRING =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"", Pattern.DOTALL);
  private static final Pattern FILTER = Pattern.compile("\\|\\s*(\\w+)");

  /// Marks what a model is trained on; here its body is all that matters.
  private static final Pattern GENERATION = Pattern.compile("(\\{%-?\\s*)(end)?generation\\b");

  /// The library would take the condition for a part of the list, find none, and write nothing.
  private static final Pattern LOOP_WITH_CONDITION =
      Pattern.compile("-?\\s*for\\s(?!.*\\selse\\s).*\\sif\\s.*", Pattern.DOTALL);

  private JinjaDialect() {}

  /// @throws IllegalArgumentException if a tag would quietly mean something else
  static String translated(String name, String source) {
    Matcher tag = TAG.matcher(source);
    while (tag.find()) {
      String body = tag.group("body");
      if (body != null) {
        String problem = problem(STRING.matcher(body).replaceAll("''"));
        if (!problem.isEmpty()) {
          long line = source.substring(0, tag.start()).chars().filter(c -> c == '\n').count() + 1;
          throw new IllegalArgumentException(
              "%s: the chat template can't be read in line %d: %s in %s"
                  .formatted(name, line, problem, tag.group().replace('\n', ' ')));
        }
      }
    }
    String text = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
    return GENERATION
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                found.group(1) + (found.group(2) == null ? "if true" : "endif")))
        .replace("[::-1]", " | reverse | list");
  }

  private static String problem(String body) {
    if (LOOP_WITH_CONDITION.matcher(body).matches()) {
      return "a loop with a condition is not understood, put an if inside it,";
    }
    return FILTER
        .matcher(body)
        .results()
        .map(found -> found.group(1))
        .filter(filter -> !FILTERS.contains(filter))
        .findFirst()
        .map(filter -> "there is no filter " + filter)
        .orElse("");
  }
}
