package dev.yoco4j.torch.pickle;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.TensorMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// What PyTorch's functions for rebuilding tensors do, as checks: nothing is read or allocated.
final class TensorRebuilding {
  private final Path file;
  private final Map<String, Long> storageBytes;

  TensorRebuilding(Path file, Map<String, Long> storageBytes) {
    this.file = file;
    this.storageBytes = storageBytes;
  }

  /// A storage that the file is known to have in that size.
  record Storage(String key, ScalarType dtype, long elements) {}

  /// `('storage', type, key, location, elements)`; the location, such as `cuda:0`, does not matter.
  Storage storage(@Nullable Object[] id) {
    if (id.length != 5
        || !"storage".equals(id[0])
        || !(id[1] instanceof Global.StorageType(ScalarType dtype))
        || !(id[2] instanceof String key)
        || !(id[3] instanceof String)) {
      throw corrupt("a persistent id is not that of a storage");
    }
    long elements = integer(id[4], "elements of storage " + key);
    Long bytes = storageBytes.get(key);
    if (bytes == null) {
      throw corrupt("storage '" + key + "' has no member data/" + key);
    }
    long width = torch.elementSize(dtype);
    if (bytes % width != 0 || elements != bytes / width) {
      throw corrupt(
          "storage '%s' should have %d elements of %s, but its member has %d bytes"
              .formatted(key, elements, dtype, bytes));
    }
    return new Storage(key, dtype, elements);
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata=None)`.
  SavedTensor tensor(@Nullable Object[] arguments) {
    if (arguments.length < 6
        || arguments.length > 7
        || !(arguments[0] instanceof Storage storage)
        || !(arguments[2] instanceof Object[] size)
        || !(arguments[3] instanceof Object[] stride)) {
      throw corrupt("a tensor is rebuilt from other things than storage, offset, size and stride");
    }
    if (arguments.length == 7 && arguments[6] != null && !Map.of().equals(arguments[6])) {
      throw corrupt("a tensor with flags (conjugate or negative), which are not supported");
    }
    SavedTensor tensor =
        new SavedTensor(
            storage.key(),
            storage.dtype(),
            integers(size, "size"),
            integers(stride, "stride"),
            integer(arguments[1], "offset"));
    checkInside(tensor, storage);
    return tensor;
  }

  /// `_rebuild_parameter(tensor, requires_grad, hooks)`.
  SavedTensor parameter(@Nullable Object[] arguments) {
    if (arguments.length == 3 && arguments[0] instanceof SavedTensor tensor) {
      return tensor;
    }
    throw corrupt("a parameter is rebuilt from something else than a tensor");
  }

  private void checkInside(SavedTensor tensor, Storage storage) {
    boolean inside;
    try {
      long width = torch.elementSize(tensor.dtype());
      long span = TensorMemory.span(tensor.dtype(), tensor.shape(), tensor.strides()) / width;
      long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
      // More elements than the storage has would be a few bytes that claim to be exabytes.
      inside = tensor.offset() <= storage.elements() - span && elements <= storage.elements();
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new CorruptFileException(file, "data.pkl: " + tensor + " is impossible", e);
    }
    if (!inside) {
      throw corrupt(tensor + " does not fit its storage of " + storage.elements() + " elements");
    }
  }

  private List<Long> integers(@Nullable Object[] values, String what) {
    if (values.length > TensorMemory.MAX_DIMENSIONS) {
      throw corrupt("a tensor of " + values.length + " dimensions");
    }
    List<Long> integers = new ArrayList<>();
    for (Object value : values) {
      integers.add(integer(value, what));
    }
    return integers;
  }

  private long integer(@Nullable Object value, String what) {
    if (value instanceof Integer || value instanceof Long) {
      long integer = ((Number) value).longValue();
      if (integer >= 0) {
        return integer;
      }
    }
    String found = value instanceof Number ? value.toString() : "no number";
    throw corrupt(what + " is " + found + ", expected an integer from 0 to 2^63-1");
  }

  private CorruptFileException corrupt(String what) {
    return new CorruptFileException(file, "data.pkl: " + what);
  }
}
