package dev.yoco4j.server.openai;

import dev.yoco4j.inference.OutputFormat;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Fields;
import dev.yoco4j.server.http.Json;
import java.util.List;

/// What an answer must be, and what no answer of this server can be.
final class FormatFields {
  /// What would be ignored in silence otherwise.
  private static final List<String> NOT_HERE =
      List.of(
          "tools",
          "functions",
          "function_call",
          "audio",
          "suffix",
          "prediction",
          "web_search_options");

  private FormatFields() {}

  static OutputFormat read(Fields fields) {
    Fields format = fields.fields("response_format").orElse(new Fields(Json.object()));
    return switch (format.text("type").orElse("text")) {
      case "text" -> new OutputFormat.Text();
      case "json_object" -> new OutputFormat.JsonObject();
      case "json_schema" -> new OutputFormat.JsonSchema(schema(format));
      default ->
          throw ApiError.field(
              "response_format", "must have the type text, json_object or json_schema");
    };
  }

  private static String schema(Fields format) {
    return format
        .fields("json_schema")
        .orElse(format) // some servers take the schema without its name
        .value("schema")
        .map(Json::text)
        .orElseThrow(() -> ApiError.field("response_format", "must have json_schema.schema"));
  }

  /// Refuses what this server cannot do.
  static void refuseOthers(Fields fields) {
    for (String name : NOT_HERE) {
      fields
          .value(name)
          .filter(value -> !value.isEmpty() || value.isNumber() || isText(value.asString("")))
          .ifPresent(_ -> {
            throw ApiError.field(name, "is not supported by this server");
          });
    }
    fields
        .value("tool_choice")
        .filter(value -> !value.isString() || value.asString().equals("required"))
        .ifPresent(_ -> {
          throw ApiError.field("tool_choice", "is not supported: this server calls no tools");
        });
    fields
        .value("modalities")
        .filter(value -> value.size() != 1 || !value.path(0).asString("").equals("text"))
        .ifPresent(_ -> {
          throw ApiError.field("modalities", "must be [\"text\"]");
        });
  }

  private static boolean isText(String value) {
    return !value.isEmpty() && !value.equals("none") && !value.equals("auto");
  }
}
