package dev.yoco4j.torch.pickle;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What a pickle may name by module and class: this list, and nothing that is not on it.
///
/// Each is a value of this package. No Python class, and no Java class of that name, is looked for.
sealed interface Global {

  /// The type of a storage, such as `torch.FloatStorage`.
  record StorageType(ScalarType dtype) implements Global {}

  /// An element type as a value, such as `torch.float32`.
  record DTypeName(String name) implements Global {}

  /// What may be called, with arguments that are data.
  enum Callable implements Global {
    /// `collections.OrderedDict`.
    ORDERED_DICT,
    /// `torch._utils._rebuild_tensor_v2`.
    TENSOR,
    /// `torch._utils._rebuild_parameter`.
    PARAMETER,
    /// `torch.Size`.
    SIZE,
    /// `argparse.Namespace`, which fairseq keeps a run's options in.
    NAMESPACE
  }

  /// The global of a name, empty if it is not on the list.
  static Optional<Global> named(String module, String name) {
    return Optional.ofNullable(Names.ALLOWED.get(module + "." + name));
  }

  /// The list.
  final class Names {
    private static final Map<String, Global> ALLOWED =
        Map.ofEntries(
            Map.entry("collections.OrderedDict", Callable.ORDERED_DICT),
            Map.entry("torch._utils._rebuild_tensor_v2", Callable.TENSOR),
            Map.entry("torch._utils._rebuild_parameter", Callable.PARAMETER),
            Map.entry("torch.Size", Callable.SIZE),
            Map.entry("argparse.Namespace", Callable.NAMESPACE),
            Map.entry("torch.DoubleStorage", new StorageType(ScalarType.Double)),
            Map.entry("torch.FloatStorage", new StorageType(ScalarType.Float)),
            Map.entry("torch.HalfStorage", new StorageType(ScalarType.Half)),
            Map.entry("torch.BFloat16Storage", new StorageType(ScalarType.BFloat16)),
            Map.entry("torch.LongStorage", new StorageType(ScalarType.Long)),
            Map.entry("torch.IntStorage", new StorageType(ScalarType.Int)),
            Map.entry("torch.ShortStorage", new StorageType(ScalarType.Short)),
            Map.entry("torch.CharStorage", new StorageType(ScalarType.Char)),
            Map.entry("torch.ByteStorage", new StorageType(ScalarType.Byte)),
            Map.entry("torch.BoolStorage", new StorageType(ScalarType.Bool)),
            dtype("float64"),
            dtype("float32"),
            dtype("float16"),
            dtype("bfloat16"),
            dtype("int64"),
            dtype("int32"),
            dtype("int16"),
            dtype("int8"),
            dtype("uint8"),
            dtype("bool"));

    private Names() {}

    private static Map.Entry<String, Global> dtype(String name) {
      return Map.entry("torch." + name, new DTypeName("torch." + name));
    }
  }
}
