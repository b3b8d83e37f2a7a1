package dev.yoco4j.torch.pickle;

import dev.yoco4j.torch.CorruptFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The unpickler's values, as ones that can be handed out: unmodifiable, of few types, no cycles.
final class PlainValues {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_TENSORS = 1_000_000;

  private final Path file;
  private final IdentityHashMap<Object, Object> done = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Boolean> open = new IdentityHashMap<>();

  private PlainValues(Path file) {
    this.file = file;
  }

  /// The content of a checkpoint.
  ///
  /// @throws CorruptFileException if it is no dictionary, or refers to itself
  static Map<String, @Nullable Object> root(Path file, @Nullable Object built) {
    if (built instanceof Map<?, ?> map) {
      PlainValues values = new PlainValues(file);
      values.open.put(map, true);
      return values.map(map);
    }
    String what = built == null ? "None" : built.getClass().getSimpleName();
    throw new CorruptFileException(
        file, "data.pkl: it holds a " + what + ", expected a dictionary of tensors");
  }

  /// The tensors of nested dictionaries, by their keys joined with dots.
  static Map<String, SavedTensor> tensors(Path file, Map<String, @Nullable Object> root) {
    Map<String, SavedTensor> tensors = new LinkedHashMap<>();
    int[] visits = {0};
    flatten(file, "", root, tensors, visits);
    return Collections.unmodifiableMap(tensors);
  }

  private static void flatten(
      Path file, String prefix, Map<?, ?> values, Map<String, SavedTensor> tensors, int[] visits) {
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      String name = prefix + entry.getKey();
      if (++visits[0] > MAX_TENSORS) { // dictionaries that share dictionaries can multiply
        throw new CorruptFileException(file, "data.pkl: more than " + MAX_TENSORS + " values");
      }
      if (entry.getValue() instanceof Map<?, ?> nested) {
        flatten(file, name + ".", nested, tensors, visits);
      } else if (entry.getValue() instanceof SavedTensor tensor
          && tensors.put(name, tensor) != null) {
        throw new CorruptFileException(file, "data.pkl: two tensors are called '" + name + "'");
      }
    }
  }

  private @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Integer number -> (long) number;
      case Number number -> number;
      case Boolean truth -> truth;
      case SavedTensor tensor -> tensor;
      case Global.DTypeName(String name) -> name;
      case CheckpointUnpickler.Namespace namespace -> container(namespace.fields());
      case Map<?, ?> map -> container(map);
      case List<?> list -> container(list);
      case Object[] tuple -> container(tuple);
      default -> throw corrupt("a " + value.getClass().getSimpleName() + " stands where data must");
    };
  }

  /// Converts a container once, however often it is referred to.
  private Object container(Object container) {
    Object known = done.get(container);
    if (known != null) {
      return known;
    }
    if (open.size() == MAX_DEPTH) {
      throw corrupt("it is nested more than " + MAX_DEPTH + " deep");
    }
    if (open.put(container, true) != null) {
      throw corrupt("a container holds itself");
    }
    Object plain =
        switch (container) {
          case Map<?, ?> map -> map(map);
          case Collection<?> list -> list(list);
          default -> list(Arrays.asList((Object[]) container));
        };
    open.remove(container);
    done.put(container, plain);
    return plain;
  }

  private Map<String, @Nullable Object> map(Map<?, ?> built) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    built.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (map.containsKey(name)) { // such as 0 and "0"
        throw corrupt("two keys of a dictionary are called '" + name + "'");
      }
      map.put(name, plain(value));
    });
    return Collections.unmodifiableMap(map);
  }

  private List<@Nullable Object> list(Collection<?> built) {
    List<@Nullable Object> list = new ArrayList<>(built.size());
    built.forEach(value -> list.add(plain(value)));
    return Collections.unmodifiableList(list);
  }

  private CorruptFileException corrupt(String what) {
    return new CorruptFileException(file, "data.pkl: " + what);
  }
}
