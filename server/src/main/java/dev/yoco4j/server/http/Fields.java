package dev.yoco4j.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a JSON object, where `null` is as good as absent; errors name the field.
///
/// @param object the request
public record Fields(ObjectNode object) {
  /// Any value.
  ///
  /// @param name of the field
  /// @return the value, if there is one
  public Optional<JsonNode> value(String name) {
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  /// A string.
  ///
  /// @param name of the field
  /// @return the value, if there is one
  /// @throws ApiError if it is something else
  public Optional<String> text(String name) {
    return value(name)
        .map(value -> {
          if (!value.isString()) {
            throw ApiError.field(name, "must be a string");
          }
          return value.asString();
        });
  }

  /// A truth value.
  ///
  /// @param name of the field
  /// @return the value; false if there is none
  /// @throws ApiError if it is something else
  public boolean flag(String name) {
    return value(name)
        .map(value -> {
          if (!value.isBoolean()) {
            throw ApiError.field(name, "must be true or false");
          }
          return value.asBoolean();
        })
        .orElse(false);
  }

  /// A number.
  ///
  /// @param name of the field
  /// @param usual where there is none
  /// @return the value
  /// @throws ApiError if it is something else, or infinite
  public double number(String name, double usual) {
    return value(name).map(value -> number(name, value)).orElse(usual);
  }

  /// A number in a field.
  ///
  /// @param name of the field
  /// @param value in it
  /// @return the number
  /// @throws ApiError if it is something else, or infinite
  public static double number(String name, JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw ApiError.field(name, "must be a finite number");
    }
    return value.doubleValue();
  }

  /// A whole number.
  ///
  /// @param name of the field
  /// @param least bound
  /// @param most bound
  /// @return the value, if there is one
  /// @throws ApiError if it is something else, or out of bounds
  public OptionalInt integer(String name, int least, int most) {
    Optional<JsonNode> value = value(name);
    return value.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Math.toIntExact(whole(name, value.get(), least, most)));
  }

  /// A whole number in a field.
  ///
  /// @param name of the field
  /// @param value in it
  /// @param least bound
  /// @param most bound
  /// @return the number
  /// @throws ApiError if it is something else, or out of bounds
  public static long whole(String name, JsonNode value, long least, long most) {
    boolean whole = value.isIntegralNumber() ? value.canConvertToLong() : isWhole(value);
    long number = whole ? value.longValue() : 0;
    if (!whole || number < least || number > most) {
      throw ApiError.field(name, "must be a whole number from %d to %d".formatted(least, most));
    }
    return number;
  }

  private static boolean isWhole(JsonNode value) {
    return value.isNumber()
        && value.doubleValue() == Math.rint(value.doubleValue())
        && Math.abs(value.doubleValue()) < 1L << 53;
  }

  /// One string, or a list of strings.
  ///
  /// @param name of the field
  /// @param most strings at most
  /// @return the strings, none if there is no value
  /// @throws ApiError if it is something else, or too many
  public List<String> texts(String name, int most) {
    Optional<JsonNode> value = value(name);
    if (value.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : value.get().isArray() ? value.get() : List.of(value.get())) {
      if (!text.isString() || texts.size() == most) {
        throw ApiError.field(name, "must be a string or a list of at most " + most + " strings");
      }
      texts.add(text.asString());
    }
    return texts;
  }

  /// An object.
  ///
  /// @param name of the field
  /// @return its fields, if there is one
  /// @throws ApiError if it is something else
  public Optional<Fields> fields(String name) {
    return value(name)
        .map(value -> {
          if (value instanceof ObjectNode inner) {
            return new Fields(inner);
          }
          throw ApiError.field(name, "must be an object");
        });
  }
}
