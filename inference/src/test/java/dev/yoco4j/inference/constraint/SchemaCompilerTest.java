package dev.yoco4j.inference.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaCompilerTest {
  static final String TREE =
      """
      {"$defs": {"node": {"type": "object", "properties": {
          "value": {"type": "integer"},
          "children": {"type": "array", "items": {"$ref": "#/$defs/node"}, "maxItems": 2}},
        "required": ["value"], "additionalProperties": false}},
       "$ref": "#/$defs/node"}\
      """;

  static List<String> schemas() {
    return List.of(
        "{\"type\": \"string\", \"minLength\": 2, \"maxLength\": 5}",
        "{\"type\": \"integer\"}",
        "{\"type\": [\"number\", \"null\", \"integer\"]}",
        "{\"type\": \"boolean\", \"description\": \"yes or no\"}",
        "{\"enum\": [\"red\", \"re\", 3, null, {\"a\": [1]}, \"é\"]}",
        "{\"type\": \"string\", \"enum\": [\"red\", 3]}",
        "{\"const\": {\"b\": \"\\\"\"}}",
        "{\"type\": \"array\", \"items\": {\"type\": \"boolean\"}, \"minItems\": 2, \"maxItems\": 3}",
        """
        {"type": "object", "properties": {"name": {"type": "string", "maxLength": 4},
          "age": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string",
          "maxLength": 3}, "maxItems": 2}}, "required": ["name", "tags"],
          "additionalProperties": false}\
        """,
        """
        {"type": "object", "properties": {"a": {"type": "null"}}, "required": ["a", "ab"],
          "additionalProperties": {"type": "boolean"}}\
        """,
        "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"integer\"}}",
        "{\"properties\": {\"x~/y\": {\"type\": \"null\"}, \"\\\"\": {}}}",
        "{\"anyOf\": [{\"type\": \"integer\"}, {\"type\": \"array\", \"maxItems\": 1}]}",
        """
        {"oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}, "n": {"type":
          "integer"}}, "required": ["kind", "n"]}, {"type": "object", "properties": {"kind":
          {"const": "b"}}, "required": ["kind"]}, {"type": "null"}]}\
        """,
        TREE,
        "{\"type\": \"array\", \"items\": {\"$ref\": \"#\"}, \"maxItems\": 2}",
        "{\"type\": \"object\"}");
  }

  /// Writes what may be written, at random; short of room it takes what ends soonest in JSON.
  private static String write(Goal form, SplittableRandom random) {
    TextState state = TextState.before(form);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (!(state.isComplete() && (state.isOver() || random.nextInt(3) == 0))) {
      List<Integer> allowed = new ArrayList<>();
      for (int next = 0; next < 256; next++) {
        if (state.after(next) != null) {
          allowed.add(next);
        }
      }
      assertThat(allowed).as("after %s", text).isNotEmpty();
      List<Integer> closing = allowed.stream().filter(next -> "\"]}".indexOf(next) >= 0).toList();
      boolean close = !closing.isEmpty() && random.nextInt(4) > 0;
      List<Integer> from = close ? closing : allowed;
      int next = from.get(random.nextInt(from.size()));
      text.write(next);
      state = Objects.requireNonNull(state.after(next));
      assertThat(text.size()).isLessThan(100_000);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void what_may_be_written_is_what_the_schema_allows(String schema) {
    Goal form = SchemaCompiler.compile(schema);
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 200; trial++) {
      String text = write(form, random);
      assertThat(SchemaCheck.allows(schema, text)).as("%s for %s", text, schema).isTrue();
    }
  }

  private static boolean accepts(String schema, String text) {
    TextState state = TextState.before(SchemaCompiler.compile(schema));
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      state = state == null ? null : state.after(Byte.toUnsignedInt(next));
    }
    return state != null && state.isComplete();
  }

  @Test
  void a_form_is_no_narrower_than_it_says() {
    String person = schemas().get(8);
    assertThat(accepts(person, "{\"name\":\"x\",\"tags\":[]}")).isTrue();
    assertThat(accepts(person, "{ \"name\": \"x\", \"age\": -3, \"tags\": [\"a\", \"b\"] }"))
        .isTrue();
    assertThat(accepts(person, "{\"tags\":[]}")).isFalse();
    assertThat(accepts(person, "{\"name\":\"x\",\"tags\":[],\"more\":1}")).isFalse();
    assertThat(accepts(schemas().get(9), "{\"a\":null,\"ab\":true,\"abc\":false}")).isTrue();
    assertThat(accepts(schemas().get(9), "{\"a\":null,\"ab\":true,\"a\":false}")).isFalse();
    assertThat(accepts(TREE, "{\"value\":1,\"children\":[{\"value\":2,\"children\":[]}]}"))
        .isTrue();
    assertThat(accepts(schemas().get(4), "\"red\"")).isTrue();
    assertThat(accepts(schemas().get(4), "\"re\"")).isTrue();
    assertThat(accepts(schemas().get(4), "\"r\"")).isFalse();
    assertThat(accepts(schemas().get(0), "\"é€\"")).isTrue();
    assertThat(accepts(schemas().get(0), "\"é\"")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"string\", \"pattern\": \"a\"} | #: 'pattern' cannot be honoured",
        "{\"properties\": {\"a\": {\"minimum\": 1}}} | #/properties/a: 'minimum' cannot be honoured",
        "{\"allOf\": []} | #: 'allOf' cannot be honoured",
        "{\"type\": \"date\"} | #: there is no type 'date'",
        "{\"anyOf\": []} | #: 'anyOf' must be a list of at least one schema",
        "{\"anyOf\": [{}], \"type\": \"null\"} | #: 'type' beside 'anyOf' cannot be honoured",
        "{\"oneOf\": [{\"type\": \"integer\"}, {\"type\": \"number\"}]} | #: a value might fit branches 0 and 1 of 'oneOf'; use 'anyOf'",
        "{\"minItems\": 3, \"maxItems\": 2} | #: 'minItems' is 3 and 'maxItems' is 2",
        "{\"maxLength\": -1} | #: 'maxLength' must be a whole number of at least 0",
        "{\"$ref\": \"#/$defs/a\"} | #: '$ref' is '#/$defs/a', which this document does not have",
        "{\"$ref\": \"http://x\"} | #: '$ref' is 'http://x', which this document does not have",
        "{\"anyOf\": [{\"$ref\": \"#\"}, {\"type\": \"null\"}]} | #: refers to itself before any text is written",
        "{\"properties\": {}, \"required\": [\"a\"]} | #: 'required' names 'a', which is no property",
        "{\"enum\": [1], \"type\": \"string\"} | #: no value is left that its type allows",
        "{\"items\": false} | #/items: no value is allowed",
        "3 | #: a schema must be an object"
      })
  void what_is_not_understood_is_named(String schema, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaCompiler.compile(schema))
        .withMessage("JSON schema at " + why);
  }

  @Test
  void what_is_not_json_is_said_to_be() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchemaCompiler.compile("{\"type\":"))
        .withMessageStartingWith("the JSON schema is not JSON: ");
  }
}
