package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Bodies of requests that somebody made up to break a server; some are valid.
final class HostileBodies {
  /// A path, and what is posted to it.
  ///
  /// @param bytes each as a character below 256
  record Hostile(String path, String bytes) {
    byte[] body() {
      return bytes.getBytes(ISO_8859_1);
    }
  }

  private static final List<String> FIELDS =
      List.of(
          "model",
          "prompt",
          "messages",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "seed",
          "logprobs",
          "top_logprobs",
          "presence_penalty",
          "frequency_penalty",
          "repetition_penalty",
          "logit_bias",
          "n",
          "best_of",
          "echo",
          "stream",
          "stream_options",
          "response_format",
          "context_id",
          "tools",
          "tool_choice",
          "modalities",
          "suffix",
          "user",
          "return_progress",
          "text",
          "name",
          "save",
          "tokens",
          "add_special_tokens",
          "made_up");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "3",
          "0.5",
          "-0.0",
          "1e999",
          "-1e999",
          "1e-999",
          "NaN",
          "-Infinity",
          "2147483648",
          "-9223372036854775809",
          "9223372036854775807",
          "123456789012345678901234567890",
          "1." + "9".repeat(900),
          "\"\"",
          "\"x\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u0000\"",
          "\"\uD83D\uDE00\"",
          "\"\\x\"",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "[{}]",
          "{\"\":1}",
          "[-1]",
          "[257]",
          "[258]",
          "[1e99]",
          "[1.5]",
          "[\"a\",1]",
          "[1,\"a\"]",
          "tru",
          "'a'",
          "// no",
          "{\"a\":1,\"a\":2}",
          "{\"type\":\"json_object\"}",
          "{\"65\":-100,\"66\":100}",
          "{\"65\":101}",
          "{\"-1\":1}",
          "{\"1e2\":1}",
          "{\"65\":null}",
          "{\"include_usage\":true}",
          "{\"include_usage\":5}",
          "[{\"role\":\"user\"}]",
          "[{\"role\":\"user\",\"content\":[]}]",
          "[{\"role\":[],\"content\":\"a\"}]",
          "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]",
          "\"ctx_none\"",
          "[{\"role\":\"tool\",\"content\":{}}]",
          "[[97],[98,99]]",
          "[\"a\",\"b\"]");

  private final Random random;

  HostileBodies(long seed) {
    random = new Random(seed);
  }

  Hostile next() {
    String path =
        pick(
            List.of(
                "/v1/completions",
                "/v1/completions",
                "/v1/chat/completions",
                "/v1/chat/completions",
                "/v1/contexts",
                "/tokenize",
                "/detokenize"));
    byte[] body =
        switch (random.nextInt(10)) {
          case 0 -> noise(random.nextInt(200));
          case 1 -> damaged(request(path).getBytes(UTF_8));
          case 2 -> nested();
          case 3 -> large(path);
          case 4 -> HostileSchemas.next(random).getBytes(UTF_8);
          default -> request(path).getBytes(UTF_8);
        };
    return new Hostile(path, new String(body, ISO_8859_1));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  /// Cut off, or with bytes that are no UTF-8, or with others.
  private byte[] damaged(byte[] body) {
    if (random.nextBoolean()) {
      return Arrays.copyOf(body, random.nextInt(body.length));
    }
    for (int i = 0; i < 3; i++) {
      body[random.nextInt(body.length)] = (byte) random.nextInt();
    }
    return body;
  }

  private byte[] nested() {
    int depth = 1 << random.nextInt(16);
    String field = "\"" + pick(FIELDS) + "\":";
    return (random.nextBoolean()
            ? "{" + field + "[".repeat(depth) + "]".repeat(depth) + "}"
            : ("{" + field).repeat(depth) + "1" + "}".repeat(depth))
        .getBytes(UTF_8);
  }

  private byte[] large(String path) {
    int count = 1 << random.nextInt(14);
    Map<String, String> fields = usual(path);
    fields.put(
        pick(FIELDS),
        switch (random.nextInt(5)) {
          case 0 -> "\"" + "y".repeat(count) + "\"";
          case 1 -> listed(count, i -> Integer.toString(i % 256));
          case 2 -> listed(count, i -> "\"" + i + "\"");
          case 3 -> "{" + joined(count, i -> "\"" + i + "\":" + (i % 100)) + "}";
          default -> listed(count, _ -> "{\"role\":\"user\",\"content\":\"z\"}");
        });
    return text(fields).getBytes(UTF_8);
  }

  private interface Written {
    String at(int index);
  }

  private static String listed(int count, Written each) {
    return "[" + joined(count, each) + "]";
  }

  private static String joined(int count, Written each) {
    return IntStream.range(0, count).mapToObj(each::at).collect(Collectors.joining(","));
  }

  private String request(String path) {
    Map<String, String> fields = usual(path);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      fields.put(pick(FIELDS), pick(VALUES));
    }
    if (random.nextInt(5) == 0) {
      fields.remove(pick(FIELDS));
    }
    return text(fields);
  }

  /// What would be answered.
  private static Map<String, String> usual(String path) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("prompt", "\"ab\"");
    fields.put("max_tokens", "2");
    if (path.startsWith("/v1/chat")) {
      fields.put("messages", "[{\"role\":\"user\",\"content\":\"a\"}]");
    } else {
      fields.put("text", "\"c\"");
      fields.put("tokens", "[97]");
    }
    return fields;
  }

  private static String text(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
