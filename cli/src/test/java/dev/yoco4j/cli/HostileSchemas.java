package dev.yoco4j.cli;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Requests for formats that are hard to keep, and are pushed towards the hard part by a bias.
final class HostileSchemas {
  private static final String BRACKETS = "{\"91\":100}";

  private static final List<String> SCHEMAS =
      List.of(
          "true",
          "false",
          "5",
          "{\"$ref\":\"#\"}",
          "{\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}",
          "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}",
          twice("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}"),
          twice("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"},\"minItems\":1}"),
          "{\"type\":\"array\",\"minItems\":2147483647,\"items\":{\"type\":\"null\"}}",
          "{\"type\":\"string\",\"minLength\":2147483647}",
          "{\"type\":\"string\",\"minLength\":5,\"maxLength\":4}",
          "{\"type\":\"string\",\"pattern\":\"(a+)+$\"}",
          "{\"type\":\"string\",\"pattern\":\"(((\"}",
          "{\"patternProperties\":{\"^(x*)*y\":{}}}",
          "{\"enum\":[]}",
          "{\"enum\":[" + many(3000, i -> "\"v" + i + "\"") + "]}",
          "{\"oneOf\":[" + many(600, i -> "{\"const\":" + i + "}") + "]}",
          "{\"anyOf\":[" + many(3000, i -> "{\"type\":\"array\",\"minItems\":" + i + "}") + "]}",
          "{\"properties\":{" + many(3000, i -> "\"p" + i + "\":{\"type\":\"null\"}") + "}}",
          "{\"required\":[" + many(3000, i -> "\"r" + i + "\"") + "]}",
          "{\"$defs\":{" + many(3000, HostileSchemas::link) + "},\"$ref\":\"#/$defs/d2999\"}",
          "{\"anyOf\":[".repeat(60) + "{\"type\":\"null\"}" + "]}".repeat(60),
          "{\"items\":".repeat(150) + "{}" + "}".repeat(150),
          "{\"$ref\":\"#/a~2\"}",
          "{\"$ref\":\"http://127.0.0.1:1/\"}",
          "{\"$ref\":7}");

  private HostileSchemas() {}

  private interface Written {
    String at(int index);
  }

  private static String many(int count, Written each) {
    return IntStream.range(0, count).mapToObj(each::at).collect(Collectors.joining(","));
  }

  /// Each definition is the one before; the last one is a chain of all.
  private static String link(int i) {
    return "\"d%d\":{\"anyOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"const\":%d}]}"
        .formatted(i, Math.max(0, i - 1), i);
  }

  /// Each bracket can be read in two ways, so that texts have a power of two of readings.
  private static String twice(String schema) {
    return "{\"anyOf\":[%s,%s]}".formatted(schema, schema);
  }

  static String next(Random random) {
    String format =
        random.nextInt(8) == 0
            ? "{\"type\":\"json_object\"}"
            : "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":%s}}"
                .formatted(SCHEMAS.get(random.nextInt(SCHEMAS.size())));
    return """
    {"messages":[{"role":"user","content":"a"}],"prompt":"a","max_tokens":%d,"seed":%d,
     "logit_bias":%s,"response_format":%s}
    """
        .formatted(1 + random.nextInt(64), random.nextInt(), BRACKETS, format);
  }
}
