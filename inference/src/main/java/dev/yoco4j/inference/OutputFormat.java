package dev.yoco4j.inference;

/// What a generated text must be, whatever the model would rather write.
///
/// Tokens that would lead away from it are never chosen; of the others the model's own order stays.
/// The text may still end early: for want of tokens, or by a stop string.
public sealed interface OutputFormat {
  /// Whatever the model writes.
  record Text() implements OutputFormat {}

  /// One JSON object.
  record JsonObject() implements OutputFormat {}

  /// One JSON value that a schema allows.
  ///
  /// Of JSON Schema there are `type`, `properties`, `required`, `additionalProperties`, `items`,
  /// `enum`, `const`, `minItems`, `maxItems`, `minLength`, `maxLength`, `anyOf`, `oneOf` of
  /// branches that exclude each other, and `$ref` within the document. Others are refused.
  ///
  /// Properties come in the schema's order. An object with `properties` and without
  /// `additionalProperties` gets no others. Numbers have at most 15 digits before and behind the
  /// point and 2 in the exponent, so that every reader reads the same.
  ///
  /// @param schema the document
  record JsonSchema(String schema) implements OutputFormat {}
}
