package dev.yoco4j.evaluation;

import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Where two documents differ, in words.
final class JsonDifference {
  private JsonDifference() {}

  /// The first place at which they differ.
  ///
  /// @return such as `settings.context is 512 here and 1024 there`, or nothing if they are equal
  static Optional<String> first(JsonNode here, JsonNode there) {
    return first("", here, there);
  }

  private static Optional<String> first(String path, JsonNode here, JsonNode there) {
    if (here.equals(there)) {
      return Optional.empty();
    }
    if (here.isObject() && there.isObject()) {
      TreeSet<String> names = new TreeSet<>(here.propertyNames());
      names.addAll(there.propertyNames());
      return names.stream()
          .flatMap(name ->
              first(path.isEmpty() ? name : path + "." + name, here.path(name), there.path(name))
                  .stream())
          .findFirst();
    }
    return Optional.of("%s is %s here and %s there".formatted(path, shown(here), shown(there)));
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "not given" : node.toString();
  }
}
